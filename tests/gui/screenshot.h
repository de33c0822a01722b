// SPDX-License-Identifier: MIT
// Pictures of windows against pictures kept in golden/.
#pragma once

#include <QImage>
#include <QString>

namespace gui_test {

// The fonts of the pictures, Debian's fonts-dejavu-core and fonts-noto-cjk, drawn in shades of grey
// without hinting, as on every machine. Returns the sentence that says which package is missing;
// empty where the fonts are set.
QString use_fixed_fonts();

// Edges of letters may come out a little differently with another version of the font library. One
// word in a window of 1280 x 800 is more than this (screenshot_test.cpp).
constexpr double tolerated_share = 0.00005;

// How far two pictures of one size are apart, as an eye sees it.
struct Difference {
    double share = 1;  // of the pixels, those that differ visibly
    QImage picture;    // them in black on white
};
Difference difference(const QImage& actual, const QImage& expected);

// Compares with golden/NAME.png. Returns what is wrong, empty if nothing is; then actual and
// difference are in files below the build folder that the sentence names. With
// VETHLAB_UPDATE_GOLDEN=1 in the environment it writes golden/NAME.png instead.
QString compare_to_golden(const QImage& actual, const QString& name);

}  // namespace gui_test

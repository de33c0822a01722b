// SPDX-License-Identifier: MIT
#include "tests/gui/screenshot.h"

#include <algorithm>
#include <cstdlib>

#include <QApplication>
#include <QDir>
#include <QFont>
#include <QFontDatabase>

namespace gui_test {
namespace {

constexpr int visible = 48;  // of 255, in one channel

bool differ(QRgb a, QRgb b) {
    const int red = std::abs(qRed(a) - qRed(b));
    const int green = std::abs(qGreen(a) - qGreen(b));
    const int blue = std::abs(qBlue(a) - qBlue(b));
    return std::max({red, green, blue}) > visible;
}

bool updating() {
    return qEnvironmentVariable("VETHLAB_UPDATE_GOLDEN") == "1";
}

}  // namespace

QString use_fixed_fonts() {
    const QPair<QString, QString> needed[] = {{"DejaVu Sans", "fonts-dejavu-core"},
                                              {"Noto Sans CJK JP", "fonts-noto-cjk"}};
    QStringList families;
    for (const auto& [family, package] : needed) {
        if (!QFontDatabase::hasFamily(family))
            return QString("The font %1 is not installed; Debian's package is %2.")
                .arg(family, package);
        families << family;
    }
    QFont font(families);
    font.setPixelSize(12);
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setStyleStrategy(
        QFont::StyleStrategy(QFont::PreferAntialias | QFont::NoSubpixelAntialias));
    QApplication::setFont(font);
    return {};
}

Difference difference(const QImage& actual, const QImage& expected) {
    if (actual.size() != expected.size()) return {1, actual};
    QImage picture(actual.size(), QImage::Format_Grayscale8);
    qint64 count = 0;
    for (int y = 0; y < actual.height(); ++y)
        for (int x = 0; x < actual.width(); ++x) {
            const bool differs = differ(actual.pixel(x, y), expected.pixel(x, y));
            picture.scanLine(y)[x] = differs ? 0 : 255;
            count += differs;
        }
    return {static_cast<double>(count) / (double(actual.width()) * actual.height()), picture};
}

QString compare_to_golden(const QImage& actual, const QString& name) {
    const QString golden = QString(GOLDEN_FOLDER "/%1.png").arg(name);
    if (updating())
        return actual.convertToFormat(QImage::Format_RGB888).save(golden, "PNG", 0)
                   ? QString()
                   : QString("cannot write %1").arg(golden);
    const QImage expected(golden);
    const Difference found = difference(actual, expected);
    if (!expected.isNull() && found.share <= tolerated_share) return {};

    const QString seen = QString(PICTURE_FOLDER "/%1.actual.png").arg(name);
    const QString apart = QString(PICTURE_FOLDER "/%1.difference.png").arg(name);
    QDir().mkpath(PICTURE_FOLDER);
    actual.save(seen);
    found.picture.save(apart);
    return QString(
               "%1 %% of the pixels differ, %2 %% may.\n  expected %3\n  actual   %4\n  "
               "apart    %5\nIf the actual picture is right, run again with "
               "VETHLAB_UPDATE_GOLDEN=1.")
        .arg(found.share * 100, 0, 'f', 3)
        .arg(tolerated_share * 100)
        .arg(golden, seen, apart);
}

}  // namespace gui_test

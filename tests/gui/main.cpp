// SPDX-License-Identifier: MIT
// Runs the tests with a GUI application that needs no display, looks the same everywhere and leaves
// the user's settings alone.
#include <QApplication>
#include <QStandardPaths>
#include <gtest/gtest.h>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();  // while building
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", "1");
    qputenv("QT_FONT_DPI", "96");
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setStyle("Fusion");
    const QApplication application(argc, argv);
    QApplication::setCursorFlashTime(0);
    return RUN_ALL_TESTS();
}

// SPDX-License-Identifier: MIT
// That the comparison of pictures sees what matters and nothing else.
#include "tests/gui/screenshot.h"

#include <QPainter>
#include <gtest/gtest.h>

namespace {

using namespace gui_test;

QImage picture(const QString& word, const QColor& colour, int x = 600) {
    QImage image(1280, 800, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setPen(colour);
    painter.drawText(x, 300, word);
    return image;
}

class Screenshot : public testing::Test {
  protected:
    void SetUp() override {
        const QString missing = use_fixed_fonts();
        ASSERT_TRUE(missing.isEmpty()) << missing.toStdString();
    }

    const QColor blue{0x00, 0x72, 0xB2};
};

TEST_F(Screenshot, SeesOneWordInAWindow) {
    const QImage allow = picture("✓ allow", blue);
    const std::pair<const char*, QImage> rows[] = {
        {"another word", picture("✕ drop", blue)},
        {"no word", picture("", blue)},
        {"another colour", picture("✓ allow", QColor(0xB3, 0x4F, 0x00))},
        {"another place", picture("✓ allow", blue, 640)},
        {"another size", allow.copy(0, 0, 1279, 800)}};
    for (const auto& [what, actual] : rows)
        EXPECT_GT(difference(actual, allow).share, tolerated_share) << what;
}

TEST_F(Screenshot, OverlooksShadesAtTheEdgesOfLetters) {
    const QImage allow = picture("✓ allow", blue);
    EXPECT_EQ(difference(allow, allow).share, 0);
    EXPECT_LE(difference(picture("✓ allow", blue.lighter(110)), allow).share, tolerated_share);
}

}  // namespace

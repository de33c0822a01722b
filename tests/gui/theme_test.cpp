// SPDX-License-Identifier: MIT
// Contrast, as the Web Content Accessibility Guidelines 2.1 compute it: 4.5:1 for text (1.4.3),
// 3:1 for what is not (1.4.11).
#include "gui/theme.h"

#include <cmath>

#include <gtest/gtest.h>

namespace {

using namespace gui;

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

const Tone tones[] = {Tone::Plain,     Tone::Allow,   Tone::Drop,
                      Tone::Uncertain, Tone::Warning, Tone::Muted};

TEST(Contrast, KnowsBlackOnWhite) {
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 0.01);
}

TEST(Theme, CanBeReadInLightAndDark) {
    for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        const QPalette palette = palette_of(appearance);
        for (const Tone tone : tones) {
            SCOPED_TRACE(testing::Message() << "appearance " << static_cast<int>(appearance)
                                            << ", tone " << static_cast<int>(tone));
            for (const auto role : {QPalette::Base, QPalette::AlternateBase, QPalette::Window})
                EXPECT_GE(contrast(text_colour(tone, palette), palette.color(role)), 4.5) << role;
            EXPECT_GE(contrast(area_colour(tone, palette), palette.color(QPalette::Base)), 3);
            EXPECT_GE(contrast(palette.color(QPalette::Text), tint(tone, palette)), 4.5);
        }
        EXPECT_GE(
            contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)),
            4.5);
        EXPECT_GE(contrast(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base)),
                  4.5);
    }
}

TEST(Theme, KnowsLightFromDark) {
    EXPECT_FALSE(is_dark(palette_of(Appearance::Light)));
    EXPECT_TRUE(is_dark(palette_of(Appearance::Dark)));
}

TEST(Theme, AllowIsBlueAndDropVermillionAfterOkabeAndIto) {
    const QPalette palette = palette_of(Appearance::Light);
    EXPECT_EQ(area_colour(Tone::Allow, palette).name(), "#0072b2");
    EXPECT_EQ(area_colour(Tone::Drop, palette).name(), "#d55e00");
}

}  // namespace

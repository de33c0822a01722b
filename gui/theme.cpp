// SPDX-License-Identifier: MIT
#include "gui/theme.h"

#include <QGuiApplication>

namespace gui {
namespace {

struct Shades {
    QColor on_light;
    QColor on_dark;
    QColor area;
};

const Shades blue{QColor(0x00, 0x72, 0xB2), QColor(0x56, 0xB4, 0xE9), QColor(0x00, 0x72, 0xB2)};
const Shades vermillion{QColor(0xB3, 0x4F, 0x00), QColor(0xFF, 0x8F, 0x45),
                        QColor(0xD5, 0x5E, 0x00)};

const Shades* shades_of(Tone tone) {
    switch (tone) {
        case Tone::Allow:
            return &blue;
        case Tone::Drop:
        case Tone::Warning:
            return &vermillion;
        default:
            return nullptr;
    }
}

QColor mixed(const QColor& a, const QColor& b, qreal share_of_b) {
    const qreal share_of_a = 1 - share_of_b;
    return QColor::fromRgbF(static_cast<float>(a.redF() * share_of_a + b.redF() * share_of_b),
                            static_cast<float>(a.greenF() * share_of_a + b.greenF() * share_of_b),
                            static_cast<float>(a.blueF() * share_of_a + b.blueF() * share_of_b));
}

QPalette made_palette(const QColor& window, const QColor& base, const QColor& text,
                      const QColor& highlight) {
    QPalette palette(window, window);  // derives the shades of buttons and frames
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, mixed(base, text, 0.04));
    palette.setColor(QPalette::ToolTipBase, base);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                            QPalette::ToolTipText, QPalette::BrightText}) {
        palette.setColor(role, text);
        palette.setColor(QPalette::Disabled, role, mixed(text, window, 0.5));
    }
    palette.setColor(QPalette::PlaceholderText, mixed(text, base, 0.35));
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, shades_of(Tone::Allow)->on_light);
    return palette;
}

QPalette dark_palette() {
    QPalette palette = made_palette(QColor(0x2B, 0x2D, 0x30), QColor(0x1E, 0x1F, 0x22),
                                    QColor(0xE6, 0xE6, 0xE6), QColor(0x2F, 0x65, 0xA0));
    palette.setColor(QPalette::Link, blue.on_dark);
    return palette;
}

QPalette light_palette() {
    return made_palette(QColor(0xF0, 0xF0, 0xF0), QColor(0xFF, 0xFF, 0xFF),
                        QColor(0x1A, 0x1A, 0x1A), QColor(0x2F, 0x65, 0xA0));
}

}  // namespace

QPalette palette_of(Appearance appearance) {
    static const QPalette system = QGuiApplication::palette();
    switch (appearance) {
        case Appearance::Light:
            return light_palette();
        case Appearance::Dark:
            return dark_palette();
        default:
            return system;
    }
}

bool is_dark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() <
           palette.color(QPalette::WindowText).lightness();
}

QColor text_colour(Tone tone, const QPalette& palette) {
    if (const Shades* shades = shades_of(tone))
        return is_dark(palette) ? shades->on_dark : shades->on_light;
    const QColor text = palette.color(QPalette::Text);
    return tone == Tone::Plain ? text : mixed(text, palette.color(QPalette::Base), 0.3);
}

QColor area_colour(Tone tone, const QPalette& palette) {
    if (const Shades* shades = shades_of(tone)) return shades->area;
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.4);
}

QColor tint(Tone tone, const QPalette& palette) {
    return mixed(palette.color(QPalette::Base), area_colour(tone, palette),
                 is_dark(palette) ? 0.25 : 0.12);
}

}  // namespace gui

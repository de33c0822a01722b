// SPDX-License-Identifier: MIT
// All colours of the viewer. Everything else asks here by tone, and for the rest uses the palette's
// roles.
//
// The colours are Okabe and Ito's, which people with any common colour blindness tell apart: allow
// is blue, drop is vermillion. As text they are darkened or lightened to a contrast of 4.5:1 with
// the background, as areas they have 3:1 (WCAG 2.1, 1.4.3 and 1.4.11).
#pragma once

#include <QColor>
#include <QPalette>

#include "gui/models/tone.h"

namespace gui {

enum class Appearance { System, Light, Dark };

// System gives the palette that the application started with.
QPalette palette_of(Appearance appearance);
bool is_dark(const QPalette& palette);

QColor text_colour(Tone tone, const QPalette& palette);
QColor area_colour(Tone tone, const QPalette& palette);
// The palette's base with a touch of the tone: behind text in the palette's own text colour.
QColor tint(Tone tone, const QPalette& palette);

}  // namespace gui

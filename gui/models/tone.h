// SPDX-License-Identifier: MIT
// What a cell means for the eye. Models give tones; theme.h alone knows their colours. A tone only
// repeats what the cell's sign and word say.
#pragma once

#include <Qt>

namespace gui {

enum class Tone { Plain, Allow, Drop, Uncertain, Warning, Muted };

// The role under which models give the tone of a cell, as int.
constexpr int tone_role = Qt::UserRole;
// Of a cell of several lines: the tones of its lines, as QVector<int>.
constexpr int line_tones_role = Qt::UserRole + 1;

}  // namespace gui

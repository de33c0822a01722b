// SPDX-License-Identifier: MIT
// A chart of labelled amounts, as the pages see charts: no page knows the library that draws them
// (Qt Charts, which Qt has deprecated).
#pragma once

#include <cstdint>
#include <vector>

#include <QString>
#include <QWidget>

#include "gui/models/tone.h"

namespace gui {

struct Bar {
    QString label;
    std::int64_t amount = 0;
    QString explanation;  // shown while the pointer rests on the bar; may be empty
};

class BarChart : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;

    // Drawn from top to bottom, each with its amount as a number.
    virtual void set_bars(const std::vector<Bar>& bars) = 0;

  signals:
    void activated(const QString& label);  // a bar was clicked
};

// Returns a chart whose bars have the colour of `tone`.
BarChart* make_bar_chart(Tone tone, QWidget* parent);

}  // namespace gui

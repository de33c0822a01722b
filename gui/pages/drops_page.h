// SPDX-License-Identifier: MIT
// What are flows of this run dropped for?
#pragma once

#include <QWidget>

#include "gui/models/meanings.h"
#include "gui/session.h"

namespace gui {

class BarChart;
class Hinted;

class DropsPage final : public QWidget {
    Q_OBJECT
  public:
    static constexpr std::size_t bars_shown = 12;  // the rest in one bar

    DropsPage(Session& session, QWidget* parent);

  signals:
    void reason_activated(const QString& code);

  private:
    void show_drops(const Drops& drops);

    Session& session_;
    Meanings meanings_;
    BarChart* chart_;
    Hinted* hinted_;
};

}  // namespace gui

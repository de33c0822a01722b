// SPDX-License-Identifier: MIT
// Which flows were there, and what became of each?
#pragma once

#include <QWidget>

#include "results/reader.h"

namespace gui {

class FilterLine;
class FlowModel;
class Hinted;
class Session;
class Table;

class FlowsPage final : public QWidget {
    Q_OBJECT
  public:
    FlowsPage(Session& session, QWidget* parent);

    FilterLine& filter_line() { return *filter_line_; }
    void copy_rows() const;  // the selected ones to the clipboard, tab-separated, with a header

  private:
    void listen();
    void show_table();
    void show_count(std::int64_t meeting_filter);
    QString count_text() const;
    void select_current(const QModelIndex& current);

    Session& session_;
    FlowModel* model_;
    Table* table_;
    FilterLine* filter_line_;
    Hinted* hinted_;
    std::int64_t flows_of_run_ = 0;
    std::int64_t children_of_run_ = 0;
    results::Nanoseconds simulated_ = 0;
    bool fitted_ = false;  // columns, to this run
};

}  // namespace gui

// SPDX-License-Identifier: MIT
// The table of flows. It holds the pages that have come so far; a view that scrolls to their end
// makes it ask for the next one, which arrives later.
#pragma once

#include <vector>

#include "gui/models/meanings.h"
#include "gui/models/table_model.h"
#include "results/reader.h"

namespace gui {

class FlowModel final : public TableModel<results::FlowView> {
    Q_OBJECT
  public:
    enum Column { Time, Source, Destination, Protocol, Verdict, Expected, Outcome, Reason, Cause };
    static constexpr int column_count = Cause + 1;

    using TableModel::TableModel;

    void set_meanings(Meanings meanings) { meanings_ = std::move(meanings); }

    // Empties the table; its first page is on its way.
    void begin();
    // The next page; `last` where no other follows.
    void add_page(const std::vector<results::FlowView>& flows, bool last);

    int columnCount(const QModelIndex& parent = {}) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

  signals:
    void more_wanted();

  protected:
    Cell cell(const results::FlowView& view, int column) const override;
    QString header(int column) const override;

  private:
    Meanings meanings_;
    bool awaiting_ = false;
    bool complete_ = true;
};

}  // namespace gui

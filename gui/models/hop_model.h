// SPDX-License-Identifier: MIT
// The path of one flow: who judged its packets, in order, there and back.
#pragma once

#include "gui/models/meanings.h"
#include "gui/models/table_model.h"
#include "results/reader.h"

namespace gui {

class HopModel final : public TableModel<results::HopView> {
    Q_OBJECT
  public:
    enum Column { Leg, Hook, At, Verdict, Reason, Causes };
    static constexpr int column_count = Causes + 1;

    using TableModel::TableModel;

    void set_meanings(Meanings meanings) { meanings_ = std::move(meanings); }
    // Empties the table: the hops of this flow are on their way.
    void begin(const results::FlowView& flow);
    void set_hops(const std::vector<results::HopView>& hops);
    int columnCount(const QModelIndex& parent = {}) const override;

  protected:
    Cell cell(const results::HopView& view, int column) const override;
    QString header(int column) const override;

  private:
    QString at(const results::Hop& hop) const;

    Meanings meanings_;
    QString translation_;   // by the service or load balancer that the flow asks
    results::Hop chooser_;  // where that was; nobody's where nothing was translated
};

}  // namespace gui

// SPDX-License-Identifier: MIT
// The runs of a store, newest first, each in a few lines: what was run, how far it came, what
// became of its flows, and whether that was expected.
#pragma once

#include <vector>

#include <QAbstractListModel>

#include "results/reader.h"

namespace gui {

class RunModel final : public QAbstractListModel {
    Q_OBJECT
  public:
    using QAbstractListModel::QAbstractListModel;

    void set_runs(std::vector<results::RunSummary> runs);  // in any order
    // REQUIRES: 0 <= index < rowCount().
    const results::RunSummary& run(int index) const {
        return runs_[static_cast<std::size_t>(index)];
    }
    QModelIndex index_of(results::Id run) const;  // invalid where there is none

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

  private:
    std::vector<results::RunSummary> runs_;
};

}  // namespace gui

// SPDX-License-Identifier: MIT
// Qt's plumbing of a table over rows in memory, once. A model over it says how many columns there
// are, what their headers are and what stands in a cell.
#pragma once

#include <utility>
#include <vector>

#include <QAbstractTableModel>
#include <QString>

#include "gui/models/tone.h"

namespace gui {

struct Cell {
    QString text;
    Tone tone = Tone::Plain;
    QString tooltip = {};
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
};

template <class Row>
class TableModel : public QAbstractTableModel {
  public:
    using QAbstractTableModel::QAbstractTableModel;

    // REQUIRES: 0 <= index < rowCount().
    const Row& row(int index) const { return rows_[static_cast<std::size_t>(index)]; }

    void set_rows(std::vector<Row> rows) {
        beginResetModel();
        rows_ = std::move(rows);
        endResetModel();
    }

    void append(const std::vector<Row>& rows) {
        if (rows.empty()) return;
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
        rows_.insert(rows_.end(), rows.begin(), rows.end());
        endInsertRows();
    }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
        const Cell shown = cell(row(index.row()), index.column());
        switch (role) {
            case Qt::DisplayRole:
                return shown.text;
            case Qt::ToolTipRole:
                return shown.tooltip.isEmpty() ? QVariant() : shown.tooltip;
            case Qt::TextAlignmentRole:
                return QVariant::fromValue(shown.alignment);
            case tone_role:
                return static_cast<int>(shown.tone);
            default:
                return {};
        }
    }

    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        const bool ours = orientation == Qt::Horizontal && section >= 0 && section < columnCount();
        return ours && role == Qt::DisplayRole ? QVariant(header(section)) : QVariant();
    }

  protected:
    virtual Cell cell(const Row& row, int column) const = 0;
    virtual QString header(int column) const = 0;

  private:
    std::vector<Row> rows_;
};

}  // namespace gui

// SPDX-License-Identifier: MIT
#include "gui/pages/table.h"

#include <algorithm>

#include <QHeaderView>

#include "gui/pages/tone_delegate.h"

namespace gui {
namespace {

constexpr int margin = 8;    // pixels of a cell, left and right together
constexpr int widest = 260;  // pixels of a column but the last, unless someone draws it wider

QString header_of(const QAbstractItemModel& model, int column) {
    return model.headerData(column, Qt::Horizontal).toString();
}

QString line_of(const QAbstractItemModel& model, int row) {
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.index(row, column).data().toString().replace('\n', "; ");
    return cells.join('\t');
}

}  // namespace

Table::Table(QAbstractItemModel* rows, const QString& accessible_name, QWidget* parent)
    : QTableView(parent) {
    setModel(rows);
    setItemDelegate(new ToneDelegate(this));
    setAccessibleName(accessible_name);
    setSelectionBehavior(SelectRows);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);  // references differ at both ends
    setTabKeyNavigation(false);         // Tab leaves the table, arrows move in it
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    horizontalHeader()->setResizeContentsPrecision(100);  // rows
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void Table::fit_columns() {
    resizeColumnsToContents();
    const int last = model()->columnCount() - 1;
    for (int column = 0; column < last; ++column)
        setColumnWidth(column, std::min(columnWidth(column), widest));
    last_width_ = columnWidth(last);
    fill();
}

void Table::make_room(int column, const QString& text) {
    const int width = fontMetrics().horizontalAdvance(text) + margin;
    setColumnWidth(column, std::max(columnWidth(column), width));
    fill();
}

void Table::fill() {
    const int last = model()->columnCount() - 1;
    const int others = horizontalHeader()->length() - columnWidth(last);
    setColumnWidth(last, std::max(last_width_, viewport()->width() - others));
}

void Table::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    fill();
}

QString Table::selected_rows() const {
    QStringList header;
    for (int column = 0; column < model()->columnCount(); ++column)
        header << header_of(*model(), column);
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines{header.join('\t')};
    for (const QModelIndex& row : rows) lines << line_of(*model(), row.row());
    return lines.join('\n') + '\n';
}

}  // namespace gui

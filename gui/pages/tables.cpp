// SPDX-License-Identifier: MIT
#include "gui/pages/tables.h"

#include <algorithm>

#include <QHeaderView>

#include "gui/pages/tone_delegate.h"

namespace gui {
namespace {

QString line_of(const QAbstractItemModel& model, int row) {
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.index(row, column).data().toString().replace('\n', "; ");
    return cells.join('\t');
}

}  // namespace

QTableView* make_table(QAbstractItemModel* model, const QString& accessible_name, QWidget* parent) {
    auto* table = new QTableView(parent);
    table->setModel(model);
    table->setItemDelegate(new ToneDelegate(table));
    table->setAccessibleName(accessible_name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTextElideMode(Qt::ElideMiddle);  // references differ at both ends
    table->setTabKeyNavigation(false);         // Tab leaves the table, arrows move in it
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

void set_column_widths(QTableView& table, const QStringList& samples) {
    const QFontMetrics metrics = table.fontMetrics();
    for (int column = 0; column < samples.size(); ++column) {
        const QString header = table.model()->headerData(column, Qt::Horizontal).toString();
        table.setColumnWidth(column, 14 + std::max(metrics.horizontalAdvance(samples[column]),
                                                   metrics.horizontalAdvance(header)));
    }
}

QString selected_rows(const QTableView& table) {
    const QAbstractItemModel& model = *table.model();
    QStringList header;
    for (int column = 0; column < model.columnCount(); ++column)
        header << model.headerData(column, Qt::Horizontal).toString();
    QModelIndexList rows = table.selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines{header.join('\t')};
    for (const QModelIndex& row : rows) lines << line_of(model, row.row());
    return lines.join('\n') + '\n';
}

}  // namespace gui

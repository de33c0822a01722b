// SPDX-License-Identifier: MIT
// What all tables of the viewer have in common.
#pragma once

#include <QStringList>
#include <QTableView>

namespace gui {

// Returns a table whose rows are selected whole and have one height, its cells in their tones.
QTableView* make_table(QAbstractItemModel* model, const QString& accessible_name, QWidget* parent);

// Makes columns as wide as these texts or their headers, whichever is wider; the last one fills.
void set_column_widths(QTableView& table, const QStringList& samples);

// The header and the selected rows in order, as tab-separated lines.
QString selected_rows(const QTableView& table);

}  // namespace gui

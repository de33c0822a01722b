// SPDX-License-Identifier: MIT
// A model as text: its header, then its rows, cells separated by " | ".
#pragma once

#include <QAbstractItemModel>
#include <QStringList>

namespace gui_test {

inline std::string table_text(const QAbstractItemModel& model) {
    QStringList lines;
    QStringList header;
    for (int column = 0; column < model.columnCount(); ++column)
        header << model.headerData(column, Qt::Horizontal).toString();
    lines << header.join(" | ");
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        lines << cells.join(" | ");
    }
    return lines.join('\n').toStdString();
}

}  // namespace gui_test

// SPDX-License-Identifier: MIT
// What all tables of the viewer have in common: rows selected whole, cells in their tones, and a
// last column that fills what is left and is never narrower than it wants to be.
#pragma once

#include <QStringList>
#include <QTableView>

namespace gui {

class Table final : public QTableView {
    Q_OBJECT
  public:
    Table(QAbstractItemModel* rows, const QString& accessible_name, QWidget* parent);

    // Makes columns as wide as what stands in the first rows, up to a limit.
    void fit_columns();
    // Makes room in a column for a text that may come further down.
    void make_room(int column, const QString& text);
    // Makes rows as high as their lines: for short tables. Other rows have one height, so that a
    // million of them cost nothing.
    void fit_rows() { resizeRowsToContents(); }

    // The header and the selected rows in order, as tab-separated lines.
    QString selected_rows() const;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fill();

    int last_width_ = 0;  // wanted
};

}  // namespace gui

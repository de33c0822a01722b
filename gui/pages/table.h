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

    // Makes columns as wide as these texts or their headers, whichever is wider. Rows keep one
    // height, so that a million of them cost nothing.
    void set_column_widths(const QStringList& samples);
    // Measures every cell: for short tables, whose cells may have several lines.
    void fit_to_contents();

    // The header and the selected rows in order, as tab-separated lines.
    QString selected_rows() const;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fill();

    int last_width_ = 0;  // wanted
};

}  // namespace gui

// SPDX-License-Identifier: MIT
// Draws cells in the colours of their tones (models/tone.h), on a selected row in the palette's.
#pragma once

#include <QStyledItemDelegate>

namespace gui {

class ToneDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

  protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

// The same for cells of several lines with a tone each; the first line is bold.
class LinesDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace gui

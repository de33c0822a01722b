// SPDX-License-Identifier: MIT
#include "gui/pages/tone_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>
#include <QVector>

#include "gui/theme.h"

namespace gui {
namespace {

constexpr int margin = 6;

QFont font_of_line(const QFont& font, int line) {
    QFont result = font;
    result.setBold(line == 0);
    return result;
}

}  // namespace

void ToneDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const auto tone = static_cast<Tone>(index.data(tone_role).toInt());
    option->palette.setColor(QPalette::Text, text_colour(tone, option->palette));
}

void LinesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QStringList lines = index.data().toString().split('\n');
    const auto tones = index.data(line_tones_role).value<QVector<int>>();
    item.text.clear();  // the style draws background and focus, we the lines
    const QStyle* style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    painter->save();
    const bool selected = item.state.testFlag(QStyle::State_Selected);
    const int height = item.fontMetrics.lineSpacing();
    QRect line = item.rect.adjusted(margin, margin, -margin, 0);
    line.setHeight(height);
    for (int i = 0; i < lines.size(); ++i, line.translate(0, height)) {
        const QFont font = font_of_line(item.font, i);
        painter->setFont(font);
        painter->setPen(selected ? item.palette.color(QPalette::HighlightedText)
                                 : text_colour(static_cast<Tone>(tones.value(i)), item.palette));
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(lines[i], Qt::ElideRight, line.width()));
    }
    painter->restore();
}

QSize LinesDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QStringList lines = index.data().toString().split('\n');
    int width = 0;
    for (int i = 0; i < lines.size(); ++i)
        width =
            std::max(width, QFontMetrics(font_of_line(option.font, i)).horizontalAdvance(lines[i]));
    const int height = QFontMetrics(option.font).lineSpacing() * static_cast<int>(lines.size());
    return {width + 2 * margin, height + 2 * margin};
}

}  // namespace gui

// SPDX-License-Identifier: MIT
#include <algorithm>

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QHorizontalBarSeries>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>

#include "gui/charts/bar_chart.h"
#include "gui/theme.h"

namespace gui {
namespace {

constexpr int gap = 8;        // pixels between label, bar, number and edge
constexpr int bar_lines = 2;  // height of a bar and what is around it, in lines of text

class QtBarChart final : public BarChart {
  public:
    QtBarChart(Tone tone, QWidget* parent);

    void set_bars(const std::vector<Bar>& bars) override;

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void paint_by_palette();
    void place();
    void explain(bool entered, int bar);
    const Bar& bar_at(int position) const;  // Qt Charts counts from the bottom

    Tone tone_;
    std::vector<Bar> bars_;
    QHorizontalBarSeries* series_ = new QHorizontalBarSeries;
    QBarCategoryAxis* labels_ = new QBarCategoryAxis;
    QValueAxis* amounts_ = new QValueAxis;
    QChart* chart_ = new QChart;
    QChartView* view_;
};

QtBarChart::QtBarChart(Tone tone, QWidget* parent) : BarChart(parent), tone_(tone) {
    series_->setLabelsVisible(true);
    series_->setLabelsPosition(QAbstractBarSeries::LabelsOutsideEnd);
    series_->setBarWidth(0.7);
    chart_->addSeries(series_);
    chart_->addAxis(labels_, Qt::AlignLeft);
    chart_->addAxis(amounts_, Qt::AlignBottom);
    series_->attachAxis(labels_);
    series_->attachAxis(amounts_);
    amounts_->setVisible(false);  // the numbers stand at the bars
    labels_->setGridLineVisible(false);
    labels_->setLineVisible(false);
    labels_->setTruncateLabels(false);
    chart_->legend()->hide();
    chart_->setMargins({0, 0, 0, 0});
    chart_->setBackgroundRoundness(0);
    view_ = new QChartView(chart_, this);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setFocusPolicy(Qt::NoFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(view_);
    layout->addStretch();
    connect(series_, &QAbstractBarSeries::hovered, this,
            [this](bool entered, int bar) { explain(entered, bar); });
    connect(series_, &QAbstractBarSeries::clicked, this,
            [this](int bar) { emit activated(bar_at(bar).label); });
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    paint_by_palette();
}

void QtBarChart::set_bars(const std::vector<Bar>& bars) {
    bars_ = bars;
    auto* set = new QBarSet({});
    labels_->clear();
    QStringList spoken;
    for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar) {
        set->append(static_cast<qreal>(bar->amount));
        labels_->append(bar->label);
        spoken.prepend(QStringLiteral("%1: %2").arg(bar->label).arg(bar->amount));
    }
    series_->clear();
    series_->append(set);
    setAccessibleDescription(spoken.join(", "));
    paint_by_palette();
    place();
}

// Labels and amounts in full: the bars have what is left.
void QtBarChart::place() {
    int label = 0;
    int number = 0;
    std::int64_t longest = 1;
    for (const Bar& bar : bars_) {
        label = std::max(label, fontMetrics().horizontalAdvance(bar.label));
        number = std::max(number, fontMetrics().horizontalAdvance(QString::number(bar.amount)));
        longest = std::max(longest, bar.amount);
    }
    const int left = label + 2 * gap;
    const int all = std::max(width() - left - gap, 2 * (number + gap));
    const int height = static_cast<int>(bars_.size()) * bar_lines * fontMetrics().height();
    view_->setMaximumHeight(height + 2 * gap);
    chart_->setPlotArea({qreal(left), qreal(gap), qreal(all), qreal(view_->height() - 2 * gap)});
    amounts_->setRange(0, static_cast<qreal>(longest) * all / (all - number - gap));
}

void QtBarChart::resizeEvent(QResizeEvent* event) {
    BarChart::resizeEvent(event);
    place();
}

const Bar& QtBarChart::bar_at(int position) const {
    return bars_[bars_.size() - 1 - static_cast<std::size_t>(position)];
}

void QtBarChart::explain(bool entered, int bar) {
    if (!entered) return QToolTip::hideText();
    const Bar& shown = bar_at(bar);
    QToolTip::showText(QCursor::pos(),
                       QStringLiteral("%1: %2\n%3")
                           .arg(shown.label)
                           .arg(shown.amount)
                           .arg(shown.explanation)
                           .trimmed(),
                       this);
}

void QtBarChart::changeEvent(QEvent* event) {
    BarChart::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        paint_by_palette();
}

void QtBarChart::paint_by_palette() {
    const QColor text = palette().color(QPalette::Text);
    chart_->setBackgroundBrush(palette().color(QPalette::Base));
    view_->setBackgroundBrush(palette().color(QPalette::Base));
    labels_->setLabelsColor(text);
    labels_->setLabelsFont(font());
    for (QBarSet* set : series_->barSets()) {
        set->setColor(area_colour(tone_, palette()));
        set->setBorderColor(area_colour(tone_, palette()));
        set->setLabelColor(text);
        set->setLabelFont(font());
    }
}

}  // namespace

BarChart* make_bar_chart(Tone tone, QWidget* parent) {
    return new QtBarChart(tone, parent);
}

}  // namespace gui

// SPDX-License-Identifier: MIT
#include "gui/pages/drops_page.h"

#include <QVBoxLayout>

#include "gui/charts/bar_chart.h"
#include "gui/models/words.h"
#include "gui/pages/hinted.h"

namespace gui {
namespace {

// The most frequent reasons, then one bar for all others together.
std::vector<Bar> bars_of(const Drops& drops, const Meanings& meanings, std::size_t limit) {
    std::vector<Bar> bars;
    for (const auto& [code, flows] : drops) {
        if (bars.size() < limit)
            bars.push_back({to_text(code), flows, meanings.of(code)});
        else if (bars.size() == limit)
            bars.push_back({DropsPage::tr("others"), flows, {}});
        else
            bars.back().amount += flows;
    }
    return bars;
}

}  // namespace

DropsPage::DropsPage(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      chart_(make_bar_chart(Tone::Drop, this)),
      hinted_(new Hinted(chart_, tr("Drops of a run appear here, by reason."), this)) {
    chart_->setAccessibleName(tr("Flows dropped, by reason"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(hinted_);
    connect(&session, &Session::run_selected, this,
            [this](const auto&, const Meanings& meanings) { meanings_ = meanings; });
    connect(&session, &Session::drops_available, this, &DropsPage::show_drops);
    connect(chart_, &BarChart::activated, this, [this](const QString& label) {
        if (label.startsWith(tr("others"))) return;
        emit reason_activated(label);
    });
}

void DropsPage::show_drops(const Drops& drops) {
    if (session_.run() == results::none) return hinted_->show_hint();
    if (drops.empty()) return hinted_->show_hint(tr("No flow of this run was dropped."));
    chart_->set_bars(bars_of(drops, meanings_, bars_shown));
    hinted_->show_content();
}

}  // namespace gui

// SPDX-License-Identifier: MIT
#include "gui/pages/path_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

#include "gui/models/hop_model.h"
#include "gui/models/words.h"
#include "gui/pages/hinted.h"
#include "gui/pages/table.h"
#include "gui/session.h"

namespace gui {
namespace {

// "ui to catalog: shop/ui[Pod] (10.0.1.2) to shop/catalog[Pod] (10.0.1.3), TCP/80 at 1.000 s"
QString what(const results::FlowView& view) {
    const QString name = to_text(view.flow.name);
    return (name.isEmpty() ? QString() : name + ": ") +
           PathPage::tr("%1 to %2, %3 at %4")
               .arg(endpoint_text(view.src), endpoint_text(view.dst), protocol_text(view.flow),
                    time_text(view.flow.start));
}

// "✕ drop, timed-out ⚠ expected allow: No ingress rule ..."
QString fate(const results::FlowView& view, const Meanings& meanings) {
    QString text = verdict_text(view.flow.verdict) + ", " + to_text(view.flow.outcome);
    if (!view.flow.as_expected)
        text += PathPage::tr(" ⚠ expected %1").arg(to_text(view.flow.expect));
    const QString meaning = meanings.of(view.reason);
    return meaning.isEmpty() ? text : text + ": " + meaning;
}

}  // namespace

PathPage::PathPage(Session& session, QWidget* parent)
    : QWidget(parent),
      model_(new HopModel(this)),
      table_(new Table(model_, tr("Hops of the selected flow"), this)),
      heading_(new QLabel),
      hinted_(nullptr) {
    heading_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    heading_->setTextFormat(Qt::PlainText);
    heading_->setWordWrap(true);
    heading_->setContentsMargins(6, 4, 6, 4);
    auto* content = new QWidget(this);
    auto* inside = new QVBoxLayout(content);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(0);
    inside->addWidget(heading_);
    inside->addWidget(table_, 1);
    hinted_ = new Hinted(content, tr("Select a flow to see who judged it, and why."), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(hinted_);

    connect(&session, &Session::run_selected, this, [this](const auto&, const Meanings& meanings) {
        meanings_ = meanings;
        model_->set_meanings(meanings);
    });
    connect(&session, &Session::flow_cleared, this, [this] { hinted_->show_hint(); });
    connect(&session, &Session::flow_selected, this, &PathPage::show_flow);
    connect(&session, &Session::path_available, this, &PathPage::show_hops);
}

void PathPage::show_flow(const results::FlowView& view) {
    heading_->setText(what(view) + '\n' + fate(view, meanings_));
    model_->set_rows({});
    hinted_->show_content();
}

void PathPage::show_hops(const std::vector<results::HopView>& hops) {
    model_->set_rows(hops);
    table_->fit_rows();
    table_->fit_columns();
}

}  // namespace gui

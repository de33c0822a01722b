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

// Of a name, what it stands for and the name.
QString where(const results::FlowView& view) {
    const QString text = endpoint_text(destination(view));
    const bool resolved = view.asked.id != results::none && view.dst.id != results::none;
    return resolved ? PathPage::tr("%1, asked for as %2").arg(text, to_text(view.asked.ref)) : text;
}

// "ui to catalog: shop/ui[Pod] (10.0.1.2) to shop/catalog[Pod] (10.0.1.3), TCP/80 at 1.000 s"
QString what(const results::FlowView& view) {
    const QString name = to_text(view.flow.name);
    const bool child = view.flow.parent != results::none;
    return (child ? PathPage::tr("Step of flow %1: ").arg(view.flow.parent) : QString()) +
           (name.isEmpty() ? QString() : name + ": ") +
           PathPage::tr("%1 to %2, %3 at %4")
               .arg(endpoint_text(view.src), where(view), protocol_text(view.flow),
                    time_text(view.flow.start));
}

// Whose hops these are; where a service chose, which of the two addresses was judged where.
QString judged(const results::FlowView& view) {
    if (view.flow.outcome == "unresolved")
        return '\n' + PathPage::tr("The hops are those of the look-up of its name");
    const QString translation = translation_text(view);
    if (translation.isEmpty()) return {};
    const bool balanced = view.dst.ref.rfind("lb/", 0) == 0;
    return '\n' +
           (balanced
                ? PathPage::tr(
                      "Load balancer %1; hooks behind it, on the way there, judge the second")
                : PathPage::tr("Service %1; hooks behind it, on the way there, judge the second"))
               .arg(translation);
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
    heading_->setText(what(view) + '\n' + fate(view, meanings_) + judged(view));
    model_->begin(view);
    hinted_->show_content();
}

void PathPage::show_hops(const std::vector<results::HopView>& hops) {
    model_->set_hops(hops);
    table_->fit_rows();
    table_->fit_columns();
}

}  // namespace gui

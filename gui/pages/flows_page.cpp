// SPDX-License-Identifier: MIT
#include "gui/pages/flows_page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QVBoxLayout>

#include "gui/models/flow_model.h"
#include "gui/models/words.h"
#include "gui/pages/filter_line.h"
#include "gui/pages/hinted.h"
#include "gui/pages/table.h"
#include "gui/session.h"

namespace gui {

FlowsPage::FlowsPage(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new FlowModel(this)),
      table_(new Table(model_, tr("Flows"), this)),
      filter_line_(new FilterLine(this)),
      hinted_(new Hinted(table_, tr("Reading..."), this)) {
    table_->setObjectName("flows");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(filter_line_);
    layout->addWidget(hinted_, 1);
    listen();
}

void FlowsPage::listen() {
    connect(filter_line_, &FilterLine::changed, &session_, &Session::set_filter);
    connect(model_, &FlowModel::more_wanted, &session_, &Session::fetch_flows);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { select_current(current); });
    connect(&session_, &Session::flows_begun, model_, &FlowModel::begin);
    connect(&session_, &Session::flows_available, this, [this](const auto& flows, bool last) {
        model_->add_page(flows, last);
        if (!flows.empty()) show_table();  // counting them may take longer
    });
    connect(&session_, &Session::flows_counted, this, &FlowsPage::show_count);
    connect(&session_, &Session::run_selected, this,
            [this](const auto& run, const Meanings& meanings) {
                model_->set_meanings(meanings);
                flows_of_run_ = run.flows;
                children_of_run_ = run.children;
                simulated_ = run.simulated;
                fitted_ = false;
            });
}

// Columns keep their widths from filter to filter.
void FlowsPage::show_table() {
    hinted_->show_content();
    if (fitted_) return;
    table_->fit_columns();
    table_->make_room(FlowModel::Time, time_text(simulated_));
    fitted_ = true;
}

QString FlowsPage::count_text() const {
    const QString flows = tr("%1 flows").arg(number_text(flows_of_run_));
    return children_of_run_ == 0
               ? flows
               : tr("%1, %2 child flows").arg(flows, number_text(children_of_run_));
}

void FlowsPage::show_count(std::int64_t meeting_filter) {
    const QString all = number_text(flows_of_run_ + children_of_run_);
    filter_line_->set_result(session_.filter().isEmpty()
                                 ? count_text()
                                 : tr("%1 of %2 flows").arg(number_text(meeting_filter), all));
    if (meeting_filter > 0)
        show_table();
    else if (session_.run() == results::none)
        hinted_->show_hint(
            tr("This store has no runs yet.\nMake one: vethlab run SCENARIO --db "
               "FILE, then press F5."));
    else if (session_.filter().isEmpty())
        hinted_->show_hint(tr("This run has no flows. A scenario names them under flows:"));
    else
        hinted_->show_hint(tr("None of %1 flows meets the filter.\nEsc in the filter line clears "
                              "it.")
                               .arg(all));
}

void FlowsPage::select_current(const QModelIndex& current) {
    if (current.isValid())
        session_.select_flow(model_->row(current.row()));
    else
        session_.clear_flow();
}

void FlowsPage::copy_rows() const {
    QGuiApplication::clipboard()->setText(table_->selected_rows());
}

}  // namespace gui

// SPDX-License-Identifier: MIT
#include "gui/pages/runs_page.h"

#include <QListView>
#include <QVBoxLayout>

#include "gui/models/run_model.h"
#include "gui/pages/tone_delegate.h"
#include "gui/session.h"

namespace gui {

RunsPage::RunsPage(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new RunModel(this)),
      list_(new QListView(this)),
      hinted_(new Hinted(list_, tr("Runs of a store appear here."), this)) {
    list_->setModel(model_);
    list_->setItemDelegate(new LinesDelegate(list_));
    list_->setAlternatingRowColors(true);
    list_->setAccessibleName(tr("Runs"));
    list_->setMinimumWidth(list_->fontMetrics().averageCharWidth() * 24);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(hinted_);

    connect(&session, &Session::runs_available, this, [this](const auto& runs) {
        model_->set_runs(runs);
        if (runs.empty())
            hinted_->show_hint(tr("No runs yet. Make one:\nvethlab run SCENARIO --db FILE"));
        else
            hinted_->show_content();
    });
    connect(&session, &Session::run_selected, this,
            [this](const auto& run) { list_->setCurrentIndex(model_->index_of(run.id)); });
    connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& index) { select(index); });
}

void RunsPage::select(const QModelIndex& index) {
    if (index.isValid()) session_.select_run(model_->run(index.row()).id);
}

}  // namespace gui

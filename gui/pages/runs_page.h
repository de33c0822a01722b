// SPDX-License-Identifier: MIT
// Which runs are in this store, and how did each end?
#pragma once

#include "gui/pages/hinted.h"

class QListView;

namespace gui {

class RunModel;
class Session;

class RunsPage final : public QWidget {
    Q_OBJECT
  public:
    RunsPage(Session& session, QWidget* parent);

  private:
    void select(const QModelIndex& index);

    Session& session_;
    RunModel* model_;
    QListView* list_;
    Hinted* hinted_;
};

}  // namespace gui

// SPDX-License-Identifier: MIT
// Why did this flow fare as it did? Every judgement on its way, there and back.
#pragma once

#include <QWidget>

#include "gui/models/meanings.h"
#include "results/reader.h"

class QLabel;

namespace gui {

class HopModel;
class Hinted;
class Table;
class Session;

class PathPage final : public QWidget {
    Q_OBJECT
  public:
    PathPage(Session& session, QWidget* parent);

  private:
    void show_flow(const results::FlowView& view);
    void show_hops(const std::vector<results::HopView>& hops);

    Meanings meanings_;
    HopModel* model_;
    Table* table_;
    QLabel* heading_;
    Hinted* hinted_;
};

}  // namespace gui

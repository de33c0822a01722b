// SPDX-License-Identifier: MIT
// The window: pages as docks, menus, status bar. What pages show is their own affair.
#pragma once

#include <QMainWindow>

#include "gui/session.h"
#include "gui/settings.h"

class QLabel;
class QMenu;
class QStackedWidget;

namespace gui {

class FlowsPage;
class StartPage;

class MainWindow final : public QMainWindow {
    Q_OBJECT
  public:
    // Both outlive the window.
    MainWindow(Session& session, Settings& settings);

  protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void make_centre();
    void make_docks();
    void make_menus();
    void make_view_menu();
    void make_status_bar();
    void listen();

    QDockWidget* add_dock(const char* name, const QString& title, const QString& key, QWidget* page,
                          Qt::DockWidgetArea area);
    void reset_layout();
    void restore_layout();
    void ask_for_file();
    void show_recent();
    void show_failure(const QString& sentence);
    void use_appearance(Appearance appearance);

    Session& session_;
    Settings& settings_;
    QStackedWidget* centre_ = nullptr;
    StartPage* start_page_ = nullptr;
    FlowsPage* flows_page_ = nullptr;
    QLabel* failure_ = nullptr;
    QLabel* counts_ = nullptr;
    QMenu* recent_menu_ = nullptr;
    std::vector<QDockWidget*> docks_;
};

}  // namespace gui

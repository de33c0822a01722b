// SPDX-License-Identifier: MIT
#include "gui/pages/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

#include "gui/models/words.h"
#include "gui/pages/drops_page.h"
#include "gui/pages/filter_line.h"
#include "gui/pages/flows_page.h"
#include "gui/pages/path_page.h"
#include "gui/pages/runs_page.h"
#include "gui/pages/start_page.h"

namespace gui {
namespace {

// Returns the one local file that is dragged; empty for anything else.
QString dragged_file(const QDropEvent& event) {
    const QList<QUrl> urls = event.mimeData()->urls();
    return urls.size() == 1 ? urls.front().toLocalFile() : QString();
}

}  // namespace

MainWindow::MainWindow(Session& session, Settings& settings)
    : session_(session), settings_(settings) {
    use_appearance(settings_.appearance());
    setWindowTitle(tr("Vethlab"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    make_centre();
    make_docks();
    make_menus();
    make_status_bar();
    listen();
    show_recent();
    restore_layout();
}

void MainWindow::make_centre() {
    auto* whole = new QWidget(this);
    failure_ = new QLabel(whole);
    failure_->setWordWrap(true);
    failure_->setMargin(8);
    failure_->setTextFormat(Qt::PlainText);
    failure_->setAutoFillBackground(true);
    failure_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    failure_->setAccessibleName(tr("Problem"));
    failure_->hide();
    centre_ = new QStackedWidget(whole);
    start_page_ = new StartPage(centre_);
    flows_page_ = new FlowsPage(session_, centre_);
    centre_->addWidget(start_page_);
    centre_->addWidget(flows_page_);
    auto* layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(failure_);
    layout->addWidget(centre_, 1);
    setCentralWidget(whole);
}

QDockWidget* MainWindow::add_dock(const char* name, const QString& title, const QString& key,
                                  QWidget* page, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);  // what saveState() knows it by
    dock->setWidget(page);
    dock->toggleViewAction()->setShortcut(key);
    addDockWidget(area, dock);
    docks_.push_back(dock);
    return dock;
}

void MainWindow::make_docks() {
    add_dock("runs", tr("Runs"), tr("Ctrl+1"), new RunsPage(session_, this),
             Qt::LeftDockWidgetArea);
    add_dock("path", tr("Path"), tr("Ctrl+2"), new PathPage(session_, this),
             Qt::BottomDockWidgetArea);
    auto* drops = new DropsPage(session_, this);
    add_dock("drops", tr("Drops by reason"), tr("Ctrl+3"), drops, Qt::BottomDockWidgetArea);
    connect(drops, &DropsPage::reason_activated, this,
            [this](const QString& code) { flows_page_->filter_line().add_term("reason=" + code); });
}

void MainWindow::make_menus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&Open..."), QKeySequence::Open, this, &MainWindow::ask_for_file);
    recent_menu_ = file->addMenu(tr("Open &Recent"));
    file->addAction(tr("&Reload"), QKeySequence(Qt::Key_F5), &session_, &Session::reload);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), this, &QWidget::close);

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    QAction* copy = edit->addAction(tr("&Copy Flows"), this, [this] { flows_page_->copy_rows(); });
    copy->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    edit->addAction(tr("&Filter"), QKeySequence::Find, this,
                    [this] { flows_page_->filter_line().focus(); });
    make_view_menu();
}

void MainWindow::make_view_menu() {
    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (QDockWidget* dock : docks_) view->addAction(dock->toggleViewAction());
    view->addAction(tr("&Reset Layout"), this, &MainWindow::reset_layout);
    view->addSeparator();
    auto* choice = new QActionGroup(this);
    const std::pair<QString, Appearance> appearances[] = {
        {tr("As the &System"), Appearance::System},
        {tr("&Light"), Appearance::Light},
        {tr("&Dark"), Appearance::Dark}};
    for (const auto& [title, appearance] : appearances) {
        QAction* action = view->addAction(title, this, [this, chosen = appearance] {
            settings_.set_appearance(chosen);
            use_appearance(chosen);
        });
        action->setCheckable(true);
        action->setChecked(appearance == settings_.appearance());
        choice->addAction(action);
    }
}

void MainWindow::make_status_bar() {
    counts_ = new QLabel(this);
    counts_->setContentsMargins(6, 0, 6, 0);
    statusBar()->addWidget(counts_);
}

void MainWindow::listen() {
    connect(start_page_, &StartPage::open_wanted, this, &MainWindow::ask_for_file);
    connect(start_page_, &StartPage::file_wanted, &session_,
            [this](const QString& file) { session_.open(file); });
    connect(&session_, &Session::failed, this, &MainWindow::show_failure);
    connect(&session_, &Session::opened, this, [this](const QString& file) {
        failure_->hide();
        centre_->setCurrentWidget(flows_page_);
        counts_->clear();
        setWindowTitle(tr("%1 - Vethlab").arg(QFileInfo(file).fileName()));
        settings_.add_recent(file);
        show_recent();
    });
    connect(&session_, &Session::run_selected, this, [this](const results::RunSummary& run) {
        counts_->setText(
            tr("Run %1: %2 flows, %3, %4 simulated")
                .arg(run.id)
                .arg(number_text(run.flows), counts_text(run), time_text(run.simulated)));
    });
}

void MainWindow::use_appearance(Appearance appearance) {
    QApplication::setPalette(palette_of(appearance));
}

void MainWindow::show_failure(const QString& sentence) {
    QPalette palette = QApplication::palette();
    palette.setColor(QPalette::Window, tint(Tone::Warning, palette));
    failure_->setPalette(palette);
    failure_->setText("⚠ " + sentence);
    failure_->show();
}

void MainWindow::ask_for_file() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a Store"), session_.file(),
                                                      tr("Stores (*.db);;All files (*)"));
    if (!file.isEmpty()) session_.open(file);
}

void MainWindow::show_recent() {
    const QStringList files = settings_.recent();
    start_page_->set_recent(files);
    recent_menu_->clear();
    recent_menu_->setEnabled(!files.isEmpty());
    for (const QString& file : files)
        recent_menu_->addAction(file, this, [this, file] { session_.open(file); });
}

void MainWindow::reset_layout() {
    for (QDockWidget* dock : docks_) {
        dock->setFloating(false);
        dock->show();
    }
    addDockWidget(Qt::LeftDockWidgetArea, docks_[0]);
    addDockWidget(Qt::BottomDockWidgetArea, docks_[1]);
    splitDockWidget(docks_[1], docks_[2], Qt::Horizontal);
    resizeDocks({docks_[0]}, {width() / 6}, Qt::Horizontal);
    resizeDocks({docks_[1], docks_[2]}, {width() * 2 / 3, width() / 3}, Qt::Horizontal);
    resizeDocks({docks_[1], docks_[2]}, {height() * 2 / 5, height() * 2 / 5}, Qt::Vertical);
}

void MainWindow::restore_layout() {
    resize(1280, 800);
    const Settings::Layout layout = settings_.layout();
    restoreGeometry(layout.geometry);
    if (!restoreState(layout.docks, Settings::layout_version)) reset_layout();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    settings_.set_layout({saveGeometry(), saveState(Settings::layout_version)});
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!dragged_file(*event).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    session_.open(dragged_file(*event));
    event->acceptProposedAction();
}

}  // namespace gui

// SPDX-License-Identifier: MIT
// What a person does with the window, by keyboard and mouse.
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QTest>
#include <QUrl>
#include <gtest/gtest.h>

#include "gui/charts/bar_chart.h"
#include "gui/pages/table.h"
#include "tests/gui/made_window.h"

namespace {

using namespace gui_test;

class Pages : public WindowTest {
  protected:
    void SetUp() override {
        show(gui::Appearance::Light);
        ASSERT_TRUE(open_shop());
    }

    QLineEdit& line() { return *window_->findChild<QLineEdit*>(); }
    gui::Table& flows() { return *window_->findChild<gui::Table*>("flows"); }

    bool shows(int rows) {
        return eventually([&] { return flows().model()->rowCount() == rows; });
    }
};

TEST_F(Pages, TypingAFilterNarrowsTheTableAndEscapeWidensIt) {
    QTest::keyClicks(&line(), "verdict=drop");
    EXPECT_TRUE(shows(5));
    QTest::keyClicks(&line(), " from:ns=shop");
    EXPECT_TRUE(shows(2));
    QTest::keyClick(&line(), Qt::Key_Escape);
    EXPECT_TRUE(shows(12));
}

TEST_F(Pages, AFilterThatDoesNotParseSaysWhyAndLeavesTheTable) {
    line().setText("店=x");
    EXPECT_EQ(line().accessibleDescription().toStdString().rfind("✕ column 1: ", 0), 0U)
        << line().accessibleDescription().toStdString();
    QTest::qWait(300);
    EXPECT_EQ(flows().model()->rowCount(), 12);
}

TEST_F(Pages, ABarOfTheChartBecomesATermOfTheFilterOnce) {
    auto* chart = window_->findChild<gui::BarChart*>();
    emit chart->activated("NP_INGRESS_NO_RULE_MATCH");
    emit chart->activated("NP_INGRESS_NO_RULE_MATCH");
    EXPECT_EQ(line().text().toStdString(), "reason=NP_INGRESS_NO_RULE_MATCH");
    EXPECT_TRUE(shows(3));
}

TEST_F(Pages, TheChartCanBeHeard) {
    const auto* chart = window_->findChild<gui::BarChart*>();
    EXPECT_EQ(chart->accessibleName().toStdString(), "Flows dropped, by reason");
    EXPECT_EQ(chart->accessibleDescription().toStdString(),
              "NP_INGRESS_NO_RULE_MATCH: 3, NP_EGRESS_DEFAULT_DENY: 1, NP_PORT_MISMATCH: 1");
}

TEST_F(Pages, AnotherRunIsChosenInTheList) {
    auto* runs = window_->findChild<QListView*>();
    EXPECT_EQ(runs->currentIndex().row(), 0);
    QTest::keyClick(runs, Qt::Key_Down);
    EXPECT_TRUE(
        eventually([&] { return session_.run() == 1 && flows().model()->rowCount() == 12; }));
}

TEST_F(Pages, SelectedFlowsAreCopiedAsLines) {
    flows().selectRow(11);
    for (QAction* action : window_->findChildren<QAction*>())
        if (action->text() == "&Copy Flows") action->trigger();
    EXPECT_EQ(
        QApplication::clipboard()->text().toStdString(),
        "Time\tSource\tDestination\tProtocol\tVerdict\tExpected\tOutcome\tReason\tCause\n"
        "3.750 s\tshop/web-0[Pod]\tshop/cart-0[Pod]\tTCP/8443\t? uncertain\tallow\tconnected\t"
        "NP_NAMED_PORT_UNRESOLVED\tpolicies/db.yaml:14\n");
}

TEST_F(Pages, AStoreIsOpenedByDroppingItsFile) {
    make_many(folder_.file("many.db"), 30);
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(folder_.file("many.db"))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(window_.get(), &event);
    EXPECT_TRUE(shows(30));
    EXPECT_EQ(settings_.recent().value(0), folder_.file("many.db"));
    EXPECT_EQ(window_->windowTitle().toStdString(), "many.db - Vethlab");
}

TEST_F(Pages, AFileThatIsNoStoreIsAMessageAndChangesNothing) {
    QFile file(folder_.file("notes.db"));
    ASSERT_TRUE(file.open(QFile::WriteOnly) && file.write("notes") > 0);
    file.close();
    session_.open(file.fileName());
    QLabel* problem = nullptr;
    for (QLabel* label : window_->findChildren<QLabel*>())
        if (label->accessibleName() == "Problem") problem = label;
    ASSERT_TRUE(problem);
    EXPECT_TRUE(eventually([&] { return problem->isVisible(); }));
    EXPECT_TRUE(problem->text().contains("notes.db")) << problem->text().toStdString();
    EXPECT_EQ(flows().model()->rowCount(), 12);
    session_.reload();
    EXPECT_TRUE(eventually([&] { return !problem->isVisible(); }));
}

TEST_F(Pages, DocksStayAsTheyWereLeft) {
    window_->findChild<QDockWidget*>("drops")->hide();
    window_->close();
    show(gui::Appearance::Light);
    EXPECT_FALSE(window_->findChild<QDockWidget*>("drops")->isVisible());
    EXPECT_TRUE(window_->findChild<QDockWidget*>("path")->isVisible());
}

TEST_F(Pages, EveryActionOfAMenuHasItsOwnKeyOrNone) {
    QStringList keys;
    for (const QAction* action : window_->findChildren<QAction*>())
        for (const QKeySequence& key : action->shortcuts()) keys << key.toString();
    EXPECT_GE(keys.size(), 8);
    EXPECT_EQ(keys.removeDuplicates(), 0) << keys.join(' ').toStdString();
}

TEST_F(Pages, WhatCanHaveTheFocusHasAName) {
    for (const QWidget* widget : window_->findChildren<QWidget*>()) {
        const bool ours = widget->inherits("QAbstractItemView") || widget->inherits("QLineEdit");
        if (ours && (widget->focusPolicy() & Qt::TabFocus) && widget->isVisible()) {
            EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->metaObject()->className();
        }
    }
}

}  // namespace

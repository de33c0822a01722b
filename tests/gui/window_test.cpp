// SPDX-License-Identifier: MIT
// The window as a person sees it, in pictures.
#include <QLineEdit>
#include <gtest/gtest.h>

#include "tests/gui/made_window.h"
#include "tests/gui/screenshot.h"

namespace {

using namespace gui_test;

class Window : public WindowTest {
  protected:
    void SetUp() override {
        const QString missing = use_fixed_fonts();
        ASSERT_TRUE(missing.isEmpty()) << missing.toStdString();
    }

    void expect_picture(const QString& name) {
        QCoreApplication::processEvents();
        const QString fault = compare_to_golden(window_->grab().toImage(), name);
        EXPECT_TRUE(fault.isEmpty()) << fault.toStdString();
    }
};

TEST_F(Window, LooksLikeItsPictureInLight) {
    show(gui::Appearance::Light);
    ASSERT_TRUE(open_shop());
    expect_picture("window-light");
}

TEST_F(Window, LooksLikeItsPictureInDark) {
    show(gui::Appearance::Dark);
    ASSERT_TRUE(open_shop());
    expect_picture("window-dark");
}

TEST_F(Window, LooksLikeItsPictureWhereItIsNarrow) {
    show(gui::Appearance::Light, 700, 600);
    ASSERT_TRUE(open_shop());
    expect_picture("window-narrow");
}

// Child flows are marked; of a service both addresses are shown, and which of them was judged.
TEST_F(Window, ShowsNamesAndServicesInLight) {
    show(gui::Appearance::Light);
    make_named(folder_.file("named.db"));
    ASSERT_TRUE(open("named.db") && select(0));
    expect_picture("service-light");
}

TEST_F(Window, ShowsNamesAndServicesInDark) {
    show(gui::Appearance::Dark);
    make_named(folder_.file("named.db"));
    ASSERT_TRUE(open("named.db") && select(0));
    expect_picture("service-dark");
}

TEST_F(Window, SaysWhatIsWrongWithAFilter) {
    show(gui::Appearance::Light, 700, 400);
    ASSERT_TRUE(open_shop());
    window_->findChild<QLineEdit*>()->setText("ns=shop verdit=drop");
    expect_picture("filter-wrong");
}

TEST_F(Window, SaysWhatToDoWhereNothingIsOpen) {
    show(gui::Appearance::Light);
    expect_picture("nothing-open");
}

TEST_F(Window, SaysWhatToDoWhereARunHasNoFlows) {
    show(gui::Appearance::Dark);
    make_without_flows(folder_.file("empty.db"));
    ASSERT_TRUE(open("empty.db"));
    expect_picture("no-flows");
}

}  // namespace

// SPDX-License-Identifier: MIT
// Tests that have a window with a session and settings of its own.
#pragma once

#include <memory>

#include <gtest/gtest.h>

#include "gui/pages/main_window.h"
#include "gui/pages/table.h"
#include "tests/gui/eventually.h"
#include "tests/gui/made_store.h"

namespace gui_test {

class WindowTest : public testing::Test {
  protected:
    // Shows a window of this size.
    gui::MainWindow& show(gui::Appearance appearance, int width = 1280, int height = 800) {
        settings_.set_appearance(appearance);
        window_ = std::make_unique<gui::MainWindow>(session_, settings_);
        window_->resize(width, height);
        window_->show();
        return *window_;
    }

    // Opens the shop and selects the flow in this row of the table, which is dropped.
    bool open_shop() {
        make_shop(folder_.file("shop.db"));
        return open("shop.db") && select(2);
    }

    bool open(const QString& name) {
        bool counted = false;
        const auto connection = QObject::connect(&session_, &gui::Session::flows_counted,
                                                 [&](std::int64_t) { counted = true; });
        session_.open(folder_.file(name));
        const bool came = eventually([&] { return counted; });
        QObject::disconnect(connection);
        return came;
    }

    bool select(int row) {
        bool came = false;
        const auto connection = QObject::connect(&session_, &gui::Session::path_available,
                                                 [&](const auto&) { came = true; });
        window_->findChild<gui::Table*>("flows")->selectRow(row);
        const bool done = eventually([&] { return came; });
        QObject::disconnect(connection);
        return done;
    }

    Folder folder_;
    gui::Settings settings_{folder_.file("settings.ini")};
    gui::Session session_;
    std::unique_ptr<gui::MainWindow> window_;
};

}  // namespace gui_test

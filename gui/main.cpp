// SPDX-License-Identifier: MIT
#include <cstdio>
#include <stdexcept>

#include <QApplication>

#include "gui/arguments.h"
#include "gui/pages/main_window.h"
#include "gui/session.h"
#include "gui/settings.h"

namespace {

int show(const gui::Arguments& arguments) {
    gui::Session session;
    gui::Settings settings;
    gui::MainWindow window(session, settings);
    if (!arguments.file.isEmpty()) session.open(arguments.file, arguments.run);
    window.show();
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    // One style everywhere: it follows the palette, dark ones too, and what the tests look at is
    // what everybody sees.
    QApplication::setStyle("Fusion");
    const QApplication application(argc, argv);
    QApplication::setApplicationName("vethlab-viewer");
    QApplication::setApplicationVersion(VETHLAB_VERSION);
    try {
        return show(gui::read_arguments(QApplication::arguments()));
    } catch (const std::runtime_error& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 2;
    }
}

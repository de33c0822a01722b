// SPDX-License-Identifier: MIT
#include "gui/arguments.h"

#include <stdexcept>

#include <QFile>
#include <gtest/gtest.h>

#include "tests/gui/made_store.h"

namespace {

using namespace gui_test;

// What the program says to this command line; empty where it goes on.
std::string complaint(const QStringList& arguments) {
    try {
        gui::read_arguments(QStringList{"vethlab-viewer"} + arguments);
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST(Arguments, NameAStoreAndARun) {
    const Folder folder;
    const QString file = folder.file("shop.db");
    make_shop(file);
    EXPECT_TRUE(gui::read_arguments({"vethlab-viewer"}).file.isEmpty());
    const gui::Arguments arguments = gui::read_arguments({"vethlab-viewer", file, "--run", "1"});
    EXPECT_EQ(arguments.file, file);
    EXPECT_EQ(arguments.run, 1);
}

TEST(Arguments, AreRefusedInASentence) {
    const Folder folder;
    const QString shop = folder.file("shop.db");
    make_shop(shop);
    QFile notes(folder.file("notes.txt"));
    ASSERT_TRUE(notes.open(QFile::WriteOnly) && notes.write("notes") > 0);
    notes.close();
    const struct {
        QStringList arguments;
        const char* part;  // of the sentence
    } rows[] = {{{notes.fileName()}, "notes.txt"},
                {{folder.file("missing.db")}, "missing.db"},
                {{shop, "--run", "3"}, "no run 3"},
                {{shop, "--run", "x"}, "--run takes the number"},
                {{"--run", "1"}, "--run takes the number"},
                {{shop, shop}, "one store at a time"},
                {{"--colour"}, "colour"}};
    for (const auto& row : rows) {
        const std::string said = complaint(row.arguments);
        EXPECT_NE(said.find(row.part), std::string::npos)
            << row.arguments.join(' ').toStdString() << "\n  said     " << said << "\n  expected "
            << row.part;
        EXPECT_EQ(said.find('\n'), std::string::npos) << said;
    }
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "gui/arguments.h"

#include <stdexcept>

#include <QCommandLineParser>

#include "results/reader.h"

namespace gui {
namespace {

Arguments parse(const QStringList& command_line) {
    QCommandLineParser parser;
    parser.setApplicationDescription("Shows the runs that vethlab has stored.");
    const QCommandLineOption help({"h", "help"}, "Say this.");
    parser.addOption(help);
    const QCommandLineOption version = parser.addVersionOption();
    parser.addPositionalArgument("DB", "The store to open.", "[DB]");
    parser.addOption({"run", "The run to look at; the latest by default.", "ID"});
    if (!parser.parse(command_line)) throw std::runtime_error(parser.errorText().toStdString());
    if (parser.isSet(help)) parser.showHelp();
    if (parser.isSet(version)) parser.showVersion();

    const QStringList files = parser.positionalArguments();
    if (files.size() > 1) throw std::runtime_error("the viewer opens one store at a time");
    Arguments arguments;
    arguments.file = files.value(0);
    if (!parser.isSet("run")) return arguments;
    bool is_number = false;
    arguments.run = parser.value("run").toLongLong(&is_number);
    if (!is_number || files.isEmpty())
        throw std::runtime_error("--run takes the number of a run in DB");
    return arguments;
}

}  // namespace

Arguments read_arguments(const QStringList& command_line) {
    Arguments arguments = parse(command_line);
    if (arguments.file.isEmpty()) return arguments;
    const std::string file = arguments.file.toStdString();
    const results::Reader reader(file);
    if (arguments.run != results::none && !reader.run(arguments.run))
        throw std::runtime_error("'" + file + "' has no run " + std::to_string(arguments.run));
    return arguments;
}

}  // namespace gui

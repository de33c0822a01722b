// SPDX-License-Identifier: MIT
// The command line: vethlab-viewer [DB] [--run ID]
#pragma once

#include <QString>
#include <QStringList>

#include "results/records.h"

namespace gui {

struct Arguments {
    QString file;  // empty: none given
    results::Id run = results::none;
};

// Reads the command line and looks whether what it names is there. Answers --help and --version
// itself and ends the program then. Throws std::runtime_error with a sentence for the user.
// REQUIRES: the application exists.
Arguments read_arguments(const QStringList& command_line);

}  // namespace gui

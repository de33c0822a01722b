// SPDX-License-Identifier: MIT
// Stores whose content a test knows by heart.
#pragma once

#include <QString>
#include <QTemporaryDir>

namespace gui_test {

// A folder of its own, removed again.
class Folder {
  public:
    QString file(const QString& name) const { return folder_.filePath(name); }

  private:
    QTemporaryDir folder_;
};

// Two runs of a shop with a Japanese namespace. Run 1 has no policy: all 12 flows are allowed and
// none says what it expects. Run 2 denies by default: 12 flows, of which 5 are dropped for three
// reasons and one is uncertain; all expect something, two are disappointed.
void make_shop(const QString& file);

// One run of the shop in which cart asks for the database by name: flow 0 looks the name up (flow
// 2) and reaches shop/db[Service], which chooses shop/db-0; flow 1's look-ups (3 and 4) are
// dropped.
void make_named(const QString& file);

// One run that was interrupted before its first flow.
void make_without_flows(const QString& file);

// One run of `flows` flows, every tenth dropped, with ids from 0.
void make_many(const QString& file, int flows);

}  // namespace gui_test

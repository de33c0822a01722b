// SPDX-License-Identifier: MIT
// What the viewer remembers between two starts: recent stores, where windows and docks were, the
// appearance. Kept where the desktop keeps settings (QSettings); only the GUI's thread uses it.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include "gui/theme.h"

namespace gui {

class Settings {
  public:
    // A layout saved by a viewer of another version is not restored: docks may have other names.
    static constexpr int layout_version = 1;
    static constexpr int recent_limit = 10;

    Settings();                              // the user's
    explicit Settings(const QString& file);  // of an .ini file

    QStringList recent() const;  // newest first
    void add_recent(const QString& file);

    struct Layout {
        QByteArray geometry;
        QByteArray docks;
    };
    Layout layout() const;  // empty where none of this version was saved
    void set_layout(const Layout& layout);

    Appearance appearance() const;
    void set_appearance(Appearance appearance);

  private:
    mutable QSettings store_;
};

}  // namespace gui

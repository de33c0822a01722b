// SPDX-License-Identifier: MIT
#include "gui/settings.h"

#include <QFileInfo>

namespace gui {

Settings::Settings() : store_("vethlab", "vethlab-viewer") {}

Settings::Settings(const QString& file) : store_(file, QSettings::IniFormat) {}

QStringList Settings::recent() const {
    return store_.value("recent").toStringList();
}

void Settings::add_recent(const QString& file) {
    QStringList files = recent();
    const QString path = QFileInfo(file).absoluteFilePath();
    files.removeAll(path);
    files.prepend(path);
    store_.setValue("recent", files.mid(0, recent_limit));
}

Settings::Layout Settings::layout() const {
    if (store_.value("layout/version").toInt() != layout_version) return {};
    return {store_.value("layout/geometry").toByteArray(),
            store_.value("layout/docks").toByteArray()};
}

void Settings::set_layout(const Layout& layout) {
    store_.setValue("layout/version", layout_version);
    store_.setValue("layout/geometry", layout.geometry);
    store_.setValue("layout/docks", layout.docks);
}

Appearance Settings::appearance() const {
    const QString word = store_.value("appearance").toString();
    if (word == "light") return Appearance::Light;
    return word == "dark" ? Appearance::Dark : Appearance::System;
}

void Settings::set_appearance(Appearance appearance) {
    const char* words[] = {"system", "light", "dark"};
    store_.setValue("appearance", words[static_cast<int>(appearance)]);
}

}  // namespace gui

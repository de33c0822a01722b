// SPDX-License-Identifier: MIT
// What can be done while no store is open.
#pragma once

#include <QStringList>
#include <QWidget>

class QVBoxLayout;

namespace gui {

class StartPage final : public QWidget {
    Q_OBJECT
  public:
    explicit StartPage(QWidget* parent);

    void set_recent(const QStringList& files);

  signals:
    void open_wanted();
    void file_wanted(const QString& file);

  private:
    QVBoxLayout* recent_;
};

}  // namespace gui

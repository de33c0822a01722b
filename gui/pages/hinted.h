// SPDX-License-Identifier: MIT
// A page's content or, where there is none, a sentence in its place: why, and what to do next.
#pragma once

#include <QStackedWidget>
#include <QString>

class QLabel;

namespace gui {

class Hinted final : public QStackedWidget {
    Q_OBJECT
  public:
    Hinted(QWidget* content, const QString& hint, QWidget* parent);  // begins with the hint

    void show_content();
    void show_hint(const QString& hint);
    void show_hint();  // the one it began with

  private:
    QString first_hint_;
    QLabel* label_;
};

}  // namespace gui

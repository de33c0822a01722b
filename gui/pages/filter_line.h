// SPDX-License-Identifier: MIT
// The filter line: the language of `vethlab flows` (results/filter.h), judged while it is typed.
#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace gui {

class FilterLine final : public QWidget {
    Q_OBJECT
  public:
    explicit FilterLine(QWidget* parent);

    void focus();
    void add_term(const QString& term);  // unless it is there already
    // What is said below while the filter is in order.
    void set_result(const QString& sentence);

  signals:
    // The text has come to rest and is a filter; never one that does not parse.
    void changed(const QString& filter);

  protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void judge();  // sets error_
    void show_state();

    QLineEdit* line_;
    QLabel* below_;
    QTimer rest_;
    QString error_;
    QString result_;
};

}  // namespace gui

// SPDX-License-Identifier: MIT
#include "gui/pages/hinted.h"

#include <QLabel>

namespace gui {

Hinted::Hinted(QWidget* content, const QString& hint, QWidget* parent)
    : QStackedWidget(parent), first_hint_(hint), label_(new QLabel(this)) {
    label_->setAlignment(Qt::AlignCenter);
    label_->setWordWrap(true);
    label_->setMargin(12);
    label_->setAutoFillBackground(true);
    label_->setBackgroundRole(QPalette::Base);
    addWidget(content);
    addWidget(label_);
    show_hint();
}

void Hinted::show_content() {
    setCurrentIndex(0);
}

void Hinted::show_hint(const QString& hint) {
    label_->setText(hint);
    setCurrentWidget(label_);
}

void Hinted::show_hint() {
    show_hint(first_hint_);
}

}  // namespace gui

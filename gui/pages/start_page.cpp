// SPDX-License-Identifier: MIT
#include "gui/pages/start_page.h"

#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gui {

StartPage::StartPage(QWidget* parent) : QWidget(parent), recent_(new QVBoxLayout) {
    auto* text = new QLabel(tr("No store is open.\n\nA store holds the runs that "
                               "vethlab run SCENARIO has made, by default in vethlab.db.\n"
                               "Open one, or drop its file here."),
                            this);
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    auto* open = new QPushButton(tr("&Open a store..."), this);
    connect(open, &QPushButton::clicked, this, &StartPage::open_wanted);

    auto* column = new QVBoxLayout(this);
    column->setSpacing(16);
    column->addStretch();
    column->addWidget(text);
    column->addWidget(open, 0, Qt::AlignCenter);
    column->addLayout(recent_);
    column->addStretch();
}

void StartPage::set_recent(const QStringList& files) {
    while (QLayoutItem* item = recent_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const QString& file : files) {
        auto* button = new QPushButton(QFileInfo(file).fileName(), this);
        button->setFlat(true);
        button->setToolTip(file);
        button->setAccessibleDescription(file);
        connect(button, &QPushButton::clicked, this, [this, file] { emit file_wanted(file); });
        recent_->addWidget(button, 0, Qt::AlignCenter);
    }
}

}  // namespace gui

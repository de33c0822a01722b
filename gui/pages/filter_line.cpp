// SPDX-License-Identifier: MIT
#include "gui/pages/filter_line.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "gui/models/words.h"
#include "gui/theme.h"
#include "results/filter.h"

namespace gui {
namespace {

constexpr int rest_ms = 150;  // between keystrokes of one word

// Returns what is wrong with `filter`, empty if nothing is.
QString fault_of(const QString& filter) {
    const std::string text = filter.toStdString();
    try {
        results::parse_filter(text);
        return {};
    } catch (const results::FilterError& error) {
        const auto column =
            QString::fromUtf8(text.data(), static_cast<int>(error.column) - 1).size();
        const QString hint = error.help.empty() ? QString() : "; " + to_text(error.help);
        return FilterLine::tr("✕ column %1: %2%3").arg(column + 1).arg(to_text(error.what()), hint);
    }
}

}  // namespace

FilterLine::FilterLine(QWidget* parent)
    : QWidget(parent), line_(new QLineEdit(this)), below_(new QLabel(this)) {
    line_->setPlaceholderText(tr("Filter: ns=shop verdict=drop reason=NP_* to:label=app=db"));
    line_->setAccessibleName(tr("Filter of flows"));
    line_->setToolTip(
        tr("Terms with spaces between, all of which must hold; commas for any of "
           "several values; ! negates; from:, to: for one end only"));
    line_->setClearButtonEnabled(true);
    line_->installEventFilter(this);
    below_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    below_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 2);
    layout->setSpacing(3);
    layout->addWidget(line_);
    layout->addWidget(below_);

    rest_.setSingleShot(true);
    rest_.setInterval(rest_ms);
    connect(line_, &QLineEdit::textChanged, this, [this] { judge(); });
    connect(line_, &QLineEdit::returnPressed, &rest_, [this] {
        if (rest_.isActive()) rest_.start(0);
    });
    connect(&rest_, &QTimer::timeout, this, [this] { emit changed(line_->text().trimmed()); });
    show_state();
}

void FilterLine::focus() {
    line_->setFocus(Qt::ShortcutFocusReason);
    line_->selectAll();
}

void FilterLine::add_term(const QString& term) {
    const QString text = line_->text().trimmed();
    if (text.split(' ').contains(term)) return;
    line_->setText(text.isEmpty() ? term : text + ' ' + term);
}

void FilterLine::set_result(const QString& sentence) {
    result_ = sentence;
    show_state();
}

void FilterLine::judge() {
    error_ = fault_of(line_->text());
    if (error_.isEmpty())
        rest_.start();
    else
        rest_.stop();
    show_state();
}

void FilterLine::show_state() {
    const QPalette ours = palette();
    QPalette line = ours;
    QPalette below = ours;
    if (!error_.isEmpty()) {
        line.setColor(QPalette::Base, tint(Tone::Drop, ours));
        below.setColor(QPalette::WindowText, text_colour(Tone::Drop, ours));
    } else if (!line_->text().isEmpty()) {
        line.setColor(QPalette::Base, tint(Tone::Allow, ours));
    }
    line_->setPalette(line);
    below_->setPalette(below);
    below_->setText(error_.isEmpty() ? result_ : error_);
    line_->setAccessibleDescription(below_->text());
}

void FilterLine::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) show_state();
}

bool FilterLine::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        line_->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace gui

// SPDX-License-Identifier: MIT
#include "gui/models/run_model.h"

#include <algorithm>

#include <QStringList>
#include <QVector>

#include "gui/models/tone.h"
#include "gui/models/words.h"

namespace gui {
namespace {

struct Line {
    QString text;
    Tone tone;
};

QString expectations(const results::RunSummary& run) {
    if (run.unexpected > 0)
        return RunModel::tr("⚠ %1 of %2 unexpected")
            .arg(number_text(run.unexpected), number_text(run.expected));
    return run.expected > 0 ? RunModel::tr("%1 as expected").arg(number_text(run.expected))
                            : RunModel::tr("nothing expected");
}

std::vector<Line> lines_of(const results::RunSummary& run) {
    const bool ended_well = run.state == results::State::Done;
    const QString sign = ended_well || run.state == results::State::Running ? "" : "⚠ ";
    std::vector<Line> lines{
        {QStringLiteral("#%1 %2").arg(run.id).arg(to_text(run.run.name)), Tone::Plain},
        {RunModel::tr("%1%2, %3 flows").arg(sign, text(run.state), number_text(run.flows)),
         sign.isEmpty() ? Tone::Muted : Tone::Warning},
        {QStringLiteral("✓ %1 allow").arg(number_text(run.allowed)), Tone::Allow},
        {QStringLiteral("✕ %1 drop").arg(number_text(run.dropped)), Tone::Drop},
        {expectations(run), run.unexpected > 0 ? Tone::Warning : Tone::Muted},
    };
    if (run.uncertain > 0)
        lines.insert(
            lines.end() - 1,
            {QStringLiteral("? %1 uncertain").arg(number_text(run.uncertain)), Tone::Uncertain});
    return lines;
}

QString tooltip_of(const results::RunSummary& run) {
    return RunModel::tr("%1\n%2\ndataplane %3, seed %4\n%5 simulated\nstarted %6 by vethlab %7")
        .arg(to_text(run.run.name), to_text(run.run.scenario), to_text(run.run.dataplane))
        .arg(run.run.seed)
        .arg(time_text(run.simulated), to_text(run.started), to_text(run.run.tool_version));
}

}  // namespace

void RunModel::set_runs(std::vector<results::RunSummary> runs) {
    beginResetModel();
    runs_ = std::move(runs);
    std::sort(runs_.begin(), runs_.end(), [](const auto& a, const auto& b) { return a.id > b.id; });
    endResetModel();
}

QModelIndex RunModel::index_of(results::Id run) const {
    const auto found =
        std::find_if(runs_.begin(), runs_.end(), [=](const auto& r) { return r.id == run; });
    return found == runs_.end() ? QModelIndex() : index(static_cast<int>(found - runs_.begin()));
}

int RunModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

QVariant RunModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const results::RunSummary& shown = run(index.row());
    if (role == Qt::ToolTipRole) return tooltip_of(shown);
    if (role != Qt::DisplayRole && role != line_tones_role) return {};
    QStringList texts;
    QVector<int> tones;
    for (const Line& line : lines_of(shown)) {
        texts << line.text;
        tones << static_cast<int>(line.tone);
    }
    return role == Qt::DisplayRole ? QVariant(texts.join('\n')) : QVariant::fromValue(tones);
}

}  // namespace gui

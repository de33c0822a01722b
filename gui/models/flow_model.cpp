// SPDX-License-Identifier: MIT
#include "gui/models/flow_model.h"

#include "gui/models/words.h"

namespace gui {
namespace {

QString source_tooltip(const results::FlowView& view) {
    const QString source = endpoint_text(view.src);
    return view.flow.parent == results::none
               ? source
               : source + '\n' + FlowModel::tr("a step of flow %1").arg(view.flow.parent);
}

QString destination_tooltip(const results::FlowView& view) {
    const QString translation = translation_text(view);
    return endpoint_text(destination(view)) + (translation.isEmpty() ? "" : '\n' + translation);
}

}  // namespace

void FlowModel::begin() {
    set_rows({});
    awaiting_ = true;
    complete_ = false;
}

void FlowModel::add_page(const std::vector<results::FlowView>& flows, bool last) {
    awaiting_ = false;
    complete_ = last;
    append(flows);
}

int FlowModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : column_count;
}

bool FlowModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && !complete_ && !awaiting_;
}

void FlowModel::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent)) return;
    awaiting_ = true;
    emit more_wanted();
}

Cell FlowModel::cell(const results::FlowView& view, int column) const {
    const results::Flow& flow = view.flow;
    switch (column) {
        case Time:
            return {time_text(flow.start), Tone::Plain, {}, Qt::AlignRight | Qt::AlignVCenter};
        case Source:
            return {source_text(view), Tone::Plain, source_tooltip(view)};
        case Destination:
            return {destination_text(view), Tone::Plain, destination_tooltip(view)};
        case Protocol:
            return {protocol_text(flow)};
        case Verdict:
            return {verdict_text(flow.verdict), verdict_tone(flow.verdict), to_text(flow.name)};
        case Expected:
            return {expectation_text(flow), flow.as_expected ? Tone::Plain : Tone::Warning};
        case Outcome:
            return {to_text(flow.outcome)};
        case Reason:
            return {to_text(view.reason), Tone::Plain, meanings_.of(view.reason)};
        default:
            return {causes_summary(view.causes), Tone::Plain, causes_lines(view.causes)};
    }
}

QString FlowModel::header(int column) const {
    const QString titles[column_count] = {tr("Time"),     tr("Source"),  tr("Destination"),
                                          tr("Protocol"), tr("Verdict"), tr("Expected"),
                                          tr("Outcome"),  tr("Reason"),  tr("Cause")};
    return titles[column];
}

}  // namespace gui

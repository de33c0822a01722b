// SPDX-License-Identifier: MIT
#include "gui/models/hop_model.h"

#include "gui/models/words.h"

namespace gui {

int HopModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : column_count;
}

void HopModel::begin(const results::FlowView& flow) {
    translation_ = translated_addresses(flow);
    set_rows({});
}

QString HopModel::at(const results::Hop& hop) const {
    const bool chose = hop.hook == chooser_.hook && hop.at == chooser_.at && hop.leg == "forward";
    const QString place = to_text(hop.at);
    return chose && !translation_.isEmpty() ? place + '\n' + translation_ : place;
}

void HopModel::set_hops(const std::vector<results::HopView>& hops) {
    const results::HopView* chooser = results::chooser_of(hops);
    chooser_ = chooser == nullptr ? results::Hop() : chooser->hop;
    set_rows(hops);
}

Cell HopModel::cell(const results::HopView& view, int column) const {
    const results::Hop& hop = view.hop;
    switch (column) {
        case Leg:
            return {hop.leg == "reply" ? QStringLiteral("← reply") : "→ " + to_text(hop.leg)};
        case Hook:
            return {to_text(hop.hook)};
        case At:
            return {at(hop), Tone::Plain, at(hop)};
        case Verdict:
            return {verdict_text(hop.verdict), verdict_tone(hop.verdict)};
        case Reason:
            return {to_text(view.reason), Tone::Plain, meanings_.of(view.reason)};
        default:
            return {causes_lines(view.causes), Tone::Plain, causes_lines(view.causes)};
    }
}

QString HopModel::header(int column) const {
    const QString titles[column_count] = {tr("Leg"),     tr("Hook"),   tr("At"),
                                          tr("Verdict"), tr("Reason"), tr("Causes")};
    return titles[column];
}

}  // namespace gui

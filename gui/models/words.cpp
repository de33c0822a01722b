// SPDX-License-Identifier: MIT
#include "gui/models/words.h"

#include <QLocale>
#include <QStringList>

#include "results/report/words.h"

namespace gui {

QString to_text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

QString number_text(std::int64_t number) {
    return QLocale(QLocale::English).toString(qlonglong{number});
}

QString verdict_text(const std::string& verdict) {
    if (verdict == "allow") return QStringLiteral("✓ allow");
    if (verdict == "drop") return QStringLiteral("✕ drop");
    return QStringLiteral("? ") + to_text(verdict);
}

Tone verdict_tone(const std::string& verdict) {
    if (verdict == "allow") return Tone::Allow;
    if (verdict == "drop") return Tone::Drop;
    return Tone::Uncertain;
}

QString counts_text(const results::RunSummary& run) {
    return QStringLiteral("✓ %1 allow  ✕ %2 drop  ? %3 uncertain")
        .arg(number_text(run.allowed), number_text(run.dropped), number_text(run.uncertain));
}

QString time_text(results::Nanoseconds time) {
    return QStringLiteral("%1 s").arg(static_cast<double>(time) / 1e9, 0, 'f', 3);
}

QString protocol_text(const results::Flow& flow) {
    const QString protocol = to_text(flow.protocol);
    const bool has_ports = protocol == "TCP" || protocol == "UDP" || protocol == "SCTP";
    return has_ports ? QStringLiteral("%1/%2").arg(protocol).arg(flow.port) : protocol;
}

QString endpoint_text(const results::Endpoint& end) {
    if (end.ip.empty()) return to_text(end.ref);
    return QStringLiteral("%1 (%2)").arg(to_text(end.ref), to_text(end.ip));
}

const results::Endpoint& destination(const results::FlowView& view) {
    const bool unresolved = view.dst.id == results::none && view.asked.id != results::none;
    return unresolved ? view.asked : view.dst;
}

QString source_text(const results::FlowView& view) {
    const QString mark = view.flow.parent == results::none ? "" : QStringLiteral("↳ ");
    return mark + to_text(view.src.ref);
}

QString destination_text(const results::FlowView& view) {
    const QString backend = to_text(results::backend_text(view));
    return to_text(destination(view).ref) +
           (backend.isEmpty() ? "" : QStringLiteral(" → ") + backend);
}

QString translation_text(const results::FlowView& view) {
    if (view.backend.id == results::none) return {};
    const auto& flow = view.flow;
    return QStringLiteral("%1 → %2 %3")
        .arg(to_text(results::address_and_port(view.dst, flow.port)), to_text(view.backend.ref),
             to_text(results::address_and_port(view.backend, flow.backend_port)));
}

QString translated_addresses(const results::FlowView& view) {
    if (view.backend.id == results::none) return {};
    return QStringLiteral("%1 → %2").arg(
        to_text(results::address_and_port(view.dst, view.flow.port)),
        to_text(results::address_and_port(view.backend, view.flow.backend_port)));
}

QString expectation_text(const results::Flow& flow) {
    const QString expected = to_text(flow.expect);
    return expected.isEmpty() || flow.as_expected ? expected : QStringLiteral("⚠ ") + expected;
}

QString place_text(const results::Cause& cause) {
    if (cause.line == 0) return {};
    return QStringLiteral("%1:%2").arg(to_text(cause.file)).arg(cause.line);
}

QString cause_text(const results::Cause& cause) {
    return QStringLiteral("%1 %2/%3 %4")
        .arg(place_text(cause), to_text(cause.ns), to_text(cause.name), to_text(cause.path))
        .trimmed();
}

QString causes_summary(const std::vector<results::Cause>& causes) {
    if (causes.empty()) return {};
    const QString first =
        causes.front().line != 0 ? place_text(causes.front()) : gui::cause_text(causes.front());
    return causes.size() == 1 ? first : QStringLiteral("%1 +%2").arg(first).arg(causes.size() - 1);
}

QString causes_lines(const std::vector<results::Cause>& causes) {
    QStringList lines;
    for (const auto& cause : causes) lines << gui::cause_text(cause);
    return lines.join('\n');
}

}  // namespace gui

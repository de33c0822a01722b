// SPDX-License-Identifier: MIT
#include "policy/table/filter_table.h"

#include <utility>

#include "policy/table/direction_table.h"

namespace policy {

FilterTable::FilterTable(std::shared_ptr<const DirectionTable> from_pod,
                         std::shared_ptr<const DirectionTable> to_pod)
    : from_pod_(std::move(from_pod)), to_pod_(std::move(to_pod)) {}

Verdict FilterTable::lookup(Direction direction, const IpAddress& peer, Protocol protocol,
                            std::uint16_t port) const {
    return of(direction).lookup(peer, protocol, port);
}

bool FilterTable::isolated(Direction direction) const {
    return of(direction).isolated();
}

std::size_t FilterTable::bytes() const {
    return sizeof *this + from_pod_->bytes() + to_pod_->bytes();
}

}  // namespace policy

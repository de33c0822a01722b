// SPDX-License-Identifier: MIT
#include "policy/filter_table.h"

#include <utility>

#include "policy/direction_table.h"

namespace policy {

FilterTable::FilterTable(std::unique_ptr<const Data> data) : data_(std::move(data)) {}

FilterTable::~FilterTable() = default;

Verdict FilterTable::lookup(Direction direction, const IpAddress& peer, Protocol protocol,
                            std::uint16_t port) const {
    return data_->of(direction).lookup(peer, protocol, port);
}

bool FilterTable::isolated(Direction direction) const {
    return data_->of(direction).isolated();
}

std::size_t FilterTable::bytes() const {
    return sizeof *this + sizeof *data_ + data_->from_pod->bytes() + data_->to_pod->bytes();
}

}  // namespace policy

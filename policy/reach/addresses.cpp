// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>

#include "policy/model/sweep.h"
#include "policy/reach/groups.h"

namespace policy::reach {
namespace {

IpAddress before(const IpAddress& address) {
    if (address.is_v4()) return IpAddress::v4(address.v4_bits() - 1);
    return IpAddress::v6(address.high() - (address.low() == 0 ? 1 : 0), address.low() - 1);
}

void append(AddressRanges& ranges, const AddressRange& next) {
    if (!ranges.empty() && ranges.back().last.next() == next.first) {
        ranges.back().last = next.last;
    } else {
        ranges.push_back(next);
    }
}

}  // namespace

AddressLine::AddressLine(Family family, const std::vector<AddressRanges>& blocks)
    : is_v4_(family == Family::V4) {
    IdTable ids;
    const auto view_of = [&](const std::vector<std::uint32_t>& covering) {
        std::uint64_t hash = covering.size();
        for (const std::uint32_t block : covering) hash = mix(hash, block);
        const auto [id, fresh] = ids.find_or_add(hash, [&](std::uint32_t other) {
            const Lists::View list = views_[other];
            return std::equal(list.begin(), list.end(), covering.begin(), covering.end());
        });
        if (fresh) {
            for (const std::uint32_t block : covering) views_.push(block);
            views_.close();
        }
        return id;
    };
    view_of({});
    std::vector<Span<std::uint32_t>> v4;
    std::vector<Span<IpAddress>> v6;
    for (std::uint32_t block = 0; block < blocks.size(); ++block) {
        for (const AddressRange& range : blocks[block]) {
            if (range.first.family() != family) continue;
            if (is_v4_) {
                v4.push_back({range.first.v4_bits(), range.last.v4_bits(), block});
            } else {
                v6.push_back({range.first, range.last, block});
            }
        }
    }
    if (is_v4_) {
        sweep(v4, std::uint32_t{0}, [&](std::uint32_t first, const auto& covering) {
            v4_.push_back(first);
            view_of_.push_back(view_of(covering));
        });
    } else {
        sweep(v6, IpAddress::v6(0, 0), [&](const IpAddress& first, const auto& covering) {
            v6_.push_back(first);
            view_of_.push_back(view_of(covering));
        });
    }
}

ViewId AddressLine::view(const IpAddress& address) const {
    const auto place =
        is_v4_ ? std::upper_bound(v4_.begin(), v4_.end(), address.v4_bits()) - v4_.begin()
               : std::upper_bound(v6_.begin(), v6_.end(), address) - v6_.begin();
    return view_of_[static_cast<std::size_t>(place) - 1];
}

std::vector<AddressRanges> AddressLine::outside(const AddressRanges& taken) const {
    std::vector<AddressRanges> result(views_.size());
    const IpAddress lowest = is_v4_ ? IpAddress() : IpAddress::v6(0, 0);
    auto hole = std::lower_bound(
        taken.begin(), taken.end(), lowest,
        [](const AddressRange& range, const IpAddress& at) { return range.first < at; });
    for (std::size_t i = 0; i < view_of_.size(); ++i) {
        const auto begin_of = [&](std::size_t at) {
            return is_v4_ ? IpAddress::v4(v4_[at]) : v6_[at];
        };
        const IpAddress last = i + 1 < view_of_.size() ? before(begin_of(i + 1))
                               : is_v4_                ? IpAddress::v4(0xFFFFFFFFU)
                                        : IpAddress::v6(~std::uint64_t{0}, ~std::uint64_t{0});
        AddressRanges& ranges = result[view_of_[i]];
        std::optional<IpAddress> rest = begin_of(i);
        while (rest && hole != taken.end() && !(last < hole->first)) {
            if (*rest < hole->first) append(ranges, {*rest, before(hole->first)});
            if (last < hole->last) {  // it goes on in the next stretch
                rest.reset();
                break;
            }
            rest = hole->last.next();
            if (rest && last < *rest) rest.reset();
            ++hole;
        }
        if (rest && !(last < *rest)) append(ranges, {*rest, last});
    }
    return result;
}

}  // namespace policy::reach

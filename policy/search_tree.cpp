// SPDX-License-Identifier: MIT
#include "policy/search_tree.h"

#include <limits>

namespace policy {

void SearchTree::finish() {
    std::size_t begin = 0;
    for (;;) {
        levels_.push_back(begin);
        const std::size_t padded = (keys_.size() - begin + width - 1) / width * width;
        keys_.resize(begin + padded, std::numeric_limits<std::uint32_t>::max());
        if (padded <= width) break;
        const std::size_t end = keys_.size();
        for (std::size_t node = begin; node < end; node += width) keys_.push_back(keys_[node]);
        begin = end;
    }
    keys_.shrink_to_fit();
}

}  // namespace policy

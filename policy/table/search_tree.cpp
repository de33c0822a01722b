// SPDX-License-Identifier: MIT
#include "policy/table/search_tree.h"

namespace policy {

void SearchTree::finish() {
    std::size_t begin = 0;
    for (;;) {
        levels_[depth_++] = static_cast<std::uint32_t>(begin);
        const std::size_t padded = (keys_.size() - begin + width - 1) / width * width;
        keys_.resize(begin + padded, padding);
        if (padded <= width) break;
        const std::size_t end = keys_.size();
        for (std::size_t node = begin; node < end; node += width) keys_.push_back(keys_[node]);
        begin = end;
    }
    keys_.shrink_to_fit();
}

}  // namespace policy

// SPDX-License-Identifier: MIT
#include "policy/veth/flow_map.h"

#include <cstddef>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace {

struct Entry {
    int key = 0;
    int value = 0;
    bool used = false;
    bool in_use() const { return used; }
};

// Few homes, so that probes are long and wrap around the end.
struct CrowdedHash {
    std::size_t operator()(int key) const { return static_cast<std::size_t>(key) % 5 + 12; }
};

// The same random operations on the map and on std::map: after each, both hold the same.
TEST(FlowMap, HoldsWhatAMapHolds) {
    std::mt19937 random(7);
    policy::FlowMap<Entry, CrowdedHash> map;
    std::map<int, int> model;
    for (int step = 0; step < 20000; ++step) {
        const int key = static_cast<int>(random() % 60);
        if (model.count(key) == 0) {
            if (!map.room()) map.grow();
            map.insert({key, step, true});
            model[key] = step;
        } else if (random() % 2 == 0) {
            map.erase(map.find(key));
            model.erase(key);
        }
        ASSERT_EQ(map.size(), model.size()) << "step " << step;
        for (int asked = 0; asked < 60; ++asked) {
            const Entry* found = map.find(asked);
            const auto expected = model.find(asked);
            ASSERT_EQ(found != nullptr, expected != model.end())
                << "key " << asked << " at step " << step;
            if (found != nullptr) {
                ASSERT_EQ(found->value, expected->second);
            }
        }
    }
    EXPECT_GT(map.capacity(), map.size());
}

TEST(FlowMap, IsEmptyBeforeItGrows) {
    policy::FlowMap<Entry, CrowdedHash> map;
    EXPECT_EQ(map.find(1), nullptr);
    EXPECT_EQ(map.size(), 0U);
    EXPECT_FALSE(map.room());
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "sim/analysis/rows.h"

#include <gtest/gtest.h>

namespace {

using policy::ConnectionSet;
using policy::Protocol;

TEST(RowOf, KeepsPortsProtocolsAndWhatHasNone) {
    EXPECT_TRUE(analysis::row_of({}).empty());
    EXPECT_TRUE(analysis::row_of(ConnectionSet::all()).is_all());
    const results::Connections row =
        analysis::row_of(ConnectionSet::of(Protocol::TCP, {8000, 8999}) |
                         ConnectionSet::of(Protocol::TCP, {80, 80}) |
                         ConnectionSet::of(Protocol::UDP, {53, 53}) | ConnectionSet::portless());
    EXPECT_EQ(row, (results::Connections{{{80, 80}, {8000, 8999}}, {{53, 53}}, {}, true}));
}

}  // namespace

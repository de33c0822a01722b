// SPDX-License-Identifier: MIT
// The written forms of a set of connections, which other programs read.
#include "results/report/connections.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace results_test {
namespace {

using results::Connections;

TEST(Connections, AreWrittenForProgramsAndForPeople) {
    const struct {
        Connections connections;
        const char* json;
        const char* text;
    } rows[] = {
        {{}, R"({})", "none"},
        {{{{1, 65535}}, {{1, 65535}}, {{1, 65535}}, true}, R"("all")", "all"},
        {{{{1, 65535}}, {{1, 65535}}, {{1, 65535}}, false},
         R"({"TCP":"all","UDP":"all","SCTP":"all"})",
         "TCP all; UDP all; SCTP all"},
        {{{{80, 80}, {443, 443}, {8000, 8999}}, {{53, 53}}, {}, false},
         R"({"TCP":[[80,80],[443,443],[8000,8999]],"UDP":[[53,53]]})",
         "TCP 80,443,8000-8999; UDP 53"},
        {{{}, {}, {{3868, 3868}}, true},
         R"({"SCTP":[[3868,3868]],"ICMP":"all","other":"all"})",
         "SCTP 3868; ICMP and others"},
        {{{{1, 65534}}, {}, {}, false}, R"({"TCP":[[1,65534]]})", "TCP 1-65534"},
        {{{}, {}, {}, true}, R"({"ICMP":"all","other":"all"})", "ICMP and others"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(to_json(row.connections), nlohmann::json::parse(row.json)) << row.text;
        EXPECT_EQ(text(row.connections), row.text);
    }
}

}  // namespace
}  // namespace results_test

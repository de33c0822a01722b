// SPDX-License-Identifier: MIT
// Every case of every file by every judge, each a test: Reference.e2e_E03,
// Table.cyclonus_peers_C13.
#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/conformance/check.h"
#include "tests/conformance/suites.h"

namespace conformance {
namespace {

class CaseTest : public testing::Test {
  public:
    CaseTest(const Case& of, Judge judge, Loopback loopback)
        : case_(of), judge_(std::move(judge)), loopback_(loopback) {}
    void TestBody() override {
        for (std::size_t step = 0; step < case_.steps.size(); ++step) {
            EXPECT_EQ(differences(case_, step, judge_, loopback_), "");
        }
    }

  private:
    const Case& case_;
    Judge judge_;
    Loopback loopback_;
};

// That a case is what the catalogue says.
class CatalogueTest : public testing::Test {
  public:
    explicit CatalogueTest(const Case& of) : case_(of) {}
    void TestBody() override {
        EXPECT_EQ(wrong_checksums(case_), "");
        EXPECT_EQ(case_.faults, std::vector<std::string>());
    }

  private:
    const Case& case_;
};

void add(const std::string& suite, const Case& of, const std::function<testing::Test*()>& make) {
    std::string name = of.suite + "_" + of.id;
    std::replace(name.begin(), name.end(), '-', '_');
    testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__, make);
}

void register_tests(const std::vector<Case>& cases) {
    for (const Case& of : cases) {
        add("Catalogue", of, [&of] { return new CatalogueTest(of); });
        add("Reference", of, [&of] { return new CaseTest(of, by_reference, Loopback::Judged); });
        add("Table", of, [&of] { return new CaseTest(of, by_table, Loopback::Judged); });
        add("Reachability", of,
            [&of] { return new CaseTest(of, by_reachability, Loopback::Passes); });
    }
}

}  // namespace
}  // namespace conformance

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    std::vector<conformance::Case> cases;  // outlives the tests
    try {
        cases = conformance::every_case();
    } catch (const std::runtime_error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    conformance::register_tests(cases);
    const int failed = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() == 0) return 1;
    return failed;
}

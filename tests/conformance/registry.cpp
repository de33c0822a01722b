// SPDX-License-Identifier: MIT
#include "tests/conformance/registry.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include <gtest/gtest.h>

#include "tests/conformance/suites.h"

namespace conformance {
namespace {

class CaseTest : public testing::Test {
  public:
    CaseTest(const Case& of, const CaseCheck& check) : case_(of), check_(check) {}
    void TestBody() override {
        const std::string wrong = check_(case_);
        EXPECT_TRUE(wrong.empty()) << wrong;
    }

  private:
    const Case& case_;
    CaseCheck check_;
};

}  // namespace

void register_tests(const std::string& suite, const std::vector<Case>& cases,
                    const CaseCheck& check) {
    for (const Case& of : cases) {
        std::string name = of.suite + "_" + of.id;
        std::replace(name.begin(), name.end(), '-', '_');
        testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [&of, check]() -> testing::Test* { return new CaseTest(of, check); });
    }
}

int run_tests(int argc, char** argv,
              const std::function<void(const std::vector<Case>&)>& registers) {
    testing::InitGoogleTest(&argc, argv);
    std::vector<Case> cases;
    try {
        cases = every_case();
    } catch (const std::runtime_error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    registers(cases);
    const int failed = RUN_ALL_TESTS();
    return testing::UnitTest::GetInstance()->test_to_run_count() == 0 ? 1 : failed;
}

}  // namespace conformance

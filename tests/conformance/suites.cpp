// SPDX-License-Identifier: MIT
#include "tests/conformance/suites.h"

#include <map>
#include <stdexcept>
#include <string>

namespace conformance {
namespace {

const char* const files[] = {"e2e",
                             "legacy",
                             "cyclonus-target",
                             "cyclonus-from",
                             "cyclonus-to",
                             "cyclonus-ports-out",
                             "cyclonus-ports-in",
                             "cyclonus-steps",
                             "cyclonus-conflict",
                             "cyclonus-e2e",
                             "traps"};

// The ids of each source: E01 to E48.
struct Catalogue {
    const char* letter;
    int count;
    std::size_t digits;
};
const Catalogue catalogues[] = {{"E", 48, 2}, {"L", 32, 2}, {"C", 230, 1}};

void check_complete(const std::vector<Case>& cases) {
    std::map<std::string, int> seen;
    for (const Case& of : cases) ++seen[of.id];
    for (const Catalogue& catalogue : catalogues) {
        for (int number = 1; number <= catalogue.count; ++number) {
            std::string digits = std::to_string(number);
            while (digits.size() < catalogue.digits) digits.insert(0, "0");
            const std::string id = catalogue.letter + digits;
            if (seen[id] != 1) {
                throw std::runtime_error("case " + id + " is there " + std::to_string(seen[id]) +
                                         " times");
            }
        }
    }
}

}  // namespace

std::vector<Case> every_case() {
    std::vector<Case> cases;
    for (const char* file : files) {
        for (Case& of : read_cases(std::string(CONFORMANCE_CASES) + "/" + file + ".cases")) {
            cases.push_back(std::move(of));
        }
    }
    check_complete(cases);
    return cases;
}

}  // namespace conformance

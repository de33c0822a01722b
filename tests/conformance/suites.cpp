// SPDX-License-Identifier: MIT
#include "tests/conformance/suites.h"

#include <map>
#include <stdexcept>
#include <string>

namespace conformance {
namespace {

const char* const files[] = {"e2e"};

// The ids of each source, counted: "E" 1..48.
struct Catalogue {
    const char* letter;
    int count;
};
const Catalogue catalogues[] = {{"E", 48}};

void check_complete(const std::vector<Case>& cases) {
    std::map<std::string, int> seen;
    for (const Case& of : cases) ++seen[of.id];
    for (const Catalogue& catalogue : catalogues) {
        for (int number = 1; number <= catalogue.count; ++number) {
            std::string digits = std::to_string(number);
            if (digits.size() == 1) digits = "0" + digits;
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

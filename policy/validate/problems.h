// SPDX-License-Identifier: MIT
// Findings in the form of the API server's field errors, as a validation makes them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/validate/validate.h"

namespace policy {

// One function for each of field.Error's constructors. `value` is what the API would print:
// quoted_value() where it is a string. Equal findings are one, as in the API's answer.
class Problems {
  public:
    void required(const std::string& path, const std::string& detail = "");
    void forbidden(const std::string& path, const std::string& detail);
    void duplicate(const std::string& path, const std::string& value);
    void invalid(const std::string& path, const std::string& value, const std::string& detail);
    void invalid(const std::string& path, const std::string& value,
                 const std::vector<std::string>& details);
    void unsupported(const std::string& path, const std::string& value,
                     const std::vector<std::string>& supported);
    void warning(const std::string& path, const std::string& detail);

    std::vector<Problem> take() { return std::move(problems_); }

  private:
    void add(Problem problem);

    std::vector<Problem> problems_;
};

std::string quoted_value(std::string_view text);  // as Go's %q prints it
// ["a","b"]; without the brackets and with `separator` for quoted_list.
std::string quoted_array(const std::vector<std::string>& values);
std::string quoted_list(const std::vector<std::string>& values, std::string_view separator);

// Field paths: "spec" and "ports" are "spec.ports"; with 1, "spec.ports[1]".
std::string child(const std::string& path, std::string_view field);
std::string item(const std::string& path, std::string_view field, std::size_t index);

}  // namespace policy

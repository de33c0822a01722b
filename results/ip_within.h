// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

namespace results {

// Whether `text` is an IPv4 or IPv6 prefix: "10.0.0.0/8", "2001:db8::/32".
bool is_prefix(const std::string& text);

// Gives `db` the SQL function ip_within(ip, prefix): whether the address is in the prefix. False
// where either is not one, or they are of different families.
void define_ip_within(SQLite::Database& db);

}  // namespace results

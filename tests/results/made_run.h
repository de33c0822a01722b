// SPDX-License-Identifier: MIT
// A small run, made by hand: a shop with a database behind a policy, and a laptop outside.
#pragma once

#include <string>

#include "results/records.h"
#include "results/writer.h"

namespace results_test {

// A name for a file that does not exist, of this test alone.
std::string fresh_file(const std::string& ending = ".db");

results::Run shop_run();

// Adds everything but finish(). The flows, by id:
//   0 "web to db"       shop/web-0 -> shop/db-0      TCP/5432 at 1s     allow connected, expected
//   1 "web to db"       shop/web-1 -> shop/db-0      TCP/5432 at 1.5s   allow connected
//   2 "batch to db"     jobs/batch -> shop/db-0      TCP/5432 at 2s     drop timed-out, expected
//   drop 3 "batch to db, 1"  jobs/batch -> shop/db-0      TCP/6379 at 2.25s  drop timed-out,
//   expected allow 4 "laptop to web"   host/laptop -> shop/web-0    TCP/80   at 3s     allow
//   answered 5 "dns"             shop/web-0 -> host/resolver  UDP/53   at 4s     uncertain
//   answered, a caveat
void add_shop(results::Writer& writer);

// A store of one finished such run.
std::string shop_store();

// The shop, where two flows more ask by name; what they look up is asked of a service, too:
//   6 "web to db by name"    shop/web-0 -> shop/db[Service]  TCP/80 at 5s    allow connected
//   7 "batch to db by name"  jobs/batch -> dns/db.shop       TCP/80 at 6s    drop unresolved
//   8 "db.shop.svc", of 6    shop/web-0 -> kube-system/kube-dns[Service] UDP/53  allow answered
//   9 "db.shop.svc", of 7    jobs/batch -> kube-system/kube-dns[Service] UDP/53  drop timed-out
//  10 "db.shop.svc", of 7    as 9, five seconds later
// Listed: 0 to 6, 8, 7, 9, 10.
void add_names(results::Writer& writer);

// A store of one finished run of both.
std::string named_store();

}  // namespace results_test

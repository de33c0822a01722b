// SPDX-License-Identifier: MIT
// Waiting for what comes from another thread.
#pragma once

#include <functional>

#include <QCoreApplication>
#include <QDeadlineTimer>

namespace gui_test {

// Runs the event loop until `holds`, at most ten seconds. Returns whether it does.
inline bool eventually(const std::function<bool()>& holds) {
    const QDeadlineTimer limit(10'000);
    while (!holds()) {
        if (limit.hasExpired()) return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    }
    return true;
}

}  // namespace gui_test

// SPDX-License-Identifier: MIT
#include "gui/models/meanings.h"

#include "gui/models/words.h"

namespace gui {

Meanings::Meanings(const std::vector<results::Reason>& reasons) {
    for (const auto& reason : reasons)
        sentences_.insert(to_text(reason.code), to_text(reason.meaning));
}

QString Meanings::of(const std::string& code) const {
    return sentences_.value(to_text(code));
}

}  // namespace gui

// SPDX-License-Identifier: MIT
// What a run's reason codes mean, in the run's own sentences.
#pragma once

#include <string>
#include <vector>

#include <QHash>
#include <QString>

#include "results/records.h"

namespace gui {

class Meanings {
  public:
    Meanings() = default;
    explicit Meanings(const std::vector<results::Reason>& reasons);

    // Returns a sentence; empty where the run gives none for `code`.
    QString of(const std::string& code) const;

  private:
    QHash<QString, QString> sentences_;
};

}  // namespace gui

// SPDX-License-Identifier: MIT
// By which of its labels a policy had better select a pod.
#pragma once

#include "policy/model/model.h"

namespace policy {

// Labels that tell the pod from others of its namespace: those its siblings share, and as few as
// select no more pods than all of these would. Empty where it has none.
Labels telling_labels(const World& world, const Pod& pod);

}  // namespace policy

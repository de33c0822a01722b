// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

namespace results {

// The file is not ours, not there, not writable, of a newer schema, or the disk failed. what() is
// a sentence for the user that names the file.
class StoreError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace results

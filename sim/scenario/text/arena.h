// SPDX-License-Identifier: MIT
// Memory for the many small parts of a tree, freed together.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace scenario {

// A stretch of an arena. Whoever holds one must not outlive the arena.
template <typename T>
class Span {
  public:
    Span() = default;
    Span(const T* first, std::size_t count) : first_(first), count_(count) {}

    const T* begin() const { return first_; }
    const T* end() const { return first_ + count_; }
    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }
    const T& operator[](std::size_t index) const { return first_[index]; }

  private:
    const T* first_ = nullptr;
    std::size_t count_ = 0;
};

class Arena {
  public:
    // A new, value-initialized T. Its destructor is never called.
    template <typename T>
    T& make() {
        static_assert(std::is_trivially_destructible_v<T>);
        return *new (allocate(sizeof(T))) T();
    }
    template <typename T>
    Span<T> copy(const T* first, std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T>);
        if (count == 0) return {};
        struct Slot {
            T value;
        };
        auto* const place = static_cast<T*>(allocate(count * sizeof(Slot)));
        std::uninitialized_copy(first, first + count, place);
        return {place, count};
    }
    template <typename T>
    Span<T> copy(const std::vector<T>& parts) {
        return copy(parts.data(), parts.size());
    }
    std::string_view copy(std::string_view text) {
        const Span<char> chars = copy(text.data(), text.size());
        return {chars.begin(), chars.size()};
    }

    // Gives back all that was made since the mark.
    struct Mark {
        std::size_t chunk = 0;
        std::size_t used = 0;
    };
    Mark mark() const { return {chunk_, used_}; }
    void rewind(const Mark& mark) {
        chunk_ = mark.chunk;
        used_ = mark.used;
    }

  private:
    struct Chunk {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size = 0;
    };

    void* allocate(std::size_t size) {
        constexpr std::size_t unit = alignof(std::max_align_t);
        size = (size + unit - 1) / unit * unit;
        if (chunks_.empty() || used_ + size > chunks_[chunk_].size) next_chunk(size);
        std::byte* const place = chunks_[chunk_].bytes.get() + used_;
        used_ += size;
        return place;
    }

    void next_chunk(std::size_t size) {
        constexpr std::size_t usual = std::size_t{1} << 16U;
        chunk_ = chunks_.empty() ? 0 : chunk_ + 1;
        used_ = 0;
        if (chunk_ < chunks_.size() && size <= chunks_[chunk_].size) return;
        const std::size_t wanted = size < usual ? usual : size;
        chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(chunk_),
                       Chunk{std::unique_ptr<std::byte[]>(new std::byte[wanted]), wanted});
    }

    std::vector<Chunk> chunks_;
    std::size_t chunk_ = 0;
    std::size_t used_ = 0;
};

}  // namespace scenario

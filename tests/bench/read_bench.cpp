// SPDX-License-Identifier: MIT
// Reading dumps, from text in memory to the world: bytes per second.
//
//   read_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>

#include "sim/scenario/world_reader.h"
#include "tests/support/dump_text.h"

namespace {

class OneFile final : public scenario::Files {
  public:
    OneFile(std::string path, std::string text) : path_(std::move(path)), text_(std::move(text)) {}

    Text read(const std::string& /*path*/) const override { return {text_, ""}; }
    bool is_directory(const std::string& /*path*/) const override { return false; }
    Listing list(const std::string& /*directory*/) const override { return {}; }
    std::string identity(const std::string& path) const override { return path; }

    std::size_t size() const { return text_.size(); }

  private:
    std::string path_;
    std::string text_;
};

void read(benchmark::State& state, const OneFile& file) {
    for (auto _ : state) {
        const auto result = scenario::read_world({"dump"}, {}, file);
        if (!result.usable ||
            result.world.pods.size() != static_cast<std::size_t>(state.range(0))) {
            state.SkipWithError("the dump was not read");
        }
        benchmark::DoNotOptimize(result.world.pods.data());
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(file.size()));
    state.counters["bytes"] = static_cast<double>(file.size());
}

void Json(benchmark::State& state) {
    read(state, {"dump", support::dump_json(static_cast<std::size_t>(state.range(0)))});
}
BENCHMARK(Json)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void Yaml(benchmark::State& state) {
    read(state, {"dump", support::dump_yaml(static_cast<std::size_t>(state.range(0)))});
}
BENCHMARK(Yaml)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace

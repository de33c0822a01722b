// SPDX-License-Identifier: MIT
// Reading dumps, from text in memory to the world: bytes per second.
//
//   read_bench --benchmark_repetitions=5 --benchmark_report_aggregates_only
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include "sim/scenario/world_reader.h"
#include "tests/support/dump_text.h"

namespace {

// A text in memory, given away at the first reading.
class OneFile final : public scenario::Files {
  public:
    explicit OneFile(std::string text) : text_(std::move(text)) {}

    Text read(const std::string& /*path*/) const override { return {std::move(text_), ""}; }
    bool is_directory(const std::string& /*path*/) const override { return false; }
    Listing list(const std::string& /*directory*/) const override { return {}; }
    std::string identity(const std::string& path) const override { return path; }

  private:
    mutable std::string text_;
};

void read(benchmark::State& state, const std::string& text) {
    for (auto _ : state) {
        state.PauseTiming();
        const OneFile file(text);
        {
            state.ResumeTiming();
            const auto result = scenario::read_world({"dump"}, {}, file);
            state.PauseTiming();
            if (result.world.pods.size() != static_cast<std::size_t>(state.range(0))) {
                state.SkipWithError("the dump was not read");
            }
        }
        state.ResumeTiming();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
    state.counters["bytes"] = static_cast<double>(text.size());
}

void Json(benchmark::State& state) {
    read(state, support::dump_json(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(Json)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void Yaml(benchmark::State& state) {
    read(state, support::dump_yaml(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(Yaml)->Arg(1000)->Unit(benchmark::kMillisecond);

// What yaml-cpp alone takes for the same text: the reading above is judged against this.
class Nothing final : public YAML::EventHandler {
  public:
    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
    void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
    void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  const std::string& /*value*/) override {}
    void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/,
                         YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/,
                    YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {}
    void OnMapEnd() override {}
};

void YamlEventsAlone(benchmark::State& state) {
    const std::string text = support::dump_yaml(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        Nothing nothing;
        while (parser.HandleNextDocument(nothing)) {
        }
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(YamlEventsAlone)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace

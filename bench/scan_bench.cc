// The secret scan: what the one pass costs with 150 rules and with all, read and scanned from a warm tree, the start
// from the cache, and what each rule costs. GATEHOUSE_SCAN_TREE names the tree; otherwise it is /usr/include.
//
//   scan_bench --benchmark_filter='Rules|Tree|Start'
//   scan_bench --benchmark_filter='All|Without/(discord-bot-token|twilio-key)$' --benchmark_repetitions=9
//   --benchmark_enable_random_interleaving=true
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/file.h"
#include "scan/report.h"
#include "scan/rule_set.h"
#include "scan/runs.h"
#include "scan/tree.h"

namespace {

using namespace gatehouse;

constexpr size_t kTextBytes = 32 << 20;
constexpr size_t kSomeRules = 150;

std::string TreeFolder() {
  const char* const named = std::getenv("GATEHOUSE_SCAN_TREE");
  return named == nullptr ? "/usr/include" : named;
}

scan::RuleSet Of(std::span<const scan::Rule* const> rules) {
  auto made = scan::RuleSet::Make(rules, "");
  if (!made) std::abort();
  return *std::move(made);
}

// The tree's files one after the other, up to kTextBytes.
const std::string& TreeText() {
  static const std::string text = [] {
    std::string all;
    scan::Tally tally;
    scan::Gatherer gatherer(tally);
    for (const std::string& file : scan::ListFiles({.root = TreeFolder()}, gatherer)) {
      if (all.size() > kTextBytes) break;
      if (const auto bytes = base::ReadFile(TreeFolder() + "/" + file, kTextBytes)) all += *bytes;
    }
    return all;
  }();
  return text;
}

void OnePass(benchmark::State& state, const scan::RuleSet& rules) {
  patterns::Scratch scratch;
  if (!rules.Fit(scratch)) return state.SkipWithError("no scratch");
  std::vector<scan::Run> runs;
  scan::FindRuns(TreeText(), runs);  // for base64, too
  size_t found = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        rules.Search(TreeText(), runs, scratch, [&](const patterns::Match&) { return ++found > 0; }));
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * TreeText().size()));
}

// What `gatehouse scan FOLDER --threads 1` does once the rules are there.
void ReadAndScan(benchmark::State& state, const scan::RuleSet& rules) {
  const std::string folder = TreeFolder();
  int64_t bytes = 0;
  for (auto _ : state) {
    scan::Tally tally;
    scan::Gatherer gatherer(tally);
    const std::vector<std::string> files = scan::ListFiles({.root = folder}, gatherer);
    scan::ScanFiles(rules, folder, files, 1, gatherer);
    bytes += static_cast<int64_t>(tally.bytes);
  }
  state.SetBytesProcessed(bytes);
}

void Start(benchmark::State& state) {
  const std::string folder = std::filesystem::temp_directory_path() / "gatehouse_scan_bench";
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  if (!scan::RuleSet::Make(scan::AllRules(), folder)) return state.SkipWithError("no rules");
  for (auto _ : state) benchmark::DoNotOptimize(scan::RuleSet::Make(scan::AllRules(), folder));
  std::filesystem::remove_all(folder);
}

void Register() {
  const std::span<const scan::Rule* const> all = scan::AllRules();
  const auto both = [&](const char* name, auto function) {
    benchmark::RegisterBenchmark((std::string(name) + "/150").c_str(), [=](benchmark::State& state) {
      function(state, Of(all.first(kSomeRules)));
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((std::string(name) + "/all").c_str(), [=](benchmark::State& state) {
      function(state, Of(all));
    })->Unit(benchmark::kMillisecond);
  };
  both("Rules", OnePass);
  both("Tree", ReadAndScan);
  benchmark::RegisterBenchmark("Start", Start)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("All", [=](benchmark::State& state) {
    OnePass(state, Of(all));
  })->Unit(benchmark::kMillisecond);
  for (const scan::Rule* const rule : all) {
    benchmark::RegisterBenchmark(("Without/" + std::string(rule->id)).c_str(), [=](benchmark::State& state) {
      std::vector<const scan::Rule*> others;
      for (const scan::Rule* const other : all) {
        if (other != rule) others.push_back(other);
      }
      OnePass(state, Of(others));
    })->Unit(benchmark::kMillisecond);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Register();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}

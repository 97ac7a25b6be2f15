#include "audit/checks/testing_repository.h"

#include <fmt/format.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace gatehouse::audit::testing {

Results ResultsOf(const Check& check, const Files& files) {
  std::string folder = (std::filesystem::temp_directory_path() / "gatehouse-audit-XXXXXX").string();
  Results results;
  for (const Rule* rule : check.rules) results.Knows(*rule);
  if (mkdtemp(folder.data()) == nullptr) return results;
  for (const auto& [name, text] : files) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    std::filesystem::create_directories(path.parent_path());
    (void)base::WriteFile(path.string(), text);
  }
  if (const auto repository = Repository::Open(folder)) check.run(*repository, results);
  std::filesystem::remove_all(folder);
  return results;
}

std::string Lines(const Check& check, std::string_view rule, const Files& files) {
  const Results results = ResultsOf(check, files);
  std::vector<Place> places;
  for (const Finding& finding : results.findings()) {
    if (finding.rule == rule) places.push_back(finding.place);
  }
  std::ranges::sort(places);
  std::string lines;
  for (const Place& place : places) {
    if (!lines.empty()) lines.push_back(' ');
    if (files.size() > 1) lines += place.file + ":";
    lines += fmt::format("{}", place.line);
  }
  if (!lines.empty()) return lines;
  for (const RuleResult& each : results.Rules()) {
    if (each.rule->id == rule && each.state == State::kNotRun) return "not run";
  }
  const bool is_left =
      std::ranges::any_of(results.left_out(), [](const Evidence& each) { return !each.place.file.empty(); });
  return is_left ? "left out" : "";
}

}  // namespace gatehouse::audit::testing

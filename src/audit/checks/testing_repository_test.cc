#include "audit/checks/testing_repository.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace gatehouse::audit::testing {
namespace {

std::vector<Place> PlacesOf(const Results& results, std::string_view rule) {
  std::vector<Place> places;
  for (const Finding& finding : results.findings()) {
    if (finding.rule == rule) places.push_back(finding.place);
  }
  std::ranges::sort(places);
  return places;
}

}  // namespace

Results ResultsOf(const Check& check, const Files& files) { return ResultsIn(check, Folder(files)); }

Results ResultsIn(const Check& check, const Folder& folder) {
  Results results;
  for (const Rule* rule : check.rules) results.Knows(*rule);
  const auto repository = Repository::Open(folder.path());
  EXPECT_TRUE(repository) << repository.error().Text();
  if (repository) check.run(*repository, results);
  return results;
}

std::string Lines(const Check& check, std::string_view rule, const Files& files) {
  const Results results = ResultsOf(check, files);
  std::string lines;
  for (const Place& place : PlacesOf(results, rule)) {
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

std::string FailedFiles(const Results& results, std::string_view rule) {
  std::string files;
  for (const Place& place : PlacesOf(results, rule))
    files += fmt::format("{}{}", files.empty() ? "" : " ", place.file.empty() ? "-" : place.file);
  if (!files.empty()) return files;
  for (const RuleResult& each : results.Rules()) {
    if (each.rule->id == rule) return std::string(Name(each.state));
  }
  return "unknown";
}

}  // namespace gatehouse::audit::testing

// Any lines as an event log: each is an event or told to be none, the rules run over it, and findings keep their
// bounds.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "detect/default_rules.h"
#include "detect/engine.h"
#include "events/ocsf.h"

namespace {

using namespace gatehouse;

void Promise(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view log(reinterpret_cast<const char*>(data), size);
  detect::Engine engine(detect::DefaultRules());
  events::LineParser parser;
  json::Parser json;
  std::vector<detect::Finding> found;
  uint64_t offset = 0;
  while (!log.empty()) {
    const size_t end = std::min(log.find('\n'), log.size());
    const std::string_view line = log.substr(0, end);
    if (const auto event = parser.Parse(line)) {
      Promise(event->count > 0);
      engine.Take(*event, line, {.file = 1, .offset = offset}, found);
      Promise(json.Parse(events::OcsfLine(*event, "1"), {}).has_value());
    }
    offset += end + 1;
    log.remove_prefix(std::min(end + 1, log.size()));
  }
  for (const detect::Finding& finding : found) {
    Promise(!finding.rule.empty() && !finding.sentence.empty() && !finding.evidence.empty());
    Promise(finding.evidence.size() <= detect::kMostEvidence && !finding.evidence.back().line.empty());
    Promise((finding.action == detect::Action::kBlock) == finding.block_for.has_value());
    Promise(finding.action == detect::Action::kReport || !finding.observed);
  }
  return 0;
}

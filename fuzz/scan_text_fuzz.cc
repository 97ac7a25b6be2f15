// Any text, searched for secrets: what is found lies in it, in order, and nothing overlaps.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scan/finding.h"
#include "scan/rule_set.h"
#include "scan/text_scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  static const scan::RuleSet rules = *scan::RuleSet::Make(scan::AllRules(), "");
  static scan::TextScanner scanner = *scan::TextScanner::For(rules);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto hits = scanner.Scan(text, scan::IsBinary(text));
  if (!hits) std::abort();
  size_t last = 0;
  for (const scan::Hit& hit : *hits) {
    if (hit.from < last || hit.to < hit.from || hit.to > size || hit.secret.empty()) std::abort();
    last = hit.to;
  }
  for (const scan::Finding& finding : scan::Locate(text, std::move(*hits), "f")) {
    if (finding.line == 0 || finding.column == 0 || finding.Redacted().size() > 40) std::abort();
  }
  return 0;
}

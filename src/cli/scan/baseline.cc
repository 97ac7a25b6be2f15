#include "cli/scan/baseline.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/file.h"
#include "base/lines.h"
#include "cli/terminal/value.h"
#include "scan/ignore.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMaxBaselineBytes = 256 << 20;

void TakeSarif(const Value& sarif, Fingerprints& known) {
  const Value* const runs = sarif.Find("runs");
  if (runs == nullptr || runs->AsList() == nullptr) return;
  for (const Value& run : *runs->AsList()) {
    const Value* const results = run.Find("results");
    if (results == nullptr || results->AsList() == nullptr) continue;
    for (const Value& result : *results->AsList()) {
      const Value* const prints = result.Find("partialFingerprints");
      if (prints != nullptr) known.insert(prints->TextOf("gatehouseScan/v1"));
    }
  }
}

}  // namespace

base::Result<Fingerprints> ParseBaseline(std::string_view text, const std::string& path) {
  Fingerprints known;
  size_t number = 0;
  while (!text.empty()) {
    const std::string_view line = base::TrimSpace(base::TakeLine(text));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    if (scan::IsFingerprint(line)) {
      known.emplace(line);
      continue;
    }
    const auto value = Value::FromJson(line);
    const std::string fingerprint = value ? value->TextOf("fingerprint") : "";
    if (value && value->Find("runs") != nullptr) {
      TakeSarif(*value, known);
    } else if (scan::IsFingerprint(fingerprint)) {
      known.insert(fingerprint);
    } else if (!value || value->Find("not_scanned") == nullptr) {
      return base::Fail("The line holds no finding", fmt::format("{}:{}", path, number),
                        "a baseline is what 'gatehouse scan --format json' writes");
    }
  }
  return known;
}

base::Result<Fingerprints> ReadBaseline(const std::string& path) {
  const auto text = base::ReadFile(path, kMaxBaselineBytes);
  if (!text) return std::unexpected(text.error());
  return ParseBaseline(*text, path);
}

}  // namespace gatehouse::cli

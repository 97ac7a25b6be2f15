// Writes SARIF 2.1.0 (OASIS) for all commands: one run per tool, each with its rules in order of first use,
// its results and its errors. Paths are relative to the folder that was checked. Tests:
// sarif_test.cc, tests/scan/test_scan.py, tests/audit/test_formats.py.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "cli/terminal/value.h"

namespace gatehouse::cli {

struct SarifRule {
  std::string id;
  std::string title;  // empty: omitted
  std::string help;   // empty: omitted
  std::string level;  // "note" "warning" "error"
  std::string score;  // "0.0" to "10.0": code scanning services sort by it
  Value tags;         // an array; null: none
};

// Lines and columns start at 1; 0: none.
struct SarifPlace {
  std::string file;  // relative path, any bytes: it is percent-encoded here. Empty: no place
  size_t line = 0;
  size_t column = 0;
  size_t end_column = 0;
  std::string snippet;  // empty: none
};

struct SarifResult {
  std::string message;
  std::string level;  // of this result; the rule has the default
  SarifPlace place;
  std::string_view fingerprint_name;  // "gatehouse/v1"
  std::string fingerprint;
  std::string accepted;  // reason of the suppression; empty: not suppressed
  Value properties = EmptyObject();
};

class SarifRun {
 public:
  SarifRun(std::string tool, std::string version);  // empty version: omitted

  // Sets the folder that was checked, as an absolute path.
  void SetRoot(const std::string& folder);
  // Adds a result, and its rule if this is the first result of that rule.
  void Add(const SarifRule& rule, SarifResult result);
  // Adds a notification; level: "error", "warning" or "note".
  void Note(std::string_view level, std::string text);
  void SetFailed() { successful_ = false; }  // marks the run as failed: a reader must not take it for clean
  void SetProperties(Value properties) { properties_ = std::move(properties); }

  [[nodiscard]] Value Take();

 private:
  std::string tool_;
  std::string version_;
  std::string root_;
  std::map<std::string, size_t> indices_;  // key: the rule's id
  Value rules_ = EmptyList();
  Value results_ = EmptyList();
  Value notes_ = EmptyList();
  Value properties_;
  bool successful_ = true;
};

[[nodiscard]] Value SarifLog(Value::List runs);

}  // namespace gatehouse::cli

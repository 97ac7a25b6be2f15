// SARIF 2.1.0 (OASIS), as every command of ours writes it: a run per tool, each with its rules in the order in which
// they are met, its results and what went wrong. Places are below the folder that was looked at. Shown by
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
  std::string title;  // empty: not told
  std::string help;   // empty: not told
  std::string level;  // "note" "warning" "error"
  std::string score;  // "0.0" to "10.0": code scanning services sort by it
  Value tags;         // a list; null: none
};

// Lines and columns are counted from one; 0 where there is none.
struct SarifPlace {
  std::string file;  // below the folder; percent-encoded here, so any bytes will do. Empty: no place
  size_t line = 0;
  size_t column = 0;
  size_t end_column = 0;
  std::string snippet;  // empty: none
};

struct SarifResult {
  std::string message;
  std::string level;  // of this one: its rule's says what is usual
  SarifPlace place;
  std::string_view fingerprint_name;  // "gatehouse/v1"
  std::string fingerprint;
  std::string accepted;  // why it is suppressed; empty: it is not
  Value properties = EmptyObject();
};

class SarifRun {
 public:
  SarifRun(std::string tool, std::string version);  // no version: not told

  // The folder that was looked at, as an absolute path.
  void SetRoot(const std::string& folder);
  // A result of this rule, which is listed when it is met for the first time.
  void Add(const SarifRule& rule, SarifResult result);
  // What is told besides the results: "error", "warning", "note".
  void Note(std::string_view level, std::string text);
  void SetFailed() { successful_ = false; }  // the tool has not done its work: nobody may take the run for clean
  void SetProperties(Value properties) { properties_ = std::move(properties); }

  [[nodiscard]] Value Take();

 private:
  std::string tool_;
  std::string version_;
  std::string root_;
  std::map<std::string, size_t> indices_;  // by the rule's id
  Value rules_ = EmptyList();
  Value results_ = EmptyList();
  Value notes_ = EmptyList();
  Value properties_;
  bool successful_ = true;
};

[[nodiscard]] Value SarifLog(Value::List runs);

}  // namespace gatehouse::cli

// The files below a folder: which there are, and what is in them. Links are not followed, what git keeps for itself is
// left out, and so is what git ignores, unless it is tracked all the same. Shown by tree_test.cc,
// tests/scan/test_scan.py.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "scan/ignore.h"
#include "scan/report.h"
#include "scan/rule_set.h"

namespace gatehouse::scan {

struct TreeOptions {
  std::string root;  // a folder, or one file
  IgnoreFile ignore;
  // Where git's ignore files count: the folder that has `.git`, at or above the root; empty: they do not.
  std::string git_top;
  // Whether git tracks the file, or something in the folder, of this path from git_top.
  std::function<bool(std::string_view path, bool is_folder)> tracked;
};

// Paths from the root, as bytes, sorted. A folder that cannot be read is a problem, told to `gatherer`.
[[nodiscard]] std::vector<std::string> ListFiles(const TreeOptions& options, Gatherer& gatherer);

// Reads and scans them. A file of any size takes no more memory than two pieces (pieces.h); holes are skipped.
void ScanFiles(const RuleSet& rules, const std::string& root, const std::vector<std::string>& files, size_t threads,
               Gatherer& gatherer);

// One text that is there as a whole: a file, a blob, what came from stdin. Archives are opened (archive.h); what is in
// them is called "FILE!MEMBER".
[[nodiscard]] Scanned ScanBytes(TextScanner& scanner, std::string_view bytes, std::string_view file);

}  // namespace gatehouse::scan

// Another program, run to its end: found on the path, in a folder, with a time limit and bounded output. What it leaves
// behind in its process group is ended with it. Shown by child_test.cc.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace gatehouse::audit {

struct Child {
  std::vector<std::string> argv;  // argv[0] is a path
  std::string folder;
  std::vector<std::pair<std::string, std::string>> environment;  // set over our own
  std::chrono::milliseconds time{std::chrono::seconds(60)};
  size_t max_output = size_t{64} << 20;  // of stdout; of stderr the first kMaxErrorBytes are kept
};
inline constexpr size_t kMaxErrorBytes = 16 << 10;

struct ChildEnd {
  int status = 0;  // exit status; 128 + the signal where one ended it
  bool timed_out = false;
  bool cut_short = false;  // it wrote more than max_output, and was ended for it
  std::string output;
  std::string errors;
};
// Error: it could not be started.
[[nodiscard]] base::Result<ChildEnd> RunChild(const Child& child);

// The program's path; empty where no absolute folder of PATH has it.
[[nodiscard]] std::string FindProgram(std::string_view name);

}  // namespace gatehouse::audit

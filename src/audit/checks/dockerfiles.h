// What the checks of Dockerfiles share.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/repository/dockerfile.h"
#include "audit/repository/finding.h"
#include "audit/repository/repository.h"

namespace gatehouse::audit {

// Calls `look` for each Dockerfile that has a FROM; one that cannot be read is left out, and told.
void ForEachDockerfile(const Repository& repository, Results& results,
                       const std::function<void(const std::string& path, const Dockerfile& file)>& look);

// NAME=VALUE pairs of ENV and ARG, the old "ENV NAME VALUE" too.
struct Assignment {
  std::string name;
  std::string value;
  bool has_value = false;
};
[[nodiscard]] std::vector<Assignment> AssignmentsOf(const Instruction& instruction);

// Writes what one file has of one rule: its findings, or that it passes.
class FileVerdict {
 public:
  FileVerdict(const std::string& file, const Rule& rule, Results& results)
      : file_(file), rule_(rule), results_(results) {}
  void Fail(size_t line, std::string what) {
    failed_ = true;
    results_.Fail(rule_, {.file = file_, .line = line}, std::move(what));
  }
  void PassUnlessFailed(size_t line = 0, std::string what = {}) {
    if (!failed_) results_.Pass(rule_, {.file = file_, .line = line}, std::move(what));
  }

 private:
  const std::string& file_;
  const Rule& rule_;
  Results& results_;
  bool failed_ = false;
};

}  // namespace gatehouse::audit

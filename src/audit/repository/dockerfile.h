// A Dockerfile as its instructions: continued lines joined, comments in them dropped, heredocs kept apart, the `escape`
// directive followed, stages counted. The grammar of BuildKit's reference. Shown by dockerfile_test.cc,
// fuzz/audit_files_fuzz.cc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/repository/shell_words.h"

namespace gatehouse::audit {

struct Instruction {
  std::string keyword;                                     // upper case
  std::vector<std::pair<std::string, std::string>> flags;  // --from=x → {"from", "x"}
  std::string rest;                                        // behind the flags, on one line
  std::vector<std::string> words;                          // of `rest`: of a JSON list its texts, else split at blanks
  bool is_json = false;
  std::string heredoc;  // what stands in its heredocs
  size_t line = 0;
  size_t heredoc_line = 0;
  size_t stage = 0;  // index into Dockerfile::stages; stages.size() before the first FROM

  [[nodiscard]] std::string_view Flag(std::string_view name) const;
  // Of RUN, CMD, ENTRYPOINT, HEALTHCHECK: what it starts. Lines are the file's.
  [[nodiscard]] std::vector<ShellCommand> Commands() const;
};

struct Stage {
  std::string image;  // with the defaults of ARG filled in, where that makes at most kMaxFilledBytes of it
  std::string alias;  // lower case
  size_t line = 0;
  bool is_earlier_stage = false;  // `image` names a stage above
  size_t base = 0;                // which, where it does
  bool is_in_final_image = false;
};

inline constexpr size_t kMaxFilledBytes = 4 << 10;

struct Dockerfile {
  std::vector<Instruction> instructions;
  std::vector<Stage> stages;

  // The stage that is built by default, and those that it is built on: the last is what runs.
  [[nodiscard]] bool IsInFinalImage(size_t stage) const;
};

[[nodiscard]] Dockerfile ParseDockerfile(std::string_view text);

// Parts of an image's name: "host:5000/name:tag@sha256:…".
struct ImageName {
  std::string name;
  std::string tag;
  std::string digest;
};
[[nodiscard]] ImageName ParseImageName(std::string_view image);

}  // namespace gatehouse::audit

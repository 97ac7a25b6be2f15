// What git knows about the repository: its files, what is ignored, what was ever committed. The git program is run
// with hooks, monitors and signature programs switched off, so that the repository's settings start nothing. Shown by
// git_test.cc, tests/audit/test_repository.py.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::audit {

struct PastFile {
  std::string path;
  std::string blob;  // object id
};

class Git {
 public:
  // Empty where `folder` is in no repository. Error: it is, and git cannot work with it.
  [[nodiscard]] static base::Result<std::optional<Git>> Open(const std::string& folder);

  // Tracked files, and others that are not ignored; relative to the folder.
  [[nodiscard]] base::Result<std::vector<std::string>> Files() const;
  [[nodiscard]] base::Result<std::vector<std::string>> TrackedFiles() const;
  // Whether the rules that the repository holds ignore the path; a person's own rules do not count.
  [[nodiscard]] base::Result<bool> Ignores(const std::string& path) const;
  // Files whose names fit one of git's patterns ("**/.env"), in any commit of any branch, each content once.
  [[nodiscard]] base::Result<std::vector<PastFile>> Past(const std::vector<std::string>& patterns) const;
  [[nodiscard]] base::Result<std::string> Blob(const std::string& id) const;
  [[nodiscard]] bool is_shallow() const { return is_shallow_; }
  [[nodiscard]] bool has_commits() const { return has_commits_; }

 private:
  Git(std::string program, std::string folder) : program_(std::move(program)), folder_(std::move(folder)) {}
  [[nodiscard]] base::Result<std::string> Ask(std::vector<std::string> words, int also_good = 0) const;

  std::string program_;
  std::string folder_;
  bool is_shallow_ = false;
  bool has_commits_ = false;
};

}  // namespace gatehouse::audit

// A folder as an audit sees it: its files by name, read when asked for, bounded; git beside it where there is one.
// Links are not followed. Shown by repository_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/repository/git.h"
#include "base/error.h"

namespace gatehouse::audit {

inline constexpr size_t kMaxFiles = 200'000;              // of a folder without git
inline constexpr size_t kMaxReadBytes = size_t{4} << 20;  // of one file
inline constexpr size_t kMaxFolderDepth = 64;

class Repository {
 public:
  // Error: the folder is not there, cannot be read, or git cannot work with it.
  [[nodiscard]] static base::Result<Repository> Open(const std::string& path);

  [[nodiscard]] const std::string& root() const { return root_; }  // absolute
  // Regular files, relative to the root, sorted. What git ignores is left out.
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }
  [[nodiscard]] bool Has(std::string_view name) const;
  // Error: not there, no regular file, larger than kMaxReadBytes.
  [[nodiscard]] base::Result<std::string> Read(const std::string& name) const;
  [[nodiscard]] const std::optional<Git>& git() const { return git_; }
  // Why not all files are here; empty where they are.
  [[nodiscard]] const std::string& cut_short() const { return cut_short_; }

 private:
  std::string root_;
  std::vector<std::string> files_;
  std::optional<Git> git_;
  std::string cut_short_;
};

// "a/b/Dockerfile" → "Dockerfile"; → "a/b", "" at the top.
[[nodiscard]] std::string_view BaseName(std::string_view path);
[[nodiscard]] std::string_view FolderOf(std::string_view path);
// Whether one of the path's folders or its own name says that it holds tests or examples of tests.
[[nodiscard]] bool IsTestPath(std::string_view path);

// The words behind "gatehouse:allow=RULE" on the line or the one above it: why a finding of that rule is accepted.
// Empty where it is not.
[[nodiscard]] std::string AcceptedBecause(std::string_view text, size_t line, std::string_view rule);

}  // namespace gatehouse::audit

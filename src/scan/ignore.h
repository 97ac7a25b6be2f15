// Lists of paths to leave out, as git's .gitignore has them: `.gatehouseignore`, and git's own. Shown by
// ignore_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::scan {

// The lines of one file: "#" comments, "!" takes back, "/" at the front or inside ties it to the file's folder, "/" at
// the end means folders only, "*" "?" "[…]" within a name, "**" over folders.
class IgnoreList {
 public:
  IgnoreList() = default;
  explicit IgnoreList(std::string_view text);

  // Of a path relative to the list's folder: whether to leave it out; nothing where no line fits. The last line that
  // fits counts.
  [[nodiscard]] std::optional<bool> Decide(std::string_view path, bool is_folder) const;
  [[nodiscard]] bool empty() const { return lines_.empty(); }

 private:
  struct Line {
    std::string pattern;
    bool takes_back = false;
    bool folders_only = false;
    bool anchored = false;
  };
  std::vector<Line> lines_;
};

// `.gatehouseignore`: paths as above; a line of 16 hexadecimal digits is a fingerprint whose findings are left out.
struct IgnoreFile {
  IgnoreList paths;
  std::vector<std::string> fingerprints;

  [[nodiscard]] static IgnoreFile Parse(std::string_view text);
  // Of a file's whole path, the folders above it included.
  [[nodiscard]] bool LeavesOut(std::string_view path) const;
};

inline constexpr std::string_view kIgnoreFile = ".gatehouseignore";
inline constexpr size_t kFingerprintDigits = 16;
[[nodiscard]] bool IsFingerprint(std::string_view text);  // of a finding, as a line of the file names it

}  // namespace gatehouse::scan

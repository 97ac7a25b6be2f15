// Everything that is wrong with a file, gathered while it is read, so that all of it can be told at once.
// Shown by problems_test.cc.
#pragma once

#include <compare>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace gatehouse::yaml {

// Where a text stands: 1-based line and column; line 0 is the file as a whole. What a file is laid over (a policy's
// profile) is text too, the base.
struct Place {
  bool in_base = false;
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

class Problems {
 public:
  // `origin` names the file in `where`: "gatehouse.yaml".
  explicit Problems(std::string origin) : origin_(std::move(origin)) {}

  // What names the base: "profile droplet".
  void SetBase(std::string name) { base_ = std::move(name); }
  void Add(const Place& place, std::string what, std::string fix = {});
  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] std::string Where(const Place& place) const;  // "gatehouse.yaml:12:7"
  // In the order of the text; what stands in the base comes last.
  [[nodiscard]] std::vector<base::Error> Take();

 private:
  std::string origin_;
  std::string base_;
  std::multimap<Place, base::Error> found_;  // keeps the order of those at one place
};

// A text from a file as it may stand in a message: quoted, printable ASCII, cut where it is long.
[[nodiscard]] std::string Quoted(std::string_view text);

// "a, b or c".
[[nodiscard]] std::string Alternatives(const std::vector<std::string_view>& words);

}  // namespace gatehouse::yaml

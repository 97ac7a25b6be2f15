// Collects all faults of a file while it is read, so that they can be reported together.
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

// The place of a text: 1-based line and column; line 0 is the whole file. The base that a file is merged over (a
// policy's profile) has places too.
struct Place {
  bool in_base = false;
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

class Problems {
 public:
  // `origin` is the file's name in `where`: "gatehouse.yaml".
  explicit Problems(std::string origin) : origin_(std::move(origin)) {}

  // The name of the base: "profile droplet".
  void SetBase(std::string name) { base_ = std::move(name); }
  void Add(const Place& place, std::string what, std::string fix = {});
  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] std::string Where(const Place& place) const;  // "gatehouse.yaml:12:7"
  // In the order of the text; faults of the base come last.
  [[nodiscard]] std::vector<base::Error> Take();

 private:
  std::string origin_;
  std::string base_;
  std::multimap<Place, base::Error> found_;  // keeps the order of faults at the same place
};

// A text from a file for use in a message: quoted, printable ASCII, truncated if long.
[[nodiscard]] std::string Quoted(std::string_view text);

}  // namespace gatehouse::yaml

// YAML of others as a tree with places: several documents, anchors and merge keys followed, with bounds on bytes, nodes
// and depth that count what aliases repeat, so that a few lines cannot become gigabytes. Shown by yaml_tree_test.cc,
// fuzz/audit_files_fuzz.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::audit {

inline constexpr size_t kMaxYamlNodes = 200'000;
inline constexpr size_t kMaxYamlBytes = 64 << 20;  // of all names and values
inline constexpr size_t kMaxYamlDepth = 64;

struct YamlMember;

struct YamlNode {
  enum class Kind : uint8_t { kNull, kScalar, kList, kMap };
  Kind kind = Kind::kNull;
  bool quoted = false;
  size_t line = 0;
  std::string text;                 // of a scalar
  std::vector<YamlNode> items;      // of a list
  std::vector<YamlMember> members;  // of a map; of names that repeat all, the last counts
  std::vector<uint32_t> by_name;    // of a map with many members: their numbers, sorted by name, then as they stand

  [[nodiscard]] const YamlNode* Get(std::string_view name) const;
  // "spec.template.spec"
  [[nodiscard]] const YamlNode* At(std::string_view path) const;
  [[nodiscard]] std::string TextAt(std::string_view path) const;  // empty where there is no scalar
  [[nodiscard]] bool IsTrue() const;                              // true, yes, on
  [[nodiscard]] bool IsFalse() const;
  [[nodiscard]] bool IsMap() const { return kind == Kind::kMap; }
  // The texts of a list, or the one scalar as a list of one.
  [[nodiscard]] std::vector<std::string> Texts() const;
};

struct YamlMember {
  std::string name;
  size_t line = 0;
  YamlNode value;
};

// Each document of the text. Error.where is "FILE:LINE".
[[nodiscard]] base::Result<std::vector<YamlNode>> ReadYaml(std::string_view text, const std::string& file);

}  // namespace gatehouse::audit

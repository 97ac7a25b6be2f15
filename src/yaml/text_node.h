// A YAML file of Gatehouse as typed (policy, settings, detection rules): a tree of texts, each with its
// place. Keys have no meaning yet. Bounded in bytes, nodes and depth; repeated keys, anchors, tags and a second
// document are refused. Shown by text_node_test.cc, fuzz/policy_fuzz.cc, fuzz/detection_rules_fuzz.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/problems.h"

namespace gatehouse::yaml {

inline constexpr size_t kMaxBytes = size_t{256} * 1024;
inline constexpr size_t kMaxNodes = 20'000;
inline constexpr size_t kMaxDepth = 16;

struct TextMember;

struct TextNode {
  // kBroken: the value is wrong, this was reported, and it must not be used.
  enum class Kind : uint8_t { kBroken, kNull, kScalar, kList, kMap };

  Kind kind = Kind::kNull;
  bool quoted = false;  // a scalar in quotes is text, even if it looks like a number
  Place place;
  std::string text;                 // of a scalar
  std::vector<TextNode> items;      // of a list
  std::vector<TextMember> members;  // of a map, in the order of the text; without repeated names

  // The member of that name, unless it is absent or broken.
  [[nodiscard]] const TextNode* Get(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const;  // in any state
  // The member's place; the node's own if there is no such member.
  [[nodiscard]] Place PlaceOf(std::string_view name) const;
  // The scalars of a list; a single scalar counts as a list of one.
  [[nodiscard]] std::vector<const TextNode*> Scalars() const;
};

struct TextMember {
  std::string name;
  Place place;
  TextNode value;
};

// The kind of file, as named in errors.
struct FileKind {
  std::string_view name;   // "policy": a noun that takes "a"
  std::string_view start;  // how to fix an empty file
  std::string_view form;   // how to fix a file that is not a mapping
};

// A map; empty if the text is not a readable YAML map. Faults are added to `problems` in either case.
[[nodiscard]] std::optional<TextNode> ReadText(std::string_view yaml, const FileKind& kind, Problems& problems);

}  // namespace gatehouse::yaml

// A YAML file of ours as typed (policy, settings, rules of detection): a tree of texts, each with the place where it
// stands. No key has a meaning yet. Bounded in bytes, nodes and depth; repeated keys, anchors, tags and a second
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
  // kBroken: something is there, what is wrong with it has been said, and nobody should read it.
  enum class Kind : uint8_t { kBroken, kNull, kScalar, kList, kMap };

  Kind kind = Kind::kNull;
  bool quoted = false;  // a scalar in quotes is text, whatever it looks like
  Place place;
  std::string text;                 // of a scalar
  std::vector<TextNode> items;      // of a list
  std::vector<TextMember> members;  // of a map, in the order of the text; no name twice

  // The member of that name, unless it is absent or broken.
  [[nodiscard]] const TextNode* Get(std::string_view name) const;
  [[nodiscard]] bool Has(std::string_view name) const;  // in whatever state
  // The member's place; the node's own where there is none.
  [[nodiscard]] Place PlaceOf(std::string_view name) const;
  // The scalars of a list, or the one scalar as a list of one.
  [[nodiscard]] std::vector<const TextNode*> Scalars() const;
};

struct TextMember {
  std::string name;
  Place place;
  TextNode value;
};

// What kind of file it is, in the words of its errors.
struct FileKind {
  std::string_view name;   // "policy": a noun that "a" goes with
  std::string_view start;  // what to do about one without anything in it
  std::string_view form;   // what to do about one that is not a mapping
};

// A map, or nothing where the text is no readable YAML map; what is wrong is added to `problems` in either case.
[[nodiscard]] std::optional<TextNode> ReadText(std::string_view yaml, const FileKind& kind, Problems& problems);

}  // namespace gatehouse::yaml

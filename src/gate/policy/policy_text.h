// The policy as typed: a tree of texts, each with the place where it stands. Only YAML is understood here, no key has a
// meaning yet. The one user of yaml-cpp; bounded in bytes, nodes and depth; repeated keys, anchors, tags and a second
// document are refused. Shown by policy_text_test.cc, fuzz/policy_fuzz.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gate/policy/problems.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxPolicyBytes = size_t{256} * 1024;
inline constexpr size_t kMaxPolicyNodes = 20'000;
inline constexpr size_t kMaxPolicyDepth = 16;

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

// A map, or nothing where the text is not a readable YAML map; what is wrong is added to `problems` in either case.
[[nodiscard]] std::optional<TextNode> ReadPolicyText(std::string_view yaml, Problems& problems);

}  // namespace gatehouse::gate

// THE table of the policy's keys: where each may occur, the shape of its value, its allowed words and numbers.
// check_shape.h enforces it; doc/policy.md and doc/policy.schema.json are checked against it. Shown by
// policy_keys_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "yaml/text_node.h"

namespace gatehouse::gate {

using yaml::Problems;
using yaml::TextNode;

enum class Section : uint8_t {
  kNone,
  kPolicy,
  kTls,
  kToken,
  kCors,
  kBody,
  kErrors,
  kRoute,
  kRequire,
  kFile,
  kAssertion,
  kForwardAuth,
  kEvents,
  kControl,
  kRegistry,
  kPeople,
  kWatch,
  kStreams,
  kTimeouts,
  kReload,
  kFields,
  kAnswers,
  kPrompt,
  kAlert,
  kSharedLimits,
  kClientCertificates,
  kCertificate,
};
[[nodiscard]] std::string_view Name(Section section);  // "policy" "tls" …, the names of the schema's definitions

// Shapes of a value; a key may allow several.
enum Shape : uint16_t {
  kText = 1 << 0,
  kInteger = 1 << 1,
  kBoolean = 1 << 2,
  kDuration = 1 << 3,  // yaml/quantity.h
  kSize = 1 << 4,
  kTexts = 1 << 5,     // a list of texts
  kTextMap = 1 << 6,   // user-defined names → text
  kTextsMap = 1 << 7,  // user-defined names → text or list of texts
  kSection = 1 << 8,   // a mapping with the keys of `below`
  kSections = 1 << 9,  // a list of such mappings
};

struct Key {
  Section section;
  std::string_view name;
  unsigned shapes;
  std::string_view words = {};  // "a|b": the only texts allowed
  int64_t least = 0;            // of an integer, of a duration's seconds, of a size's bytes
  int64_t most = 0;
  Section below = Section::kNone;
  std::string_view refusal = {};  // the error text for any other word, if a requirement row prescribes one
};

[[nodiscard]] std::span<const Key> AllKeys();
[[nodiscard]] std::vector<std::string_view> WordsOf(const Key& key);

}  // namespace gatehouse::gate

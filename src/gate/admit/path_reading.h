// A path as read by services that give structure to different characters. Shown by path_reading_test.cc,
// fuzz/path_fuzz.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gate/admit/canonical_path.h"

namespace gatehouse::gate {

// How a route's service reads an ambiguous path.
enum class PathReading : uint8_t {
  kStrict,   // not set: such a path is refused
  kLiteral,  // splits at the slashes as sent, then decodes each segment: %2F and ';' are part of a name
  kDecoded,  // decodes first, removes parameters, and merges repeated slashes
};

// The characters that a kDecoded service treats as structure: bits of Doubt.
inline constexpr uint8_t kDecodedStructure = kEncodedSlash | kParameters | kEmptySegment;

// The path (accepted by ReadTarget) as read by a service that treats `structure` (bits of Doubt) as structure: slashes
// are decoded, parameters removed, repeated slashes merged, a leading host removed, the path cut at its encoded end.
// Otherwise it stays percent-encoded as it was.
[[nodiscard]] std::string ReadAs(std::string_view path, uint8_t structure);

}  // namespace gatehouse::gate

// A path as services read it that take different characters of it for structure. Shown by path_reading_test.cc,
// fuzz/path_fuzz.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gate/admit/canonical_path.h"

namespace gatehouse::gate {

// How a route's service reads a path that can be read in more than one way.
enum class PathReading : uint8_t {
  kStrict,   // nobody says: such a path is refused
  kLiteral,  // it splits at the slashes as sent, and decodes each segment: %2F and ';' are characters of a name
  kDecoded,  // it decodes first, cuts parameters off, and takes several slashes for one
};

// What a service takes for structure that reads paths as kDecoded: bits of Doubt.
inline constexpr uint8_t kDecodedStructure = kEncodedSlash | kParameters | kEmptySegment;

// The path, which ReadTarget took, to a reader for whom `structure` (bits of Doubt) is structure: slashes are bare,
// parameters cut off, several slashes one, a host taken off the start, the end where the reader sees it.
// Percent-encoded otherwise as it was.
[[nodiscard]] std::string ReadAs(std::string_view path, uint8_t structure);

}  // namespace gatehouse::gate

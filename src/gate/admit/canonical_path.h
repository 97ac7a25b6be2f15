// The request path, refused if a service could read it as a different path (THREATS: the path that was checked is not
// the path that was served). An accepted path is forwarded byte for byte.
//
// Accepted: origin-form ("/a/b?x=1"), absolute-form with http(s) reduced to its path, "*" with OPTIONS. An
// unnecessarily encoded character equals the bare one (RFC 3986 §6.2.2.2).
// Refused: no leading slash, dot segments in any spelling, backslash, '#', controls, space, '"', '<', '>', '`',
// '{', '}', bytes above 0x7F; percent-encoding that is broken, doubled, overlong or not UTF-8, or that encodes '\' or a
// control. The query must be UTF-8 without controls, space and '#': curl and Go send its letters beyond ASCII as they
// are, and none of their bytes is a delimiter to any reader. CONNECT, user information and an absolute form without a
// path are refused too.
// In doubt: encoded delimiters, ';', empty segments. Services read these in different ways, so they pass only if the
// route says how its service does (gate/path_choice.h). Shown by canonical_path_test.cc, fuzz/path_fuzz.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gatehouse::gate {

// Path and query together. RFC 9110 §4.1 requires at least 8,000; real searches and signed links are longer.
inline constexpr size_t kMaxTargetBytes = size_t{16} * 1024;

// Parts of a path that services read in different ways, as bits.
enum Doubt : uint8_t {
  kEncodedSlash = 1 << 0,    // %2F: a character of its segment, or the end of it
  kEncodedEnd = 1 << 1,      // %3F, %23: a character, or the end of the path
  kParameters = 1 << 2,      // ';', %3B: a character, or the end of the segment's name
  kEmptySegment = 1 << 3,    // "//": a segment without a name, or one slash. Also segments that other doubts empty
  kLeadingSlashes = 1 << 4,  // "//a/b": the same at the start, where some services read a host
  kEncodedPercent = 1 << 5,  // %25 where it does not make another encoding of what follows
};

struct CanonicalPath {
  std::string_view path;   // "/a/b", a view into the target; percent-encoded as sent
  std::string_view query;  // without '?'; empty if there is none
  uint8_t doubts = 0;      // bits of Doubt; 0: only one reading
};

// Empty if no reading of the target is safe. `why` (may be null) gets a fixed sentence for the log and for explain,
// also if there is a doubt.
[[nodiscard]] std::optional<CanonicalPath> ReadTarget(std::string_view method, std::string_view target,
                                                      std::string_view* why);

// Host and port of a target in absolute form that ReadTarget accepts; empty for a path.
[[nodiscard]] std::string_view AuthorityOfTarget(std::string_view target);

}  // namespace gatehouse::gate

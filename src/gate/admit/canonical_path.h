// The request path, refused unless there is exactly one way to read it (THREATS: the path that was checked is not the
// path that was served). What passes is forwarded byte for byte.
//
// Accepted: origin-form ("/a/b?x=1"), absolute-form with http(s) reduced to its path, "*" with OPTIONS.
// Refused: no leading slash, empty segments (but a trailing one), dot segments, backslash, ';', '#', controls, space,
// '"', '<',
// '>', '`', '{', '}', bytes above 0x7F; percent-encoding that is broken, doubled (%25), overlong or not UTF-8, or that
// encodes
// '/', '\', ';', '?', '#', '%', a control, or a character that needs no encoding (RFC 3986 §2.3 unreserved, '.' among
// them). The query must hold no control, no space, no '#', no byte above 0x7F. CONNECT, user information and an
// absolute form without a path are refused too. Shown by canonical_path_test.cc, fuzz/path_fuzz.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gatehouse::gate {

// Path and query together. RFC 9110 §4.1 asks for 8,000 at least; searches and signed links of real clients are longer.
inline constexpr size_t kMaxTargetBytes = size_t{16} * 1024;

struct CanonicalPath {
  std::string_view path;   // "/a/b", a view into the target; percent-encoded as sent
  std::string_view query;  // without '?'; empty if there is none
};

// Empty where the target is ambiguous. `why` (may be null) gets a fixed sentence for the log and for explain.
[[nodiscard]] std::optional<CanonicalPath> ReadTarget(std::string_view method, std::string_view target,
                                                      std::string_view* why);

}  // namespace gatehouse::gate

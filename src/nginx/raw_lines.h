// What nginx's parser forgave, and others behind it might read otherwise: header lines that end in a bare LF, and lines
// that it took or dropped although no header can be called that (RFC 9112 §2.2 and §5; THREATS: request smuggling).
// Limit: "NAME: VALUE" with one blank and a bare LF behind it cannot be told from one with CR LF, because nginx has put
// a NUL over the blank or the CR. Tests: fuzz/raw_lines_fuzz.cc, tests/test_smuggling.py.
#pragma once

#include <optional>
#include <string_view>

#include "nginx/ngx.h"

namespace gatehouse::nginx {

// Why a line of this HTTP/1 request is in doubt, as a fixed sentence; empty where all lines are as they should be.
// HTTP/2 has no lines, only names. Looks at nginx's own buffers, so it is to be called before the body is read.
// `plain_names`: whether every name is known to be a base::IsPlainName, so that none is looked at.
[[nodiscard]] std::optional<std::string_view> DoubtfulLine(ngx_http_request_t* r, bool plain_names);

}  // namespace gatehouse::nginx

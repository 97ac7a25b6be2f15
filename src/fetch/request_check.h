// Which requests may be sent. Shown by fetch_test.cc.
#pragma once

#include <string>

#include "base/error.h"
#include "fetch/fetch.h"

namespace gatehouse::fetch {

// http(s) without user information, a method that is a token, headers without line breaks, file names without NUL.
[[nodiscard]] base::Result<> CheckRequest(const Request& request);
// The URL without its query, for errors.
[[nodiscard]] std::string ShownUrl(const Request& request);

}  // namespace gatehouse::fetch

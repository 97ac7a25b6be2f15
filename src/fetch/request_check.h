// What may be sent at all. Shown by fetch_test.cc.
#pragma once

#include <string>

#include "base/error.h"
#include "fetch/fetch.h"

namespace gatehouse::fetch {

// http(s) without a user in it, a method that is a word, headers without line breaks, files that can be named to C.
[[nodiscard]] base::Result<> CheckRequest(const Request& request);
// The URL up to its query, for errors.
[[nodiscard]] std::string ShownUrl(const Request& request);

}  // namespace gatehouse::fetch

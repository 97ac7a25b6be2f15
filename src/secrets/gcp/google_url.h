// Where a file of Google credentials may send what proves who we are: a planted file could name a thief. Shown by
// google_url_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::secrets {

// https, below googleapis.com; or on the host that GATEHOUSE_GCP_TOKEN_URI names (for tests and private endpoints).
[[nodiscard]] bool IsGoogleUrl(std::string_view url);

}  // namespace gatehouse::secrets

// Where a file of Google credentials may send proofs of our identity: a planted file could name another host. Shown by
// google_url_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::secrets {

// https below googleapis.com, or the host that GATEHOUSE_GCP_TOKEN_URI names (for tests and private endpoints).
[[nodiscard]] bool IsGoogleUrl(std::string_view url);

}  // namespace gatehouse::secrets

// The only JSON writer of the daemon. Tests: http_test.cc, admin_body_test.cc.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace gatehouse::service {

// One line of ASCII; invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string JsonText(const nlohmann::ordered_json& json);

}  // namespace gatehouse::service

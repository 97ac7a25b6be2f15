// The one way in which the daemon writes JSON. Shown by http_test.cc, admin_body_test.cc.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace gatehouse::service {

// On one line, in ASCII alone, with U+FFFD for bytes that are not UTF-8.
[[nodiscard]] std::string JsonText(const nlohmann::ordered_json& json);

}  // namespace gatehouse::service

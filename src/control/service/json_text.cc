#include "control/service/json_text.h"

#include <nlohmann/json.hpp>

namespace gatehouse::service {

std::string JsonText(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace gatehouse::service

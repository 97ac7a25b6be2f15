// UDC messages between droplets (row B6): six fields; each refusal names its field. Other fields are allowed and
// ignored, as in the specification's own validator.
#pragma once

#include <expected>
#include <string_view>

#include "base/json.h"
#include "gate/request/reason.h"

namespace gatehouse::gate {

inline constexpr size_t kMaxUdcPayloadBytes = 1'000'000;  // as JSON text

struct UdcMessage {
  int source = 0;  // 1–999
  int target = 0;  // 1–999
};

[[nodiscard]] std::expected<UdcMessage, Reason> ReadUdcMessage(const json::Value& body);

}  // namespace gatehouse::gate

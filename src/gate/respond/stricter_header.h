// Chooses the stricter of two values of a security header, the gate's and the service's. If they cannot be
// compared, the gate's wins. Shown by stricter_header_test.cc.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::gate {

// Whether two values of this header can be compared. `name` ignoring case.
[[nodiscard]] bool HasOrder(std::string_view name);

// kBoth: browsers enforce each of several such headers (Content-Security-Policy), so that both together are stricter.
enum class Stricter : uint8_t { kGate, kService, kBoth };
[[nodiscard]] Stricter StricterOf(std::string_view name, std::string_view gate, std::string_view service);

}  // namespace gatehouse::gate

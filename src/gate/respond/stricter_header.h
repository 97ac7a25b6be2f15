// Of what the gate and a service both say in a security header: which of the two is the stricter. What can't be
// compared is the gate's. Shown by stricter_header_test.cc.
#pragma once

#include <cstdint>
#include <string_view>

namespace gatehouse::gate {

// Whether two values of this header can be compared. `name` in any case.
[[nodiscard]] bool HasOrder(std::string_view name);

// kBoth: browsers obey each of several such headers (Content-Security-Policy), so that both together are the stricter.
enum class Stricter : uint8_t { kGate, kService, kBoth };
[[nodiscard]] Stricter StricterOf(std::string_view name, std::string_view gate, std::string_view service);

}  // namespace gatehouse::gate

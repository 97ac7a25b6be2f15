#include "secrets/provider.h"

namespace gatehouse::secrets {

std::string_view Name(Fault fault) {
  constexpr std::string_view kNames[] = {"absent",      "denied",    "unreachable", "throttled",
                                         "unavailable", "malformed", "misused"};
  return kNames[static_cast<size_t>(fault)];
}

}  // namespace gatehouse::secrets

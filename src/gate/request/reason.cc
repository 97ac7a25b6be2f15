#include "gate/request/reason.h"

#include <array>

namespace gatehouse::gate {
namespace {

constexpr std::array kReasons = {
#define X(constant, name, status, severity, sentence) \
  ReasonInfo{Reason::constant, name, status, Severity::severity, sentence},
    GATEHOUSE_REASONS(X)
#undef X
};

}  // namespace

std::string_view Name(Severity severity) {
  constexpr std::array<std::string_view, 5> kNames = {"info", "low", "medium", "high", "critical"};
  return kNames[static_cast<size_t>(severity)];
}

const ReasonInfo& Describe(Reason reason) { return kReasons[static_cast<size_t>(reason)]; }

std::span<const ReasonInfo> AllReasons() { return kReasons; }

bool IsAuthentication(Reason reason) { return Describe(reason).status == 401; }

}  // namespace gatehouse::gate

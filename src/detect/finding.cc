#include "detect/finding.h"

#include <fmt/format.h>

#include <array>

namespace gatehouse::detect {
namespace {

constexpr std::array<std::string_view, kSubjectKinds> kKinds = {"address", "account", "droplet",
                                                                "token",   "issuer",  "gate"};

}  // namespace

std::string_view Name(SubjectKind kind) { return kKinds[static_cast<size_t>(kind)]; }

std::optional<SubjectKind> SubjectKindNamed(std::string_view name) {
  for (size_t i = 0; i < kKinds.size(); ++i) {
    if (kKinds[i] == name) return static_cast<SubjectKind>(i);
  }
  return std::nullopt;
}

std::string Subject::Text() const {
  if (name.empty()) return "the gate";
  if (kind == SubjectKind::kDroplet && name.starts_with("droplet:")) return "droplet " + name.substr(8);
  return fmt::format("{} {}", Name(kind), name);
}

std::string Position::Text() const { return fmt::format("{}:{}", file, offset); }

std::string_view Name(Action action) { return action == Action::kBlock ? "block" : "report"; }

}  // namespace gatehouse::detect

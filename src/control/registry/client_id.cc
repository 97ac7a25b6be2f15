#include "control/registry/client_id.h"

#include "base/number.h"
#include "gate/directory/directory.h"

namespace gatehouse::registry {
namespace {

constexpr std::string_view kClientPrefix = "droplet-";
constexpr std::string_view kSubjectPrefix = "droplet:";

}  // namespace

std::string ClientIdOf(int droplet_id) { return std::string(kClientPrefix) + std::to_string(droplet_id); }
std::string SubjectOf(int droplet_id) { return std::string(kSubjectPrefix) + std::to_string(droplet_id); }

std::optional<int> DropletIdOf(std::string_view digits) {
  const auto id = base::ParseNumber<int>(digits);
  if (!id || digits.starts_with('0') || *id < gate::kMinDropletId || *id > gate::kMaxDropletId) return std::nullopt;
  return id;
}

std::optional<int> DropletOfSubject(std::string_view subject) {
  if (!subject.starts_with(kSubjectPrefix)) return std::nullopt;
  return DropletIdOf(subject.substr(kSubjectPrefix.size()));
}

std::optional<int> DropletOfClient(std::string_view client_id) {
  if (!client_id.starts_with(kClientPrefix)) return std::nullopt;
  return DropletIdOf(client_id.substr(kClientPrefix.size()));
}

}  // namespace gatehouse::registry

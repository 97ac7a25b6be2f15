#include "gate/path_choice.h"

#include "gate/admit/path_reading.h"

namespace gatehouse::gate {
namespace {

// Characters that readers may treat as structure, each independently.
constexpr uint8_t kStructure = kEncodedSlash | kEncodedEnd | kParameters | kEmptySegment | kLeadingSlashes;

// Whether `other` is stricter than `route` in any respect: an additional or different credential, requirement or
// inspection. Limits are not compared.
bool AsksForMore(const Route& other, const Route& route) {
  if (route.auth == Auth::kDeny) return false;
  const bool same_credential = other.auth == route.auth || other.auth == Auth::kNone ||
                               (other.auth == Auth::kEither && route.auth != Auth::kNone);
  return !same_credential || (!other.require.empty() && other.require != route.require) ||
         (other.same_origin && !route.same_origin) || other.inspect > route.inspect ||
         (other.schema && !route.schema) || (other.file_name && !route.file_name);
}

struct Found {
  const Route* route = nullptr;
  bool method_allowed = false;
};

Found Find(const Policy& policy, const HostRoutes& routes, std::string_view method, std::string_view path) {
  const auto match = routes.Find(method, path);
  return match ? Found{&policy.routes[match->route], match->method_allowed} : Found{};
}

bool Reads(const Found& found, PathReading reading) {
  return found.route != nullptr && found.route->path_reading == reading;
}

}  // namespace

std::optional<std::string> ChoosePathReading(const Policy& policy, const HostRoutes& routes, std::string_view method,
                                             const CanonicalPath& path, std::string_view& why) {
  std::string as_read(path.path);
  Found chosen = Find(policy, routes, method, as_read);
  if (!Reads(chosen, PathReading::kLiteral)) {
    as_read = ReadAs(path.path, kDecodedStructure);
    chosen = Find(policy, routes, method, as_read);
    if (!Reads(chosen, PathReading::kDecoded)) return std::nullopt;  // `why` already has the doubt
  }
  const uint8_t doubts = path.doubts & kStructure;
  // Every subset of the doubts; the empty one is last.
  for (uint8_t structure = doubts;; structure = (structure - 1) & doubts) {
    const Found other = Find(policy, routes, method, ReadAs(path.path, structure));
    const bool another = other.route != nullptr && other.route != chosen.route;
    // A preflight's method may be one that neither route lists.
    if (another && (AsksForMore(*other.route, *chosen.route) || (chosen.method_allowed && !other.method_allowed))) {
      why = "read in another way, the path belongs to a route with stricter rules";
      return std::nullopt;
    }
    if (structure == 0) return as_read;
  }
}

}  // namespace gatehouse::gate

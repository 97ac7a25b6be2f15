// A droplet's names: its OAuth client id and the subject of its tokens. Tests:
// client_id_test.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::registry {

[[nodiscard]] std::string ClientIdOf(int droplet_id);                          // "droplet-14"
[[nodiscard]] std::string SubjectOf(int droplet_id);                           // "droplet:14"
[[nodiscard]] std::optional<int> DropletIdOf(std::string_view digits);         // "14": 1–999, no leading zero
[[nodiscard]] std::optional<int> DropletOfSubject(std::string_view subject);   // the same after "droplet:"
[[nodiscard]] std::optional<int> DropletOfClient(std::string_view client_id);  // the same after "droplet-"

}  // namespace gatehouse::registry

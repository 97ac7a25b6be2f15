// Places of routes and their keys in the policy file, so that the reader of an explanation finds the line to change.
// Read once with the policy. Tests: policy_places_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "gate/policy/policy.h"
#include "yaml/text_node.h"

namespace gatehouse::console {

class PolicyPlaces {
 public:
  PolicyPlaces() = default;  // without places
  // `origin`: the file's name in places, "gatehouse.yaml". An invalid text has no places.
  PolicyPlaces(std::string_view text, std::string origin);
  // Reads the file of the active policy.
  [[nodiscard]] static PolicyPlaces Read(const std::string& file);

  // "gatehouse.yaml:12:5"; a sentence if it is not in the file: "not in the file: it comes with the profile droplet".
  [[nodiscard]] std::string OfRoute(const gate::Route& route) const;
  // The place of a key of the route; "/cors" is a key of the whole policy. If the route does not have it, the policy's
  // key with that name, if any.
  [[nodiscard]] std::string OfKey(const gate::Route& route, std::string_view key) const;

 private:
  [[nodiscard]] const yaml::TextNode* Find(const gate::Route& route) const;
  [[nodiscard]] std::string Text(const yaml::Place& place) const;

  std::string origin_;
  yaml::TextNode root_;
};

}  // namespace gatehouse::console

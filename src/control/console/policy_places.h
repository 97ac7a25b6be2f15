// Where in the policy's file a route and its keys stand, so that the reader of an explanation finds the line to change.
// Read once when the policy is; shown by policy_places_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "gate/policy/policy.h"
#include "yaml/text_node.h"

namespace gatehouse::console {

class PolicyPlaces {
 public:
  PolicyPlaces() = default;  // knows no place
  // `origin` names the file in places: "gatehouse.yaml". A text that cannot be read has no places.
  PolicyPlaces(std::string_view text, std::string origin);
  // The file of the policy that is in force.
  [[nodiscard]] static PolicyPlaces Read(const std::string& file);

  // "gatehouse.yaml:12:5"; in words where it is not typed: "not written: it comes with the profile droplet".
  [[nodiscard]] std::string OfRoute(const gate::Route& route) const;
  // Of one of the route's keys; "/cors" is one of the policy's own. Where the route does not have it, the policy's key
  // of that name, if there is one.
  [[nodiscard]] std::string OfKey(const gate::Route& route, std::string_view key) const;

 private:
  [[nodiscard]] const yaml::TextNode* Find(const gate::Route& route) const;
  [[nodiscard]] std::string Text(const yaml::Place& place) const;

  std::string origin_;
  yaml::TextNode root_;
};

}  // namespace gatehouse::console

// Profiles: sets of defaults that a policy can start from (rows B2 A8 B3 B6 B10 B11 A13 C11). Shown by
// profiles_test.cc.
#pragma once

#include <optional>
#include <string_view>

#include "yaml/text_node.h"

namespace gatehouse::gate {

using yaml::TextNode;

// A profile as YAML, in the policy's own language; empty for an unknown name.
[[nodiscard]] std::string_view ProfileYaml(std::string_view name);

// The routes of the control daemon's registry and of its pages for people (rows A9 B2), in the same language. All
// are forwarded to the daemon.
[[nodiscard]] std::string_view RegistryYaml();
[[nodiscard]] std::string_view PeopleYaml();
// The route of the daemon's metrics; sessions are accepted if there are people.
[[nodiscard]] std::string_view MetricsYaml(bool people);
[[nodiscard]] std::string_view ConsoleYaml();
// The route that issues tickets (identify/ticket.h).
[[nodiscard]] std::string_view TicketYaml();

// Whether a typed route replaces one of `routes`: the same path and a method in common.
[[nodiscard]] bool TakesPlaceOfAny(const TextNode& mine, const TextNode& routes);

// `typed` merged over `profile`: a key of `typed` wins; mappings are merged key by key, lists replace
// lists. Routes are added, but a route of `typed` for all hosts replaces the profile's routes with the same path and a
// method in common.
[[nodiscard]] TextNode Overlay(TextNode profile, TextNode typed);

}  // namespace gatehouse::gate

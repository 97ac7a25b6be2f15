// The profiles: policies with defaults that a policy starts from (rows B2 A8 B3 B6 B10 B11 A13 C11). Shown by
// profiles_test.cc.
#pragma once

#include <optional>
#include <string_view>

#include "yaml/text_node.h"

namespace gatehouse::gate {

using yaml::TextNode;

// The YAML of a profile, written in the policy's own language; empty for an unknown name.
[[nodiscard]] std::string_view ProfileYaml(std::string_view name);

// The routes of the control daemon's registry, and those of its people's pages (rows A9 B2), in the same language. All
// of them lead to the daemon.
[[nodiscard]] std::string_view RegistryYaml();
[[nodiscard]] std::string_view PeopleYaml();
// The route of its metrics; sessions are taken where there are people.
[[nodiscard]] std::string_view MetricsYaml(bool people);
[[nodiscard]] std::string_view ConsoleYaml();
// The route where tickets are given (identify/ticket.h).
[[nodiscard]] std::string_view TicketYaml();

// Whether a typed route stands where one of `routes` would: the same path and a method in common.
[[nodiscard]] bool TakesPlaceOfAny(const TextNode& mine, const TextNode& routes);

// `typed` laid over `profile`: a key of `typed` wins; mappings are laid over each other key by key, lists replace
// lists. Routes add up, but a route of `typed` takes the place of the profile's routes with the same path and a method
// in common.
[[nodiscard]] TextNode Overlay(TextNode profile, TextNode typed);

}  // namespace gatehouse::gate

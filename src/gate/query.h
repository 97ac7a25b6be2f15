// One argument of a query string (the URL standard's application/x-www-form-urlencoded), for rules that name an
// argument.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

namespace gatehouse::gate {

struct QueryArgumentRepeated {};

// The still encoded value of the argument that the most lenient common parser would read as `name` (also `Name`,
// `name[]`,
// `+name` and `name.`: the gate cannot know which of them a service reads); an empty optional if there is none; an
// error if there is more than one, because services differ in which one they read.
[[nodiscard]] std::expected<std::optional<std::string_view>, QueryArgumentRepeated> FindQueryArgument(
    std::string_view query, std::string_view name);

// Whether the most lenient common parser reads `encoded` as `name`.
[[nodiscard]] bool NamesArgument(std::string_view encoded, std::string_view name);

}  // namespace gatehouse::gate

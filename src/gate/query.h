// One argument of a query string (the URL standard's application/x-www-form-urlencoded), for rules that name an
// argument.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

namespace gatehouse::gate {

struct QueryArgumentRepeated {};

// The still encoded value of the argument that the loosest of the usual parsers would take for `name` (`Name`,
// `name[]`,
// `+name` and `name.` too: which of them a service reads, the gate can't know); an empty optional if there is none; an
// error if it stands more than once, since services differ in which one they read.
[[nodiscard]] std::expected<std::optional<std::string_view>, QueryArgumentRepeated> FindQueryArgument(
    std::string_view query, std::string_view name);

// Whether a name, as sent, is one that the loosest of the usual parsers takes for `name`.
[[nodiscard]] bool NamesArgument(std::string_view encoded, std::string_view name);

}  // namespace gatehouse::gate

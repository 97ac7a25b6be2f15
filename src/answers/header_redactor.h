// Removes secrets and canaries from the header fields of a response. What a client needs of a header stays: the tokens
// of a login, its cookies, the user and password of an address to which it is sent. Tests: header_redactor_test.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "answers/secret_finder.h"

namespace gatehouse::answers {

// How many were removed.
struct Removed {
  size_t secrets = 0;
  size_t canaries = 0;
};

// Returns the value without its secrets; nothing if it has none. `scratch`: see SecretFinder.
[[nodiscard]] std::optional<std::string> RedactedHeader(const SecretFinder& finder, patterns::Scratch& scratch,
                                                        std::string_view name, std::string_view value,
                                                        Removed& removed);

}  // namespace gatehouse::answers

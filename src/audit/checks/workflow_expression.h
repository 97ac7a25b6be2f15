// What a ${{ … }} of a GitHub workflow may put into a script, and who writes that text. Shown by
// workflow_expression_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::audit {

// The references of an expression whose text may become its value, in lower case: "github.event.issue.title" of
// format('{0}', github.event['issue'].title). A condition gives true or false, and of "a && b || c" only b and c give
// text. Whole objects stand as "tojson(github.event)".
[[nodiscard]] std::vector<std::string> TextsIn(std::string_view expression);

// Whether it reads the secrets' context: secrets.TOKEN, secrets['TOKEN']; not needs.git-secrets.outputs.count.
[[nodiscard]] bool NamesASecret(std::string_view expression);

enum class Writer : uint8_t {
  kNobody,    // a number, a commit, a name with letters, digits and hyphens, what GitHub or the repository sets
  kStranger,  // anyone who can open an issue or a pull request
  kCaller,    // who starts the workflow or calls it: inputs and payloads
};
// By the names that GitHub documents ("Script injections"): titles, bodies, messages, branches of others, email
// addresses, names of authors, descriptions.
[[nodiscard]] Writer WriterOf(std::string_view reference);

}  // namespace gatehouse::audit

// Expands ${NAME} and ${NAME:-default} in the values of files, each with the other settings and the inherited
// environment. Shown by load_test.cc.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "settings/draft.h"

namespace gatehouse::settings {

// Only if `sources.expand` asks for it: otherwise a value with ${NAME} stays unchanged, and a note says so. A draft
// that cannot be expanded becomes unknown, with an error.
void ExpandDrafts(std::vector<Draft>& drafts, const Sources& sources, std::vector<std::string>& notes,
                  std::vector<base::Error>& errors);

}  // namespace gatehouse::settings

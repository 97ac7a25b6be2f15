// A compiled database kept in a file: compiling a few hundred expressions takes a second, reading them back a few
// milliseconds. The file names what it was made from, so that other expressions, another version of Vectorscan or of
// this format, or another processor never meet an old one. Shown by cache_test.cc.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::patterns {

// The database of these expressions: from the file `NAME-HASH.db` in `folder` where one is there, whole, and written by
// us; compiled, and written there, where not. A folder that is empty, missing or not ours to write costs the time to
// compile and is not an error. Vectorscan trusts such a file as it trusts its own code: one that another user owns, or
// could write, is never read. Files of the same name with another hash are taken away.
[[nodiscard]] base::Result<Database> CompileCached(std::span<const Expression> expressions, Mode mode,
                                                   const std::string& folder, const std::string& name);

// $XDG_CACHE_HOME/gatehouse, or ~/.cache/gatehouse; empty where there is neither. Made, closed to others, where it is
// missing.
[[nodiscard]] std::string UserCacheFolder();

}  // namespace gatehouse::patterns

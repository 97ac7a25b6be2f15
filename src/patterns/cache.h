// A compiled database kept in a file: compiling a few hundred expressions takes a second, loading them a few
// milliseconds. The file's name identifies what it was made from, so that a change of the expressions, of Vectorscan's
// version, of this format or of the processor never loads an old one. Shown by cache_test.cc.
#pragma once

#include <span>
#include <string>

#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::patterns {

inline constexpr size_t kMaxFilesOfAKind = 6;
inline constexpr int kMaxUnusedDays = 30;

// Loads the database from the file `NAME-HASH.db` in `folder` if it exists, is complete and was written by
// this user; else compiles and writes it. If `folder` is empty, missing or not writable, only the time to
// compile is lost. Vectorscan trusts such a file like its own code: a file that another user owns or
// could write is never read. Several versions of the program may share the folder: of each NAME it keeps the
// kMaxFilesOfAKind that were used last, and none that was not used for kMaxUnusedDays. The time of a file is that of
// its last use, to the day.
[[nodiscard]] base::Result<Database> CompileCached(std::span<const Expression> expressions, Mode mode,
                                                   const std::string& folder, const std::string& name);

// $XDG_CACHE_HOME/gatehouse, or ~/.cache/gatehouse; empty if neither variable is set. Created with access for this user
// only.
[[nodiscard]] std::string UserCacheFolder();

}  // namespace gatehouse::patterns

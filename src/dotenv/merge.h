// Two versions of an encrypted `.env` file, and the one that both come from, become one: by names, not by lines. Shown
// by merge_test.cc, tests/dotenv/test_env_git.py with git itself.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "dotenv/encrypted_file.h"

namespace gatehouse::dotenv {

struct Merged {
  EncryptedFile file;
  std::vector<std::string> conflicts;  // names that both sides changed, each in its own way: ours stands in the file
  std::vector<std::string> notes;      // what else the reader should know
};
// `before` is null where both sides made the file. A recipient that either side removed is removed; one that was
// added is added. Error: a recipient's key that is needed is not here, or none would be left.
[[nodiscard]] base::Result<Merged> Merge(const EncryptedFile* before, const EncryptedFile& ours,
                                         const EncryptedFile& theirs, const Keyring& keyring);

}  // namespace gatehouse::dotenv

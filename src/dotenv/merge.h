// Three-way merge of encrypted `.env` files (two versions and their common base), by names, not by lines. Shown
// by merge_test.cc, tests/dotenv/test_env_git.py with git itself.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "dotenv/encrypted_file.h"

namespace gatehouse::dotenv {

struct Merged {
  EncryptedFile file;
  std::vector<std::string> conflicts;  // names that both sides changed in different ways: the file has our value
  std::vector<std::string> notes;      // other remarks for the reader
};
// `before` is null if both sides added the file. A recipient that either side removed is removed; one that either side
// added is added. Error: a recipient's key is needed but not available, or no recipient would be left.
[[nodiscard]] base::Result<Merged> Merge(const EncryptedFile* before, const EncryptedFile& ours,
                                         const EncryptedFile& theirs, const Keyring& keyring);

}  // namespace gatehouse::dotenv

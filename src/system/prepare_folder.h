// Makes the run directory of a gate: private to the user who starts it, or to the workers if root does. `up`, the
// control daemon and the module in an nginx of its own call it, whichever comes first. Tests: prepare_folder_test.cc.
#pragma once

#include <sys/types.h>

#include "base/error.h"
#include "system/run_folder.h"

namespace gatehouse::system {

// Creates the folder (mode 0700), or uses an existing one if this user owns it and nobody else may write to it. nginx
// uses its subfolder `temp`.
[[nodiscard]] base::Result<> PrepareRunFolder(const RunFolder& run_folder);
// Writes a .gitignore for all that a new folder of ours will hold: keys and databases lie in it, and `git add -A` in a
// service's repository must not take them along. Somebody who removes the file again is left alone.
void HideFromGit(int folder);

// Gives the folder to the workers' user, if root calls it for another. The workers buffer bodies in it and create a new
// event log there after a rotation. Its group stays: it may be that of a control daemon that runs as another user.
[[nodiscard]] base::Result<> GiveRunFolder(const RunFolder& run_folder, uid_t user);

}  // namespace gatehouse::system

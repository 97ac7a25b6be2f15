// The daemon's permanent folder, and the key in it that encrypts all secrets in the database. Tests:
// data_folder_test.cc.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"
#include "control/account.h"
#include "gate/policy/control_settings.h"

namespace gatehouse::control {

// Creates the folder and its subfolder `public`, or uses existing ones if nobody else may write to them, and gives both
// to the daemon's user. Workers with another user may enter it, but can read only `public`.
[[nodiscard]] base::Result<> PrepareDataFolder(const gate::ControlSettings& settings, const Accounts& accounts);

// Resolves a reference to a secret from the policy.
using ResolveReference = std::function<base::Result<base::SecretString>(std::string_view reference)>;

// Loads `key_encryption` from a file or by a reference. The file in its default place is created at the
// first start, for `owner`. Any other missing file is an Error, and so is a file that others can read.
[[nodiscard]] base::Result<base::SecretString> LoadKeyEncryption(const gate::ControlSettings& settings,
                                                                 const std::optional<Account>& owner,
                                                                 const ResolveReference& resolve);

// Loads `limits.key` in the same way. It has no default place: all gates that share limits need the same.
[[nodiscard]] base::Result<base::SecretString> LoadSharedLimitsKey(const gate::SharedLimits& limits,
                                                                   const ResolveReference& resolve);

}  // namespace gatehouse::control

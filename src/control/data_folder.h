// The daemon's lasting folder, and the key in it that everything secret in the database is sealed with. Shown by
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

// Makes the folder and its `public` one, or takes what is there if nobody else may write to it, and hands both to the
// daemon's user. Workers of another user may pass through it, and read nothing in it but `public`.
[[nodiscard]] base::Result<> PrepareDataFolder(const gate::ControlSettings& settings, const Accounts& accounts);

// The value behind a reference, for what the policy may name by one.
using ResolveReference = std::function<base::Result<base::SecretString>(std::string_view reference)>;

// The content of `key_encryption`: the file's, or what the reference names. In its default place it is made at the
// first start, for `owner`; anywhere else a file that is not there is an Error, and so is one that others may read.
[[nodiscard]] base::Result<base::SecretString> LoadKeyEncryption(const gate::ControlSettings& settings,
                                                                 const std::optional<Account>& owner,
                                                                 const ResolveReference& resolve);

}  // namespace gatehouse::control

// What the commands of `gatehouse registry` share: how a credential, a list and an object are shown. Shown by
// tests/control/test_daemon.py.
#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "cli/control/client.h"

namespace gatehouse::cli {

// Of an object, as text: a string as it is, anything else as JSON, nothing where it is absent or null.
[[nodiscard]] std::string FieldText(const Json& object, const char* name);

// An array, or an object that holds one: one object a line in JSON, `print` for each in text.
[[nodiscard]] ExitCode ShowItems(const Json& answer, Format format, const std::function<void(const Json&)>& print,
                                 std::string_view none);
// "name  value" lines, or JSON.
void ShowObject(const Json& object, Format format);

// `client_secret` to stdout, or to the new file `out`; all of the answer in JSON (without the secret where it has gone
// to a file).
[[nodiscard]] ExitCode ShowCredential(const Json& answer, Format format, const std::string& out);
// Nothing is there yet; an empty name is fine. Asked before a secret is made that could then be written nowhere.
[[nodiscard]] base::Result<> CheckNewFile(const std::string& path);

// A droplet's public key, PEM or JWK. A private one is an Error.
[[nodiscard]] base::Result<std::string> ReadPublicKey(const std::string& file);

void AddRegistryCredential(CLI::App& registry, Action& chosen);
void AddRegistryKeys(CLI::App& registry, Action& chosen);
void AddRegistryRevoke(CLI::App& registry, Action& chosen);

}  // namespace gatehouse::cli

// What the commands of `gatehouse registry` and `gatehouse user` share: how a credential, a list and an object are
// shown. Shown by tests/control/test_daemon.py.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "cli/command/failure.h"
#include "cli/terminal/output.h"
#include "cli/terminal/value.h"

namespace gatehouse::cli {

// An array, or an object that holds one: one object per line in JSON, `print` for each in text.
[[nodiscard]] Outcome ShowItems(const Value& answer, Format format, const std::function<void(const Value&)>& print,
                                std::string_view none);
// "name  value" lines, or JSON.
void ShowObject(const Value& object, Format format);
// The sentence, or all of the answer in JSON.
void ShowDone(const Value& answer, Format format, std::string_view done);

// `client_secret` to stdout, or to the new file `out`; all of the answer in JSON (without the secret where it has gone
// to a file).
[[nodiscard]] Outcome ShowCredential(const Value& answer, Format format, const std::string& out);
// Nothing is there yet; an empty name is fine. Asked before a secret is made that could then be written nowhere.
[[nodiscard]] base::Result<> CheckNewFile(const std::string& path);

// A droplet's public key, PEM or JWK. A private one is an Error.
[[nodiscard]] base::Result<std::string> ReadPublicKey(const std::string& file);

}  // namespace gatehouse::cli

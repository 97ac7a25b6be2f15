// Common output of `gatehouse registry` and `gatehouse user`: a credential, a list, an
// object. Tests: tests/control/test_daemon.py.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "cli/command/failure.h"
#include "cli/terminal/output.h"
#include "cli/terminal/value.h"

namespace gatehouse::cli {

// The daemon checks the range of ids; this only bounds the number of digits.
inline constexpr int kAnyNumber = 999'999;

// Prints an array, or the array in an object: one object per line as JSON, or `print` for each as text.
[[nodiscard]] Outcome ShowItems(const Value& answer, Format format, const std::function<void(const Value&)>& print,
                                std::string_view none);
// Prints "name  value" lines, or JSON.
void ShowObject(const Value& object, Format format);
// Prints the sentence `done`, or the whole answer as JSON.
void ShowDone(const Value& answer, Format format, std::string_view done);

// Writes `client_secret` to stdout, or to the new file `out`; as JSON, the whole answer (without the secret if it went
// to a file).
[[nodiscard]] Outcome ShowCredential(const Value& answer, Format format, const std::string& out);
// An Error if the file exists; an empty name is fine. Called before a secret is created that must be written there.
[[nodiscard]] base::Result<> CheckNewFile(const std::string& path);

// Reads a droplet's public key, PEM or JWK. A private key is an Error.
[[nodiscard]] base::Result<std::string> ReadPublicKey(const std::string& file);

}  // namespace gatehouse::cli

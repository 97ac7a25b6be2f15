// Writes settings in formats that other programs read. Tests: export_format_test.cc, tests/dotenv/test_env_formats.py.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::cli {

enum class ExportFormat : uint8_t {
  kDotenv,  // in the syntax that every reader of .env files understands
  kJson,    // one object
  kShell,   // export NAME='value'
  kDocker,  // docker run --env-file: all text after '=' is the value
  kGithub,  // for a step to append to $GITHUB_ENV
  kK8s,     // a Secret
};
[[nodiscard]] base::Result<ExportFormat> ParseExportFormat(std::string_view text);
inline constexpr const char* kExportFormats = "dotenv|json|shell|docker|github|k8s";

// A random word: nobody can predict it and place it in a value.
[[nodiscard]] std::string ExportDelimiter();

struct NamedValue {
  std::string_view name;
  std::string_view value;
};
// `name`: the name of the Secret (k8s). `delimiter`: a word that no value contains (github). Returns an Error with the
// name of a value that the format cannot hold.
[[nodiscard]] base::Result<base::SecretString> Export(std::span<const NamedValue> settings, ExportFormat format,
                                                      std::string_view name, std::string_view delimiter);

}  // namespace gatehouse::cli

// Settings in the form that another program reads. Shown by export_format_test.cc, tests/dotenv/test_env_formats.py.
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
  kDotenv,  // as every reader of .env files understands it
  kJson,    // one object
  kShell,   // export NAME='value'
  kDocker,  // docker run --env-file: everything behind the '=' as it is
  kGithub,  // what a step appends to $GITHUB_ENV
  kK8s,     // a Secret
};
[[nodiscard]] base::Result<ExportFormat> ParseExportFormat(std::string_view text);
inline constexpr const char* kExportFormats = "dotenv|json|shell|docker|github|k8s";

// A word that nobody can know, and so no value holds by design.
[[nodiscard]] std::string ExportDelimiter();

struct NamedValue {
  std::string_view name;
  std::string_view value;
};
// `name` is that of the Secret; `delimiter` a word that is in no value (github). Error: a value that the format cannot
// hold, by its name.
[[nodiscard]] base::Result<base::SecretString> Export(std::span<const NamedValue> settings, ExportFormat format,
                                                      std::string_view name, std::string_view delimiter);

}  // namespace gatehouse::cli

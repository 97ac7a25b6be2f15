// Names with values as read, before any check: a process's environment, `.env` files. Shown by variables_test.cc.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"
#include "settings/environment.h"

namespace gatehouse::settings {

struct Variable {
  std::string name;
  base::SecretString value;
  std::string origin;    // "the environment", ".env:3"; for messages
  bool sealed = false;   // its source was encrypted
  bool literal = false;  // it was written in single quotes or backticks: ${NAME} in it is not expanded
};

// From an environment as exec passes it. A repeated name counts once, as in getenv(3).
[[nodiscard]] std::vector<Variable> ReadEnvironment(const char* const* environment);

struct EnvFile {
  std::string path;
  bool encrypted = false;
  std::vector<Variable> variables;
};
// Reports all faults at once.
[[nodiscard]] std::expected<EnvFile, std::vector<base::Error>> OpenEnvFile(const std::string& path);

// The files that are searched in a folder; for each name, the first file that has it wins: for each of
//   .env.NAME.local   .env.local   .env.NAME   .env
// the encrypted one (ending in .encrypted), then the one in clear. NAME is the environment's name or its short form.
// Only the common files, or those of every environment.
[[nodiscard]] std::vector<std::string> CommonFileNames();
[[nodiscard]] base::Result<std::vector<std::string>> FindEnvFiles(const std::string& folder, Environment environment);
[[nodiscard]] std::vector<std::string> FindCommonFiles(const std::string& folder);
// Files for other environments: `.env.production.encrypted` while running in development.
[[nodiscard]] std::vector<std::string> FindOtherFiles(const std::string& folder, Environment environment);

}  // namespace gatehouse::settings

// Names with values before anybody judged them: a process's environment, `.env` files. Shown by variables_test.cc.
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
  bool sealed = false;   // it was encrypted where it came from
  bool literal = false;  // it was written in single quotes or backticks: ${NAME} in it is meant so
};

// Of an environment as exec hands it over. A name that stands twice counts once, as getenv(3) has it.
[[nodiscard]] std::vector<Variable> ReadEnvironment(const char* const* environment);

struct EnvFile {
  std::string path;
  bool encrypted = false;
  std::vector<Variable> variables;
};
// Everything that is wrong with it at once.
[[nodiscard]] std::expected<EnvFile, std::vector<base::Error>> OpenEnvFile(const std::string& path);

// The files that are looked for in a folder, the first that has a name wins: for each of
//   .env.NAME.local   .env.local   .env.NAME   .env
// the encrypted one (with .encrypted behind) and then the one in clear. NAME is the environment's, or its short form.
// Those of the environment alone, or those of every one.
[[nodiscard]] std::vector<std::string> CommonFileNames();
[[nodiscard]] base::Result<std::vector<std::string>> FindEnvFiles(const std::string& folder, Environment environment);
[[nodiscard]] std::vector<std::string> FindCommonFiles(const std::string& folder);
// `.env.production.encrypted` while it runs for development: what is there for another environment than this one.
[[nodiscard]] std::vector<std::string> FindOtherFiles(const std::string& folder, Environment environment);

}  // namespace gatehouse::settings

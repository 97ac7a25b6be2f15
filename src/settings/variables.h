// Names with values before anybody judged them: a process's environment, `.env` files. Shown by variables_test.cc.
#pragma once

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
  std::string origin;   // "the environment", ".env:3"; for messages
  bool sealed = false;  // it was encrypted where it came from
};

// Of an environment as exec hands it over. A name that stands twice counts once, as getenv(3) has it.
[[nodiscard]] std::vector<Variable> ReadEnvironment(const char* const* environment);

struct EnvFile {
  std::string path;
  bool encrypted = false;
  std::vector<Variable> variables;
};
[[nodiscard]] base::Result<EnvFile> OpenEnvFile(const std::string& path);

// Those of `.env.encrypted` and `.env` that `folder` has, in this order.
[[nodiscard]] std::vector<std::string> FindEnvFiles(const std::string& folder);
// `.env.production` or `.env.prod`; empty where there is neither; an Error where both are there.
[[nodiscard]] base::Result<std::string> FindEnvFileOf(const std::string& folder, Environment environment);

}  // namespace gatehouse::settings

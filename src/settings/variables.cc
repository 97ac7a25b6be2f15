#include "settings/variables.h"

#include <sys/stat.h>

#include <array>
#include <set>
#include <utility>

#include "dotenv/open_file.h"

namespace gatehouse::settings {
namespace {

constexpr std::array<std::string_view, 2> kCommonFiles = {".env.encrypted", ".env"};
constexpr std::string_view kEnvironmentFile = ".env.";

bool IsThere(const std::string& path) {
  struct stat found{};
  return lstat(path.c_str(), &found) == 0;  // a dangling link is there, and an error when it is opened
}

std::string Below(const std::string& folder, std::string_view name) {
  return folder.empty() || folder == "." ? std::string(name) : folder + "/" + std::string(name);
}

}  // namespace

std::vector<Variable> ReadEnvironment(const char* const* environment) {
  std::vector<Variable> variables;
  std::set<std::string_view> seen;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view text = *environment;
    const size_t equals = text.find('=', 1);
    if (equals == std::string_view::npos || !seen.insert(text.substr(0, equals)).second) continue;
    variables.push_back({.name = std::string(text.substr(0, equals)),
                         .value = base::SecretString(std::string(text.substr(equals + 1))),
                         .origin = "the environment"});
  }
  return variables;
}

base::Result<EnvFile> OpenEnvFile(const std::string& path) {
  auto opened = dotenv::OpenSettings(path);
  if (!opened) return std::unexpected(opened.error());
  EnvFile file{.path = path, .encrypted = opened->encrypted, .variables = {}};
  for (dotenv::Setting& setting : opened->settings) {
    file.variables.push_back({.name = std::move(setting.name),
                              .value = std::move(setting.value),
                              .origin = path + ":" + std::to_string(setting.line),
                              .sealed = opened->encrypted});
  }
  return file;
}

std::vector<std::string> FindEnvFiles(const std::string& folder) {
  std::vector<std::string> found;
  for (const std::string_view name : kCommonFiles) {
    if (std::string path = Below(folder, name); IsThere(path)) found.push_back(std::move(path));
  }
  return found;
}

base::Result<std::string> FindEnvFileOf(const std::string& folder, Environment environment) {
  std::string found;
  for (const std::string_view name : FileNames(environment)) {
    const std::string path = Below(folder, std::string(kEnvironmentFile) + std::string(name));
    if (!IsThere(path)) continue;
    if (!found.empty()) return base::Fail("Two files for one environment", found + " and " + path, "keep one of them");
    found = path;
  }
  return found;
}

}  // namespace gatehouse::settings

#include "settings/variables.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "dotenv/open_file.h"

namespace gatehouse::settings {
namespace {

constexpr std::string_view kFront = ".env";
constexpr std::array<std::string_view, 2> kForms = {".encrypted", ""};

bool IsThere(const std::string& path) {
  struct stat found{};
  return lstat(path.c_str(), &found) == 0;  // a dangling link counts as existing, and gives an error when opened
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

std::expected<EnvFile, std::vector<base::Error>> OpenEnvFile(const std::string& path) {
  auto opened = dotenv::OpenSettingsTelling(path);
  if (!opened) {
    std::vector<base::Error> errors = {std::move(opened.error().error)};
    std::ranges::move(opened.error().others, std::back_inserter(errors));
    return std::unexpected(std::move(errors));
  }
  EnvFile file{.path = path, .encrypted = opened->encrypted, .variables = {}};
  for (dotenv::Setting& setting : opened->settings) {
    file.variables.push_back({.name = std::move(setting.name),
                              .value = std::move(setting.value),
                              .origin = path + ":" + std::to_string(setting.line),
                              .sealed = opened->encrypted,
                              .literal = setting.literal});
  }
  return file;
}

std::vector<std::string> CommonFileNames() {
  std::vector<std::string> names;
  for (const std::string_view middle : {".local", ""}) {
    for (const std::string_view form : kForms) {
      names.push_back(std::string(kFront) + std::string(middle) + std::string(form));
    }
  }
  return names;
}

std::vector<std::string> FindCommonFiles(const std::string& folder) {
  std::vector<std::string> found;
  for (const std::string& name : CommonFileNames()) {
    if (std::string path = Below(folder, name); IsThere(path)) found.push_back(std::move(path));
  }
  return found;
}

base::Result<std::vector<std::string>> FindEnvFiles(const std::string& folder, Environment environment) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& middle) {
    for (const std::string_view form : kForms) {
      std::string path = Below(folder, std::string(kFront) + middle + std::string(form));
      if (IsThere(path)) found.push_back(std::move(path));
    }
  };
  // Only one of ".env.production" and ".env.prod" may exist.
  std::string named;
  for (const std::string_view name : FileNames(environment)) {
    for (const char* behind : {"", ".local"}) {
      for (const std::string_view form : kForms) {
        const std::string path =
            Below(folder, std::string(kFront) + "." + std::string(name) + behind + std::string(form));
        if (!IsThere(path)) continue;
        if (!named.empty() && named != name) {
          return base::Fail("Two names of one environment", path + " and " + std::string(kFront) + "." + named,
                            "use one of the two names");
        }
        named = name;
      }
    }
  }
  if (!named.empty()) add("." + named + ".local");
  add(".local");
  if (!named.empty()) add("." + named);
  add("");
  return found;
}

std::vector<std::string> FindOtherFiles(const std::string& folder, Environment environment) {
  std::vector<std::string> found;
  for (const Environment other : {Environment::kDevelopment, Environment::kStaging, Environment::kProduction}) {
    if (other == environment) continue;
    for (const std::string_view name : FileNames(other)) {
      for (const std::string_view form : kForms) {
        std::string path = Below(folder, std::string(kFront) + "." + std::string(name) + std::string(form));
        if (IsThere(path)) found.push_back(std::move(path));
      }
    }
  }
  return found;
}

}  // namespace gatehouse::settings

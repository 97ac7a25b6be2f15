// Loads the settings that a service starts with (rows C5 C6 C7 B4 A4): sources in order,
// NAME_FILE before NAME, references resolved, types and production's rules checked; all faults are reported
// together and never show a value. doc/settings.md describes it. Shown by load_test.cc, tests/run/.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"
#include "secrets/reference.h"
#include "settings/environment.h"
#include "settings/schema.h"
#include "settings/variables.h"
#include "settings/watched_file.h"

namespace gatehouse::settings {

struct Sources {
  std::string environment;          // requested by the caller; empty: taken from ENVIRONMENT
  std::vector<Variable> chosen;     // given one by one: they win over all others
  std::vector<Variable> inherited;  // the process's environment: only names that occur elsewhere are settings
  std::vector<std::string> files;   // for each name, the first file that has it wins
  bool find_files = false;          // instead of `files`: those of `folder` (FindEnvFiles)
  bool override = false;            // the files win over the process's environment
  bool expand = false;              // ${NAME} in a value of a file is replaced by that setting or variable
  std::string folder = ".";
};

struct Setting {
  std::string name;  // as the schema spells it
  base::SecretString value;
  std::string origin;     // ".env:3", "the environment", "the schema's default"
  std::string reference;  // the reference that gave the value, if any
  bool secret = false;
};

struct Settings {
  Environment environment = Environment::kDevelopment;
  std::vector<Setting> settings;      // in the order of the schema, then of the sources
  std::vector<std::string> replaced;  // names in the inherited environment that these settings replace
  std::vector<WatchedFile> files;     // all that were read
  std::vector<std::string> notes;     // information for the person who starts the service
};

// Resolves references, in order: Resolver::ResolveAll.
using Resolve = std::function<std::vector<base::Result<base::SecretString>>(std::span<const secrets::Reference>)>;

// Without `resolve`, references are only parsed: their values are empty and not checked.
[[nodiscard]] std::expected<Settings, std::vector<base::Error>> Load(const Sources& sources, const Schema* schema,
                                                                     const Resolve& resolve);

}  // namespace gatehouse::settings

// From what is set somewhere to the settings that a service starts with (rows C5 C6 C7 B4 A4): sources in order,
// NAME_FILE before NAME, references resolved, types and production's rules checked, everything that is wrong told at
// once and never a value. doc/settings.md says it in words. Shown by load_test.cc, tests/run/.
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

namespace gatehouse::settings {

struct Sources {
  std::string environment;          // a word that was asked for; empty: ENVIRONMENT says
  std::vector<Variable> chosen;     // named one by one: they win
  std::vector<Variable> inherited;  // the process's environment: only what is named elsewhere is a setting
  std::vector<std::string> files;   // the first that has a name wins
  bool find_files = false;          // instead of `files`: those of `folder` (FindEnvFiles)
  bool override = false;            // the files win over the process's environment
  bool expand = false;              // ${NAME} in a value of a file stands for that setting or variable
  std::string folder = ".";
};

struct Setting {
  std::string name;  // as the schema spells it
  base::SecretString value;
  std::string origin;     // ".env:3", "the environment", "the schema's default"
  std::string reference;  // where the value came from, if from there
  bool secret = false;
};

struct Settings {
  Environment environment = Environment::kDevelopment;
  std::vector<Setting> settings;      // in the order of the schema, then of the sources
  std::vector<std::string> replaced;  // names of the inherited environment that these stand for
  std::vector<std::string> files;     // all that were read, for those who watch them
  std::vector<std::string> notes;     // what the person who starts the service should know
};

// Values for references, in order: Resolver::ResolveAll.
using Resolve = std::function<std::vector<base::Result<base::SecretString>>(std::span<const secrets::Reference>)>;

// Without `resolve`, references are only parsed, and what they stand for is not checked; their values are empty.
[[nodiscard]] std::expected<Settings, std::vector<base::Error>> Load(const Sources& sources, const Schema* schema,
                                                                     const Resolve& resolve);

}  // namespace gatehouse::settings

// What a person who starts a service should know about its files, without anything being wrong. Shown by
// tests/run/test_run_files_found.py.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "settings/environment.h"
#include "settings/variables.h"

namespace gatehouse::settings {

// A file in clear that says something else than the encrypted one beside it: the person who edits it wonders why
// nothing changes.
[[nodiscard]] std::vector<std::string> ShadowedFiles(std::span<const EnvFile> files);

// There are no settings: what was looked for, and what is there for another environment.
[[nodiscard]] std::vector<std::string> NothingFound(const std::string& folder, Environment environment);

}  // namespace gatehouse::settings

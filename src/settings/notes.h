// Notes about a service's files for the person who starts it, when nothing is wrong. Shown by
// tests/run/test_run_files_found.py.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "settings/environment.h"
#include "settings/variables.h"

namespace gatehouse::settings {

// A file in clear that differs from the encrypted one next to it: the encrypted one wins, so editing the other has no
// effect.
[[nodiscard]] std::vector<std::string> ShadowedFiles(std::span<const EnvFile> files);

// There are no settings: names the files that were searched, and existing ones for other environments.
[[nodiscard]] std::vector<std::string> NothingFound(const std::string& folder, Environment environment);

}  // namespace gatehouse::settings

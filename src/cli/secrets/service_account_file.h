// Where a Google service account file lies and who else can get at it (row A3): the three places in order, what git
// knows of it, who may read it. Shown by service_account_file_test.cc, tests/run/test_run_service_account.py.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace gatehouse::cli {

// `.gcp/service-account.json`, `secrets/service-account.json`, `~/.config/promptcraft/service-account.json`.
[[nodiscard]] std::vector<std::string> ServiceAccountPlaces();
// The first of them where something is.
[[nodiscard]] std::optional<std::string> FindServiceAccount();

// Everything that is wrong with keeping a secret in that file: git tracks it or does not ignore it, others can read it
// or put another one in its place. What cannot be told counts as wrong.
[[nodiscard]] std::vector<base::Error> CheckKeptSecret(const std::string& file);

}  // namespace gatehouse::cli

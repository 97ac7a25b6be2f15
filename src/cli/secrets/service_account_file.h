// Finds a Google service account file and checks its protection (row A3): the three places in order, whether git
// tracks it, who may read it. Tests: service_account_file_test.cc, tests/run/test_run_service_account.py.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace gatehouse::cli {

// `.gcp/service-account.json`, `secrets/service-account.json`, `~/.config/promptcraft/service-account.json`.
[[nodiscard]] std::vector<std::string> ServiceAccountPlaces();
// The first of these places where a file exists.
[[nodiscard]] std::optional<std::string> FindServiceAccount();

// All reasons why the file does not protect a secret: git tracks it or does not ignore it; others can read
// or replace it. What cannot be determined counts as a fault.
[[nodiscard]] std::vector<base::Error> CheckKeptSecret(const std::string& file);

}  // namespace gatehouse::cli

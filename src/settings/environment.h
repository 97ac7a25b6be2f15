// Where a service runs, and what production does not allow (rows C7 B4). Shown by environment_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::settings {

enum class Environment : uint8_t { kDevelopment, kStaging, kProduction };

inline constexpr std::string_view kEnvironmentName =
    "ENVIRONMENT";  // the setting that says which; development without it

[[nodiscard]] std::string_view Name(Environment environment);  // "development"
// Error.what is "Invalid environment" for every other text.
[[nodiscard]] base::Result<Environment> EnvironmentNamed(std::string_view text);
// What may stand behind ".env." for it: "production", "prod".
[[nodiscard]] std::span<const std::string_view> FileNames(Environment environment);

// In production DEBUG is off and LOG_LEVEL at least WARNING, whatever their case; every other setting passes. `where`
// goes into the Error. Words that nobody knows are refused.
[[nodiscard]] base::Result<> CheckProduction(std::string_view name, std::string_view value, const std::string& where);
// What these two are in production where nobody sets them; empty for every other name.
[[nodiscard]] std::string_view ProductionDefault(std::string_view name);
// ENVIRONMENT, DEBUG and LOG_LEVEL are not secrets, wherever they come from.
[[nodiscard]] bool IsNeverSecret(std::string_view name);

}  // namespace gatehouse::settings

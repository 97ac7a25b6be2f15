// The environment that a service runs in, and the rules of production (rows C7 B4). Shown by environment_test.cc.
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
    "ENVIRONMENT";  // the setting that selects it; development if it is not set

[[nodiscard]] std::string_view Name(Environment environment);  // "development"
// Error.what is "Invalid environment" for any other text.
[[nodiscard]] base::Result<Environment> EnvironmentNamed(std::string_view text);
// The names that may follow ".env." for it: "production", "prod".
[[nodiscard]] std::span<const std::string_view> FileNames(Environment environment);

// Production requires DEBUG off and LOG_LEVEL at least WARNING, ignoring case; every other setting passes. `where`
// is copied into the Error. Unknown words are refused.
[[nodiscard]] base::Result<> CheckProduction(std::string_view name, std::string_view value, const std::string& where);
// The value of DEBUG or LOG_LEVEL in production if it is not set; empty for every other name.
[[nodiscard]] std::string_view ProductionDefault(std::string_view name);
// ENVIRONMENT, DEBUG and LOG_LEVEL are never secret, whatever their source.
[[nodiscard]] bool IsNeverSecret(std::string_view name);

}  // namespace gatehouse::settings

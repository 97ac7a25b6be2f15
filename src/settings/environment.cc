#include "settings/environment.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/number.h"

namespace gatehouse::settings {
namespace {

constexpr std::string_view kDebugName = "DEBUG";
constexpr std::string_view kLogLevelName = "LOG_LEVEL";

constexpr std::array<std::string_view, 2> kDevelopmentFiles = {"development", "dev"};
constexpr std::array<std::string_view, 1> kStagingFiles = {"staging"};
constexpr std::array<std::string_view, 2> kProductionFiles = {"production", "prod"};

// In the order of Environment.
struct Row {
  std::string_view name;
  std::span<const std::string_view> files;
};
constexpr std::array<Row, 3> kEnvironments = {Row{"development", kDevelopmentFiles}, Row{"staging", kStagingFiles},
                                              Row{"production", kProductionFiles}};

// Other common words, and the environment that they mean.
struct Habit {
  std::string_view word;
  Environment meant;
};
constexpr std::array<Habit, 14> kHabits = {{{"dev", Environment::kDevelopment},
                                            {"develop", Environment::kDevelopment},
                                            {"development", Environment::kDevelopment},
                                            {"local", Environment::kDevelopment},
                                            {"test", Environment::kDevelopment},
                                            {"testing", Environment::kDevelopment},
                                            {"ci", Environment::kDevelopment},
                                            {"stage", Environment::kStaging},
                                            {"staging", Environment::kStaging},
                                            {"qa", Environment::kStaging},
                                            {"prod", Environment::kProduction},
                                            {"production", Environment::kProduction},
                                            {"live", Environment::kProduction},
                                            {"release", Environment::kProduction}}};

constexpr std::array<std::string_view, 7> kFalseWords = {"", "0", "false", "no", "off", "n", "f"};
// WARNING and above, in the words of Python, syslog and common libraries, and as Python's numbers.
constexpr std::array<std::string_view, 11> kQuietLevels = {"warning", "warn",  "error", "err", "critical", "crit",
                                                           "alert",   "emerg", "fatal", "off", "panic"};
constexpr int kWarningNumber = 30;

bool IsQuiet(std::string_view level) {
  const std::string lower = base::AsciiLower(level);
  if (std::ranges::find(kQuietLevels, lower) != kQuietLevels.end()) return true;
  return base::ParseNumber<int>(level).value_or(0) >= kWarningNumber;
}

bool IsOff(std::string_view word) {
  return std::ranges::find(kFalseWords, base::AsciiLower(word)) != kFalseWords.end();
}

}  // namespace

std::string_view Name(Environment environment) { return kEnvironments[static_cast<size_t>(environment)].name; }

base::Result<Environment> EnvironmentNamed(std::string_view text) {
  const auto row = std::ranges::find(kEnvironments, text, &Row::name);
  if (row != kEnvironments.end()) return static_cast<Environment>(row - kEnvironments.begin());
  const std::string lower = base::AsciiLower(text);
  for (const Habit& habit : kHabits) {
    if (lower != habit.word) continue;
    const std::string_view meant = Name(habit.meant);
    return base::Fail("Invalid environment", std::string(kEnvironmentName), "write " + std::string(meant));
  }
  return base::Fail("Invalid environment", std::string(kEnvironmentName), "write development, staging or production");
}

std::span<const std::string_view> FileNames(Environment environment) {
  return kEnvironments[static_cast<size_t>(environment)].files;
}

base::Result<> CheckProduction(std::string_view name, std::string_view value, const std::string& where) {
  if (base::EqualIgnoringCase(name, kDebugName) && !IsOff(value)) {
    return base::Fail("Debug is on in production", where, "set DEBUG=false, or take it out");
  }
  if (base::EqualIgnoringCase(name, kLogLevelName) && !IsQuiet(value)) {
    return base::Fail("The log level is below WARNING in production", where, "set LOG_LEVEL=WARNING, or take it out");
  }
  return {};
}

std::string_view ProductionDefault(std::string_view name) {
  if (base::EqualIgnoringCase(name, kDebugName)) return "false";
  if (base::EqualIgnoringCase(name, kLogLevelName)) return "WARNING";
  return {};
}

bool IsNeverSecret(std::string_view name) {
  return base::EqualIgnoringCase(name, kEnvironmentName) || !ProductionDefault(name).empty();
}

}  // namespace gatehouse::settings

// Parses the text of arguments: durations, points in time, headers, data. Each notation is defined only here.
// Tests: arguments_test.cc.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "cli/terminal/output.h"

namespace gatehouse::cli {

inline constexpr std::chrono::seconds kMaxDuration{std::chrono::hours{24 * 3660}};  // ten years
inline constexpr size_t kMaxDataBytes = 16 << 20;                                   // of --data

// "90s", "15m", "1h", "7d", "2w": a whole number above 0 and its unit.
[[nodiscard]] base::Result<std::chrono::seconds> ParseDuration(std::string_view text);

// Seconds since 1970, or "2026-01-31T12:00:00Z".
[[nodiscard]] base::Result<base::Wall> ParseTime(std::string_view text);

// "text" or "json".
[[nodiscard]] base::Result<Format> ParseFormat(std::string_view text);

// A whole number from `low` to `high`, with no other characters.
[[nodiscard]] base::Result<int> ParseNumber(std::string_view text, int low, int high);

struct HeaderArgument {
  std::string name;
  std::string value;
};
// "Name: value", as curl's -H. The name is an RFC 9110 token; the value holds no line break and no NUL.
[[nodiscard]] base::Result<HeaderArgument> ParseHeader(std::string_view text);

// The name of a file as an error message shows it. Text that does not look like a file name (NAME=value, a URL, a word
// that names no existing file) may be a secret typed in the wrong place, and is not repeated.
[[nodiscard]] std::string ShownFile(const std::string& path);
// Returns the name unchanged, or an error if it does not look like a file name.
[[nodiscard]] base::Result<std::string> ParseFileName(std::string_view text);

// Returns the content of "@FILE", of stdin for "-", or else the text itself.
[[nodiscard]] base::Result<std::string> ReadData(const std::string& argument);

// Returns the first line of a file, or of stdin for "-": so a token does not have to be an argument.
[[nodiscard]] base::Result<std::string> ReadToken(const std::string& file);

}  // namespace gatehouse::cli

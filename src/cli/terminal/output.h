// What the program says: data to stdout, words to stderr, colour only on a terminal and never against NO_COLOR.
// Nothing that came from outside reaches a terminal unescaped. Shown by output_test.cc and tests/cli/test_program.py.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/rfc3339.h"
#include "cli/terminal/value.h"

namespace gatehouse::cli {

enum class Format : uint8_t { kText, kJson };
enum class Tone : uint8_t { kGood, kBad, kWarn, kQuiet, kStrong };
enum class Stream : uint8_t { kData, kWords };

// The text with control characters, escape sequences and bytes that are not UTF-8 written as \xNN, so that a log line
// or a file name cannot steer the terminal.
[[nodiscard]] std::string Visible(std::string_view text);

// The text in a colour, where that stream is a terminal that wants it.
[[nodiscard]] std::string Paint(std::string_view text, Tone tone, Stream stream);

// One line on stdout. Json is compact, ASCII only, one line; bytes that are not UTF-8 are replaced.
void Print(std::string_view line);
void PrintText(std::string_view text);  // as it is, line breaks and all
void PrintJson(const Value& value);

// One line on stderr.
void Say(std::string_view words);
void Warn(std::string_view words);
void Complain(const base::Error& error);
void Complain(std::span<const base::Error> errors);

[[nodiscard]] Value ToValue(const base::Error& error);
[[nodiscard]] Value ToValue(std::span<const base::Error> errors);

// "2026-01-31T12:00:00Z"
using base::TimeText;
[[nodiscard]] std::optional<std::string> TimeText(const std::optional<base::Wall>& time);

// Everything written is out, or false: a full disk or a closed pipe must not look like success.
[[nodiscard]] bool FlushOutput();

}  // namespace gatehouse::cli

// The program's output: data to stdout, messages to stderr; colour only on a terminal and not if NO_COLOR is set.
// Untrusted text never reaches a terminal unescaped. Tests: output_test.cc and tests/cli/test_program.py.
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

// Returns the text with control characters, escape sequences and invalid UTF-8 written as \xNN, so that a log line
// or a file name cannot control the terminal.
[[nodiscard]] std::string Visible(std::string_view text);

// Returns the text in a colour if the stream is a terminal that supports it.
[[nodiscard]] std::string Paint(std::string_view text, Tone tone, Stream stream);

// Prints one line to stdout. JSON is compact, ASCII, on one line; invalid UTF-8 is replaced.
void Print(std::string_view line);
void PrintText(std::string_view text);  // unchanged, with its line breaks
void PrintJson(const Value& value);

// The columns of the terminal that stdout is; empty if it is none.
[[nodiscard]] std::optional<size_t> OutputColumns();

// Prints one line to stderr.
void Say(std::string_view words);
void Warn(std::string_view words);
void Complain(const base::Error& error);
void Complain(std::span<const base::Error> errors);

[[nodiscard]] Value ToValue(const base::Error& error);
[[nodiscard]] Value ToValue(std::span<const base::Error> errors);

// "2026-01-31T12:00:00Z"
using base::TimeText;
[[nodiscard]] std::optional<std::string> TimeText(const std::optional<base::Wall>& time);

// Flushes stdout. Returns false after an error: a full disk or a closed pipe must not look like success.
[[nodiscard]] bool FlushOutput();

}  // namespace gatehouse::cli

#include "cli/command/arguments.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

#include "base/bytes.h"
#include "base/file.h"

namespace gatehouse::cli {
namespace {

using std::chrono::seconds;

std::optional<int64_t> WholeNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty() || text.front() == '-') return {};
  return number;
}

// RFC 9110 §5.6.2
bool IsTokenCharacter(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || kMarks.contains(c);
}

base::Result<std::string> ReadStdin(size_t max_bytes) {
  std::string content;
  std::array<char, 65'536> chunk{};
  while (const size_t got = std::fread(chunk.data(), 1, chunk.size(), stdin)) {
    if (content.size() + got > max_bytes) return base::Fail("The input is too large", "stdin");
    content.append(chunk.data(), got);
  }
  if (std::ferror(stdin) != 0) return base::Fail("Cannot be read", "stdin");
  return content;
}

struct Unit {
  char letter;
  int64_t in_seconds;
};
constexpr std::array kUnits = {Unit{'s', 1}, Unit{'m', 60}, Unit{'h', 3600}, Unit{'d', 86'400}, Unit{'w', 604'800}};

// "2026-01-31T12:00:00Z", every field two digits but the year.
std::optional<int64_t> ReadDateTime(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:ddZ";
  if (text.size() != kShape.size()) return {};
  for (size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return {};
  }
  const auto field = [&](size_t at, size_t length) {
    int number = 0;
    std::from_chars(text.data() + at, text.data() + at + length, number);
    return number;
  };
  const std::chrono::year_month_day day{std::chrono::year{field(0, 4)},
                                        std::chrono::month{static_cast<unsigned>(field(5, 2))},
                                        std::chrono::day{static_cast<unsigned>(field(8, 2))}};
  const int hour = field(11, 2);
  const int minute = field(14, 2);
  const int second = field(17, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return {};
  return seconds{std::chrono::sys_days{day}.time_since_epoch()}.count() + hour * 3600 + minute * 60 + second;
}

}  // namespace

base::Result<seconds> ParseDuration(std::string_view text) {
  const auto refuse = [] {
    return base::Fail("Not a duration", {}, "write a number and its unit: 90s, 15m, 1h, 7d or 2w, ten years at most");
  };
  if (text.size() < 2) return refuse();
  const auto* unit = std::ranges::find(kUnits, text.back(), &Unit::letter);
  const std::optional<int64_t> number = WholeNumber(text.substr(0, text.size() - 1));
  if (unit == kUnits.end() || !number.has_value() || *number < 1) return refuse();
  if (*number > kMaxDuration.count() / unit->in_seconds) return refuse();
  return seconds{*number * unit->in_seconds};
}

base::Result<base::Wall> ParseTime(std::string_view text) {
  constexpr int64_t kLatest = 253'402'300'799;  // the end of the year 9999
  std::optional<int64_t> unix_seconds = WholeNumber(text);
  if (!unix_seconds.has_value()) unix_seconds = ReadDateTime(text);
  if (!unix_seconds.has_value() || *unix_seconds < 0 || *unix_seconds > kLatest) {
    return base::Fail("Not a point in time", {}, "write seconds since 1970, or 2026-01-31T12:00:00Z");
  }
  return base::Wall{seconds{*unix_seconds}};
}

base::Result<Format> ParseFormat(std::string_view text) {
  if (text == "text") return Format::kText;
  if (text == "json") return Format::kJson;
  return base::Fail("Unknown format", {}, "write text or json");
}

std::string ShownFile(const std::string& path) {
  const bool like_a_name =
      path.find_first_of("./") != std::string::npos && !path.contains('=') && !path.contains("://");
  return like_a_name || access(path.c_str(), F_OK) == 0 ? path : "the file that is named";
}

base::Result<std::string> ParseFileName(std::string_view text) {
  std::string path(text);
  if (ShownFile(path) == path) return path;
  return base::Fail("There is no such file", {}, "the name of a file is expected; a value is never an argument");
}

base::Result<int> ParseNumber(std::string_view text, int low, int high) {
  const std::optional<int64_t> number = WholeNumber(text);
  if (!number.has_value() || *number < low || *number > high) {
    return base::Fail("Not a whole number in range", {},
                      "write one from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return static_cast<int>(*number);
}

base::Result<HeaderArgument> ParseHeader(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return base::Fail("Not a header", {}, "write 'Name: value'");
  const std::string_view name = text.substr(0, colon);
  const std::string_view value = base::TrimSpace(text.substr(colon + 1));
  if (!std::ranges::all_of(name, IsTokenCharacter))
    return base::Fail("A header name holds a character that none may hold");
  if (value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos) {
    return base::Fail("A header value holds a line break or NUL");
  }
  return HeaderArgument{std::string(name), std::string(value)};
}

base::Result<std::string> ReadData(const std::string& argument) {
  if (argument == "-") return ReadStdin(kMaxDataBytes);
  if (argument.starts_with('@')) return base::ReadFile(argument.substr(1), kMaxDataBytes);
  return argument;
}

base::Result<std::string> ReadToken(const std::string& file) {
  base::Result<std::string> content = file == "-" ? ReadStdin(kMaxDataBytes) : base::ReadFile(file);
  if (!content) return content;
  content->resize(std::min(content->find_first_of("\r\n"), content->size()));
  if (content->empty()) return base::Fail("Holds no token", file == "-" ? "stdin" : file);
  return content;
}

}  // namespace gatehouse::cli

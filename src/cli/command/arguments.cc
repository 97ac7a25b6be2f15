#include "cli/command/arguments.h"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/duration.h"
#include "base/file.h"
#include "base/http_token.h"
#include "base/number.h"
#include "base/rfc3339.h"

namespace gatehouse::cli {
namespace {

using std::chrono::seconds;

std::optional<int64_t> WholeNumber(std::string_view text) {
  return text.starts_with('-') ? std::nullopt : base::ParseNumber<int64_t>(text);
}

}  // namespace

base::Result<seconds> ParseDuration(std::string_view text) {
  const auto duration = base::ParseDuration(text);
  if (duration && *duration >= seconds{1} && *duration <= kMaxDuration) return *duration;
  return base::Fail("Not a duration", {}, "write a number and its unit: 90s, 15m, 1h, 7d or 2w, ten years at most");
}

base::Result<base::Wall> ParseTime(std::string_view text) {
  const std::optional<int64_t> number = WholeNumber(text);
  if (number && *number <= base::kLastSecond) return base::Wall{seconds{*number}};
  const auto time = base::ParseTimeText(text);
  if (time && *time >= base::Wall{}) return *time;
  return base::Fail("Not a point in time", {}, "write seconds since 1970, or 2026-01-31T12:00:00Z");
}

base::Result<Format> ParseFormat(std::string_view text) {
  if (text == "text") return Format::kText;
  if (text == "json") return Format::kJson;
  return base::Fail("Unknown format", {}, "write text or json");
}

namespace {

// Tokens and keys have dots and slashes, too, but between parts that are longer than people make names.
bool HasLongPart(std::string_view path) {
  constexpr size_t kLongestUsual = 64;
  size_t length = 0;
  return std::ranges::any_of(path, [&](char c) {
    length = c == '.' || c == '/' ? 0 : length + 1;
    return length > kLongestUsual;
  });
}

}  // namespace

std::string ShownFile(const std::string& path) {
  const bool like_a_name = path.find_first_of("./") != std::string::npos && !path.contains('=') &&
                           !path.contains("://") && !path.starts_with("eyJ") && !HasLongPart(path);
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
  if (!base::IsToken(name)) return base::Fail("A header name contains a forbidden character");
  if (value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos) {
    return base::Fail("A header value contains a line break or NUL");
  }
  return HeaderArgument{std::string(name), std::string(value)};
}

base::Result<std::string> ReadData(const std::string& argument) {
  if (argument == "-") return base::ReadStdin(kMaxDataBytes);
  if (argument.starts_with('@')) return base::ReadFile(argument.substr(1), kMaxDataBytes);
  return argument;
}

base::Result<std::string> ReadToken(const std::string& file) {
  base::Result<std::string> content = file == "-" ? base::ReadStdin(kMaxDataBytes) : base::ReadFile(file);
  if (!content && file != "-") {
    return base::Fail(std::move(content.error().what), ShownFile(file),
                      "name a file that contains it, or write - for stdin; the value itself is never an argument");
  }
  if (!content) return content;
  content->resize(std::min(content->find_first_of("\r\n"), content->size()));
  if (content->empty()) return base::Fail("Contains no token", file == "-" ? "stdin" : file);
  return content;
}

}  // namespace gatehouse::cli

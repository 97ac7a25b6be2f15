// Helpers around a request: encodings of bodies, headers and kinds of answers. send.cc sends the request.
#include "fetch/fetch.h"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "base/bytes.h"

namespace gatehouse::fetch {
namespace {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7); the obsolete forms are not supported.
std::optional<std::chrono::system_clock::time_point> ParseDate(const std::string& text) {
  std::tm parts{};
  const char* const end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return {};
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

}  // namespace

base::SecretString FormBody(std::initializer_list<FormField> fields) {
  return FormBody(std::span(fields.begin(), fields.size()));
}

base::SecretString FormBody(std::span<const FormField> fields) {
  constexpr size_t kMostBytesForOne = 3;
  size_t most = 0;
  for (const FormField& field : fields) most += kMostBytesForOne * (field.name.size() + field.value.size()) + 2;
  std::string body;
  body.reserve(most);  // never reallocates: no partial copy stays in memory
  for (const FormField& field : fields) {
    if (!body.empty()) body += '&';
    base::AppendPercentEncoded(body, field.name);
    body += '=';
    base::AppendPercentEncoded(body, field.value);
  }
  return base::SecretString(std::move(body));
}

std::string_view Answer::Header(std::string_view lower_case_name) const {
  const auto found = std::ranges::find(headers, lower_case_name, [](const auto& each) { return each.first; });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

bool LooksLikeHtml(const Answer& answer) {
  std::string_view body = answer.body.Reveal();
  body.remove_prefix(std::min(body.find_first_not_of(" \t\r\n\xef\xbb\xbf"), body.size()));
  if (body.starts_with('{') || body.starts_with('[')) return false;  // JSON with a wrong type is JSON
  // The body of an error is not used, and some services label every error as HTML.
  constexpr int kFirstError = 400;
  const std::string type = base::AsciiLower(answer.Header("content-type"));
  const bool typed = type.starts_with("text/html") || type.starts_with("application/xhtml");
  if (typed && answer.status < kFirstError) return true;
  constexpr size_t kLongestMark = 14;
  const std::string first = base::AsciiLower(body.substr(0, kLongestMark));
  return first.starts_with("<!doctype html") || first.starts_with("<html");
}

std::optional<std::chrono::seconds> RetryAfter(const Answer& answer, std::chrono::system_clock::time_point now,
                                               std::chrono::seconds most) {
  const std::string text(answer.Header("retry-after"));
  if (text.empty()) return {};
  int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (end == text.data() + text.size() && seconds >= 0 && text.front() != '-') {
    if (fault == std::errc::result_out_of_range || seconds > most.count()) return most;
    return std::chrono::seconds(seconds);
  }
  const auto date = ParseDate(text);
  if (!date) return {};
  const auto wait = std::chrono::ceil<std::chrono::seconds>(*date - now);
  return std::clamp(wait, std::chrono::seconds(0), most);
}

}  // namespace gatehouse::fetch

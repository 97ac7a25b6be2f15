#include "control/service/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "control/service/json_text.h"

namespace gatehouse::service {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// RFC 9110's reason phrases for the daemon's status codes.
std::string_view Title(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 429:
      return "Too Many Requests";
    case 503:
      return "Service Unavailable";
    default:
      return status < 500 ? "Refused" : "Error";
  }
}

// Decodes '+' and %XX in place, so that no copy remains in another buffer. Returns false if a '%' is not followed by
// two hexadecimal digits, or the result is not UTF-8.
bool DecodeFormText(std::string& text) {
  size_t written = 0;
  for (size_t read = 0; read < text.size(); ++written) {
    const int byte = base::PercentByte(std::string_view(text).substr(read));
    if (byte < 0 && text[read] == '%') return false;
    text[written] = byte >= 0 ? static_cast<char>(byte) : text[read] == '+' ? ' ' : text[read];
    read += byte >= 0 ? 3 : 1;
  }
  text.resize(written);
  return base::IsUtf8(text);
}

// Calls visit(name, value) for each pair of "a=1&b=2", without decoding. Returns false if there are too many pairs, or
// visit returned false.
template <typename Visit>
bool ForEachPair(std::string_view encoded, Visit visit) {
  for (size_t count = 0; !encoded.empty();) {
    const size_t end = std::min(encoded.find('&'), encoded.size());
    const std::string_view part = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (part.empty()) continue;
    if (count++ == kMaxFormFields) return false;
    const size_t equals = std::min(part.find('='), part.size());
    if (!visit(part.substr(0, equals), part.substr(std::min(equals + 1, part.size())))) return false;
  }
  return true;
}

bool IsForm(std::string_view content_type) {
  const std::string_view type = base::TrimSpace(content_type.substr(0, content_type.find(';')));
  return base::EqualIgnoringCase(type, kFormType);
}

// True for a path that stays on this host in a browser: not "//other", not "/\other", no line breaks.
bool StaysHere(std::string_view path) {
  if (!path.starts_with('/') || path.starts_with("//")) return false;
  return std::ranges::none_of(path, [](char c) { return c == '\\' || static_cast<unsigned char>(c) <= 0x20; });
}

}  // namespace

HttpRequest::~HttpRequest() {
  for (auto& [name, value] : headers) base::Wipe(value);
  for (auto& [name, value] : query) base::Wipe(value);
  base::Wipe(body);
}

std::string_view HttpRequest::Header(std::string_view lower_case_name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) { return header.first == lower_case_name; });
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::vector<std::pair<std::string, std::string>>> DecodePairs(std::string_view encoded) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const bool good = ForEachPair(encoded, [&](std::string_view name, std::string_view value) {
    auto& pair = pairs.emplace_back(name, value);
    return DecodeFormText(pair.first) && DecodeFormText(pair.second);
  });
  return good ? std::optional(std::move(pairs)) : std::nullopt;
}

std::optional<base::SecretString> DecodeFormValue(std::string_view encoded) {
  std::string text(encoded);
  const bool good = DecodeFormText(text);
  base::SecretString value(std::move(text));  // wiped even if the text is invalid
  return good ? std::optional(std::move(value)) : std::nullopt;
}

std::optional<Form> ReadForm(const HttpRequest& request) {
  if (!IsForm(request.Header("content-type"))) return {};
  Form form;
  const bool good = ForEachPair(request.body, [&](std::string_view encoded_name, std::string_view encoded_value) {
    std::string name(encoded_name);
    auto value = DecodeFormValue(encoded_value);
    return value && DecodeFormText(name) && form.emplace(std::move(name), std::move(*value)).second;
  });
  return good ? std::optional(std::move(form)) : std::nullopt;
}

std::string_view FieldOf(const Form& form, std::string_view name) {
  const auto found = form.find(name);
  return found == form.end() ? std::string_view() : found->second.Reveal();
}

base::SecretString TakeField(Form& form, std::string_view name) {
  const auto found = form.find(name);
  return found == form.end() ? base::SecretString() : std::exchange(found->second, {});
}

HttpResponse JsonResponse(int status, std::string json) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, std::move(json)};
}

HttpResponse ProblemResponse(int status, std::string_view detail) {
  const nlohmann::ordered_json problem = {
      {"type", "about:blank"}, {"title", Title(status)}, {"status", status}, {"detail", detail}};
  return {status, {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}}, JsonText(problem)};
}

HttpResponse SeeOther(std::string_view path) {
  return {303, {{"Location", StaysHere(path) ? std::string(path) : "/"}, {"Cache-Control", "no-store"}}, {}};
}

std::optional<std::string> MatchPath(std::string_view pattern, std::string_view path) {
  const size_t any = pattern.ends_with('/') ? pattern.size() : pattern.find('*');
  if (any == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
  const std::string_view front = pattern.substr(0, any);
  const std::string_view back = pattern.substr(std::min(any + 1, pattern.size()));
  if (path.size() <= front.size() + back.size() || !path.starts_with(front) || !path.ends_with(back)) return {};
  const std::string_view segment = path.substr(front.size(), path.size() - front.size() - back.size());
  if (segment.contains('/')) return {};
  return base::PercentDecode(segment);
}

}  // namespace gatehouse::service

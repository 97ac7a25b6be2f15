#include "control/service/exchange.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.h"

namespace gatehouse::control {
namespace {

constexpr std::string_view kFormType = "application/x-www-form-urlencoded";

// RFC 9110's reason phrases for what the daemon answers.
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

std::optional<std::string> DecodeFormText(std::string_view encoded) {
  std::string spaced(encoded);
  std::ranges::replace(spaced, '+', ' ');
  auto decoded = base::PercentDecode(spaced);
  if (!decoded || !base::IsUtf8(*decoded)) return {};
  return decoded;
}

bool IsForm(std::string_view content_type) {
  const std::string_view type = base::TrimSpace(content_type.substr(0, content_type.find(';')));
  return base::EqualIgnoringCase(type, kFormType);
}

// A path that a browser keeps on this host: not "//other", not "/\other", nothing that ends a header line.
bool StaysHere(std::string_view path) {
  if (!path.starts_with('/') || path.starts_with("//")) return false;
  return std::ranges::none_of(path, [](char c) { return c == '\\' || static_cast<unsigned char>(c) <= 0x20; });
}

}  // namespace

std::string_view HttpRequest::Header(std::string_view lower_case_name) const {
  const auto found = std::ranges::find_if(headers, [&](const auto& header) { return header.first == lower_case_name; });
  return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<std::vector<std::pair<std::string, std::string>>> DecodePairs(std::string_view encoded) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!encoded.empty()) {
    const size_t end = std::min(encoded.find('&'), encoded.size());
    const std::string_view part = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (part.empty()) continue;
    if (pairs.size() == kMaxFormFields) return {};
    const size_t equals = std::min(part.find('='), part.size());
    auto name = DecodeFormText(part.substr(0, equals));
    auto value = DecodeFormText(part.substr(std::min(equals + 1, part.size())));
    if (!name || !value) return {};
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  return pairs;
}

std::optional<Form> ReadForm(const HttpRequest& request) {
  if (!IsForm(request.Header("content-type"))) return {};
  auto pairs = DecodePairs(request.body);
  if (!pairs) return {};
  Form form;
  for (auto& [name, value] : *pairs) {
    if (!form.emplace(std::move(name), std::move(value)).second) return {};
  }
  return form;
}

HttpResponse JsonResponse(int status, std::string json) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, std::move(json)};
}

HttpResponse ProblemResponse(int status, std::string_view detail) {
  const nlohmann::ordered_json problem = {
      {"type", "about:blank"}, {"title", Title(status)}, {"status", status}, {"detail", detail}};
  return {status,
          {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}},
          problem.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)};
}

HttpResponse SeeOther(std::string_view path) {
  return {303, {{"Location", StaysHere(path) ? std::string(path) : "/"}, {"Cache-Control", "no-store"}}, {}};
}

}  // namespace gatehouse::control

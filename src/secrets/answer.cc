#include "secrets/answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/bytes.h"
#include "fetch/proxy.h"

namespace gatehouse::secrets {
namespace {

ProviderError FromFailure(const fetch::Failure& failure, std::string_view service) {
  const std::string name(service);
  base::Error error{name + ": " + failure.what, failure.where, failure.fix};
  switch (failure.kind) {
    case fetch::FailureKind::kMisused:
      return {Fault::kMisused, std::move(error), {}};
    case fetch::FailureKind::kProxy:
      return {
          Fault::kUnreachable, base::Error{failure.what + ", on the way to " + name, failure.where, failure.fix}, {}};
    case fetch::FailureKind::kTooLarge:
      error.fix = "a secret is at most 1 MiB";
      return {Fault::kMalformed, std::move(error), {}};
    default:
      return {Fault::kUnreachable, std::move(error), {}};
  }
}

std::unexpected<ProviderError> NotOurs(std::string what, std::string where, std::string fix) {
  return std::unexpected(
      ProviderError{Fault::kUnreachable, {std::move(what), std::move(where), std::move(fix)}, {}, true});
}

std::string WithoutQuery(const std::string& url) { return url.substr(0, url.find_first_of("?#")); }

struct StatusMeaning {
  int first;
  int last;
  Fault fault;
  std::string_view words;
  std::string_view fix;
};
constexpr std::array<StatusMeaning, 7> kMeanings = {{
    {401, 401, Fault::kDenied, "the credentials are not accepted", "check that they are right and have not expired"},
    {403, 403, Fault::kDenied, "permission denied", "let these credentials read the secret"},
    {404, 404, Fault::kAbsent, "there is no such secret or version", "check the reference"},
    {429, 429, Fault::kThrottled, "too many requests", "ask less often, or let values live longer"},
    {503, 503, Fault::kUnavailable, "sealed, or in maintenance", "see to the service"},
    {500, 599, Fault::kUnavailable, "the service failed", "see to the service"},
    {400, 499, Fault::kMisused, "the request was refused", "check the reference"},
}};

}  // namespace

std::unexpected<ProviderError> Refuse(Fault fault, std::string what, std::string where, std::string fix) {
  return std::unexpected(ProviderError{fault, {std::move(what), std::move(where), std::move(fix)}, {}});
}

std::expected<std::string, ProviderError> CheckEndpoint(std::string_view url, std::string_view named_by) {
  while (url.ends_with('/')) url.remove_suffix(1);
  const std::string where(named_by);
  const bool tls = url.starts_with("https://");
  if ((!tls && !url.starts_with("http://")) || url.find_first_of("?#@ ") != std::string_view::npos) {
    return Refuse(Fault::kMisused, "The address is not http(s)://host[:port]", where, "write https://host:port");
  }
  const std::string host = fetch::HostOf(url).name;
  if (host.empty()) return Refuse(Fault::kMisused, "The address has no host", where, "write https://host:port");
  // Plain HTTP is allowed only to this machine and to the metadata addresses of clouds: nobody else can listen there.
  if (!tls && !fetch::IsThisMachine(host) && !fetch::IsLinkLocalService(host)) {
    return Refuse(Fault::kMisused, "Secrets would cross the network in clear", where, "write https://");
  }
  return std::string(url);
}

std::expected<fetch::Answer, ProviderError> Ask(fetch::Request request, std::string_view service) {
  request.max_bytes = std::max(request.max_bytes, kMaxStoreAnswerBytes);
  auto answer = fetch::Send(request);
  if (!answer) return std::unexpected(FromFailure(answer.error(), service));
  const std::string name(service);
  if (answer->status >= 300 && answer->status < 400) {
    return NotOurs(name + " sends us elsewhere; credentials never follow", WithoutQuery(request.url),
                   "name the address that it sends to, if that is the service");
  }
  if (answer->status < 500 && fetch::LooksLikeHtml(*answer)) {
    return NotOurs("A web page answers instead of " + name, WithoutQuery(request.url),
                   "check the address, the proxy, and whether the network wants a login first");
  }
  return std::move(*answer);
}

fetch::Header BearerHeader(const base::SecretString& token) {
  constexpr std::string_view kBearer = "Bearer ";
  std::string value;
  value.reserve(kBearer.size() + token.Reveal().size());  // never reallocates: no partial copy stays in memory
  value += kBearer;
  value += token.Reveal();
  return {"Authorization", base::SecretString(std::move(value))};
}

ProviderError StatusError(const fetch::Answer& answer, std::string_view service, std::string where, base::Wall now) {
  const std::string name(service);
  for (const StatusMeaning& meaning : kMeanings) {
    if (answer.status < meaning.first || answer.status > meaning.last) continue;
    ProviderError error{meaning.fault,
                        {name + ": " + std::string(meaning.words) + " (" + std::to_string(answer.status) + ")",
                         std::move(where), std::string(meaning.fix)},
                        {}};
    if (meaning.fault == Fault::kThrottled || meaning.fault == Fault::kUnavailable) {
      error.retry_after = fetch::RetryAfter(answer, now, kLongestRetryAfter);
    }
    return error;
  }
  return {Fault::kMalformed, {name + " answers with " + std::to_string(answer.status), std::move(where), {}}, {}};
}

bool AnswerJson::Read(const fetch::Answer& answer) {
  constexpr size_t kMaxDepth = 64;
  constexpr size_t kMaxMembers = 100'000;
  const auto root =
      parser_.Parse(answer.body.Reveal(),
                    {.max_bytes = kMaxStoreAnswerBytes, .max_depth = kMaxDepth, .max_members = kMaxMembers}, true);
  if (!root || !root->IsObject()) return false;
  root_ = *root;
  return true;
}

std::optional<json::Value> Find(const json::Value& root, std::initializer_list<std::string_view> names) {
  std::optional<json::Value> at = root;
  for (const std::string_view name : names) {
    at = at->Member(name);
    if (!at) return {};
  }
  return at;
}

std::string_view FindString(const json::Value& root, std::initializer_list<std::string_view> names) {
  const auto found = Find(root, names);
  return found ? found->String().value_or(std::string_view()) : std::string_view();
}

std::optional<double> FindNumber(const json::Value& root, std::initializer_list<std::string_view> names) {
  const auto found = Find(root, names);
  return found ? found->Number() : std::nullopt;
}

std::optional<base::SecretString> DecodeBase64Secret(std::string_view text) {
  auto bytes = base::Base64Decode(text);
  if (!bytes) return {};
  return base::SecretString(std::move(*bytes));
}

std::string Environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool IsPlainPath(std::string_view path) {
  while (true) {
    const size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (segment.empty() || segment == "." || segment == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace gatehouse::secrets

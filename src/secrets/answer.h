// What the providers of services share: how an answer, or the want of one, is judged, and how its JSON is read. The
// words of a service are never repeated: an error of AWS may hold the request's session token. Shown by answer_test.cc,
// fuzz/store_answer_fuzz.cc.
#pragma once

#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/secret_string.h"
#include "fetch/fetch.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// A secret of kMaxSecretBytes may be escaped or base64 in its answer.
inline constexpr size_t kMaxStoreAnswerBytes = 2 * kMaxSecretBytes + (size_t{64} << 10);
inline constexpr std::chrono::seconds kLongestRetryAfter{300};

[[nodiscard]] std::unexpected<ProviderError> Refuse(Fault fault, std::string what, std::string where = {},
                                                    std::string fix = {});

// https, or http where nobody listens in: this machine, and the metadata services of clouds. Without a '/' at the end.
[[nodiscard]] std::expected<std::string, ProviderError> CheckEndpoint(std::string_view url, std::string_view named_by);

// Sends it; an answer that is not the service's own is an error: a redirect, HTML, too large. `service` is the name
// that errors give it: "Vault".
[[nodiscard]] std::expected<fetch::Answer, ProviderError> Ask(fetch::Request request, std::string_view service);

// "Authorization: Bearer TOKEN"
[[nodiscard]] fetch::Header BearerHeader(const base::SecretString& token);

// What a status means where the service says nothing better: "Vault: permission denied (403)".
[[nodiscard]] ProviderError StatusError(const fetch::Answer& answer, std::string_view service, std::string where,
                                        base::Wall now);

// The JSON of an answer. It borrows the answer's bytes, which must outlive it.
class AnswerJson {
 public:
  [[nodiscard]] bool Read(const fetch::Answer& answer);  // false: no JSON object
  [[nodiscard]] const json::Value& root() const { return *root_; }

 private:
  json::Parser parser_;
  std::optional<json::Value> root_;
};

// Members by name through objects; empty where one is missing or of another kind.
[[nodiscard]] std::optional<json::Value> Find(const json::Value& root, std::initializer_list<std::string_view> names);
[[nodiscard]] std::string_view FindString(const json::Value& root, std::initializer_list<std::string_view> names);
[[nodiscard]] std::optional<double> FindNumber(const json::Value& root, std::initializer_list<std::string_view> names);

// Wipes what a decoder gave us.
[[nodiscard]] std::optional<base::SecretString> DecodeBase64Secret(std::string_view text);

// A variable of the environment; empty where it is not set.
[[nodiscard]] std::string Environment(const char* name);

// No empty segment, none that is "." or "..": what a path of a reference to a service may not hold.
[[nodiscard]] bool IsPlainPath(std::string_view path);

}  // namespace gatehouse::secrets

// Shared by the providers of services: how an answer, or its absence, is judged, and how its JSON is read. The
// messages of a service are never repeated: an error of AWS may contain the session token. Shown by answer_test.cc,
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

// Allows for a secret of kMaxSecretBytes that is escaped or in base64.
inline constexpr size_t kMaxStoreAnswerBytes = 2 * kMaxSecretBytes + (size_t{64} << 10);
inline constexpr std::chrono::seconds kLongestRetryAfter{300};

[[nodiscard]] std::unexpected<ProviderError> Refuse(Fault fault, std::string what, std::string where = {},
                                                    std::string fix = {});

// Allows https, and http only to this machine and to the metadata services of clouds, where nobody else can listen.
[[nodiscard]] std::expected<std::string, ProviderError> CheckEndpoint(std::string_view url, std::string_view named_by);

// Sends the request; an answer that is not the service's own is an error: a redirect, HTML, too large. `service` is
// its name in errors: "Vault".
[[nodiscard]] std::expected<fetch::Answer, ProviderError> Ask(fetch::Request request, std::string_view service);

// "Authorization: Bearer TOKEN"
[[nodiscard]] fetch::Header BearerHeader(const base::SecretString& token);

// The error for a status, if the service itself says nothing more precise: "Vault: permission denied (403)".
[[nodiscard]] ProviderError StatusError(const fetch::Answer& answer, std::string_view service, std::string where,
                                        base::Wall now);

// The JSON of an answer. It points into the answer's bytes, which must outlive it.
class AnswerJson {
 public:
  [[nodiscard]] bool Read(const fetch::Answer& answer);  // false: not a JSON object
  [[nodiscard]] const json::Value& root() const { return *root_; }

 private:
  json::Parser parser_;
  std::optional<json::Value> root_;
};

// Follows member names through objects; empty if a member is missing or its parent is not an object.
[[nodiscard]] std::optional<json::Value> Find(const json::Value& root, std::initializer_list<std::string_view> names);
[[nodiscard]] std::string_view FindString(const json::Value& root, std::initializer_list<std::string_view> names);
[[nodiscard]] std::optional<double> FindNumber(const json::Value& root, std::initializer_list<std::string_view> names);

// Also wipes the decoder's buffer.
[[nodiscard]] std::optional<base::SecretString> DecodeBase64Secret(std::string_view text);

// A variable of the environment; empty if it is not set.
[[nodiscard]] std::string Environment(const char* name);

// Whether no segment is empty, "." or "..", which a path in a reference to a service must not contain.
[[nodiscard]] bool IsPlainPath(std::string_view path);

}  // namespace gatehouse::secrets

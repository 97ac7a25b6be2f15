#include "secrets/azure/token_answer.h"

#include "base/number.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

// A number, or a number in a string as managed identities send it.
std::optional<int64_t> Seconds(const json::Value& root, std::string_view name) {
  const auto found = root.Member(name);
  if (!found) return {};
  return base::ParseNumber<int64_t>(found->Raw());
}

}  // namespace

std::expected<AccessToken, ProviderError> ReadAzureToken(const fetch::Answer& answer, const char* service,
                                                         const std::string& where, base::Wall now) {
  constexpr int64_t kMostSeconds = int64_t{7} * 24 * 3600;
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, std::string(service) + " gave no JSON object", where);
  const std::string_view token = FindString(body.root(), {"access_token"});
  auto life = Seconds(body.root(), "expires_in");
  if (const auto end = Seconds(body.root(), "expires_on"); !life && end) {
    life = *end - std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  }
  if (token.empty() || !life || *life <= 0 || *life > kMostSeconds) {
    return Refuse(Fault::kMalformed, std::string(service) + " gave no token, or one without an end", where);
  }
  return AccessToken{base::SecretString(std::string(token)), now + std::chrono::seconds(*life)};
}

}  // namespace gatehouse::secrets

#include "secrets/aws/served_keys.h"

#include "base/rfc3339.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {

std::expected<std::optional<FoundAws>, ProviderError> ReadServedKeys(const fetch::Answer& answer,
                                                                     const std::string& service, base::Wall now) {
  if (answer.status != 200) return std::unexpected(StatusError(answer, service, {}, now));
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, service + " gave no JSON object");
  const std::string_view id = FindString(body.root(), {"AccessKeyId"});
  const std::string_view key = FindString(body.root(), {"SecretAccessKey"});
  const auto expires = base::ParseRfc3339(FindString(body.root(), {"Expiration"}));
  if (id.empty() || key.empty() || !expires) {
    return Refuse(Fault::kMalformed, service + " gave no credentials, or some without an end");
  }
  return FoundAws{{std::string(id), base::SecretString(std::string(key)),
                   base::SecretString(std::string(FindString(body.root(), {"Token"})))},
                  expires};
}

}  // namespace gatehouse::secrets

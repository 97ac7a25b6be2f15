#include "secrets/azure/entra.h"

#include <vector>

#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/azure/client_certificate.h"
#include "secrets/azure/token_answer.h"
#include "secrets/oauth.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kEntra = "Entra ID";
constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

// The credential of the client, and the variables that it came from.
struct Proof {
  bool is_secret = false;  // false: an assertion
  base::SecretString value;
  const char* variable = nullptr;
};

std::expected<Proof, ProviderError> FindProof(const std::string& client, const std::string& url, base::Wall now) {
  if (base::SecretString secret(Environment("AZURE_CLIENT_SECRET")); !secret.empty()) {
    return Proof{true, std::move(secret), "AZURE_CLIENT_SECRET"};
  }
  if (const std::string file = Environment("AZURE_CLIENT_CERTIFICATE_PATH"); !file.empty()) {
    auto assertion = AssertionByCertificate(file, client, url, now);
    if (!assertion) return std::unexpected(std::move(assertion.error()));
    return Proof{false, std::move(*assertion), "AZURE_CLIENT_CERTIFICATE_PATH"};
  }
  const std::string file = Environment("AZURE_FEDERATED_TOKEN_FILE");
  if (file.empty()) return Proof{};
  auto token = ReadSecretFile(file);  // it is replaced every hour
  if (!token) return std::unexpected(std::move(token.error()));
  return Proof{false, std::move(token->value), "AZURE_FEDERATED_TOKEN_FILE"};
}

bool IsTenant(std::string_view text) {
  constexpr std::string_view kKnown = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-";
  return text.find_first_not_of(kKnown) == std::string_view::npos;
}

}  // namespace

std::expected<std::optional<AccessToken>, ProviderError> AskEntra(const AzureCloud& cloud, base::Wall now) {
  const std::string tenant = Environment("AZURE_TENANT_ID");
  const std::string client = Environment("AZURE_CLIENT_ID");
  const std::string url = cloud.authority + "/" + tenant + "/oauth2/v2.0/token";
  const auto proof = FindProof(client, url, now);
  if (!proof) return std::unexpected(proof.error());
  if (proof->variable == nullptr) return std::nullopt;
  if (tenant.empty() || client.empty()) {
    return Refuse(Fault::kMisused,
                  "AZURE_TENANT_ID or AZURE_CLIENT_ID is not set, but " + std::string(proof->variable) + " is", {},
                  "set both");
  }
  if (!IsTenant(tenant)) {
    return Refuse(Fault::kMisused, "AZURE_TENANT_ID is not a tenant", {}, "set it to the tenant's id or domain");
  }
  const std::string scope = cloud.Resource() + "/.default";
  std::vector<fetch::FormField> fields = {
      {"grant_type", "client_credentials"}, {"client_id", client}, {"scope", scope}};
  if (proof->is_secret) {
    fields.push_back({"client_secret", proof->value.Reveal()});
  } else {
    fields.push_back({"client_assertion_type", kJwtBearer});
    fields.push_back({"client_assertion", proof->value.Reveal()});
  }
  const auto answer = Ask(FormRequest(url, fetch::FormBody(std::span<const fetch::FormField>(fields))), kEntra);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 400 || answer->status == 401) {
    return Refuse(Fault::kDenied, "Entra ID refuses the login" + Refusal(*answer), url,
                  "check AZURE_TENANT_ID, AZURE_CLIENT_ID, and that " + std::string(proof->variable) +
                      " belongs to the client and has not expired");
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kEntra, url, now));
  auto token = ReadAzureToken(*answer, kEntra, url, now);
  if (!token) return std::unexpected(std::move(token.error()));
  return std::move(*token);
}

}  // namespace gatehouse::secrets

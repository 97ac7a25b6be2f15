#include "control/registry/client_authentication.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "control/registry/assertion.h"
#include "control/registry/client_id.h"
#include "control/registry/endpoints.h"
#include "control/store/assertions.h"

namespace gatehouse::registry {
namespace {

constexpr std::string_view kBasic = "Basic ";
constexpr size_t kMaxClientIdBytes = 64;
constexpr size_t kMaxPresentedBytes = size_t{16} * 1024;
constexpr std::chrono::minutes kLastUsedStep{1};  // accuracy of `last_used`: one write per credential and minute
constexpr OAuthRefusal kUnknown = {.error = OAuthError::kInvalidClient,
                                   .description = "unknown client, or wrong credentials"};

std::unexpected<OAuthRefusal> Invalid(std::string_view description) {
  return std::unexpected(OAuthRefusal{.error = OAuthError::kInvalidRequest, .description = description});
}

}  // namespace

struct ClientAuthentication::Presented {
  std::string client_id;
  base::SecretString secret;
  std::string assertion;
};

struct ClientAuthentication::Known {
  std::optional<store::Droplet> droplet;
  std::vector<store::Credential> secrets;  // alive
  std::vector<store::Credential> keys;     // alive
};

ClientAuthentication::ClientAuthentication(const RegistryContext& context)
    : context_(context),
      audiences_({context.control().url + std::string(kTokenPath), context.registry().issuer, context.control().url}),
      secrets_(context.link, context.hashes) {}

std::expected<ClientAuthentication::Presented, OAuthRefusal> ClientAuthentication::Read(
    const service::HttpRequest& request, const service::Form& form) const {
  Presented presented;
  const std::string_view authorization = request.Header("authorization");
  const std::string_view form_client = service::FieldOf(form, "client_id");
  const std::string_view form_secret = service::FieldOf(form, "client_secret");
  const std::string_view assertion = service::FieldOf(form, "client_assertion");
  const std::string_view assertion_type = service::FieldOf(form, "client_assertion_type");
  const int methods = (authorization.empty() ? 0 : 1) + (form_secret.empty() ? 0 : 1) +
                      (assertion.empty() && assertion_type.empty() ? 0 : 1);
  if (methods > 1) return Invalid("more than one way of client authentication");
  if (methods == 0) {
    return std::unexpected(
        OAuthRefusal{.error = OAuthError::kInvalidClient, .description = "client authentication is missing"});
  }
  if (!authorization.empty()) {
    if (authorization.size() <= kBasic.size() || authorization.size() > kMaxPresentedBytes ||
        !base::EqualIgnoringCase(authorization.substr(0, kBasic.size()), kBasic)) {
      return std::unexpected(kUnknown);
    }
    auto decoded = base::Base64Decode(authorization.substr(kBasic.size()));
    if (!decoded) return std::unexpected(kUnknown);
    const base::SecretString pair(std::move(*decoded));
    const size_t colon = pair.Reveal().find(':');
    if (colon == std::string_view::npos) return std::unexpected(kUnknown);
    // RFC 6749 §2.3.1: client id and secret are form-urlencoded before the Basic encoding.
    const auto client = service::DecodeFormValue(pair.Reveal().substr(0, colon));
    auto secret = service::DecodeFormValue(pair.Reveal().substr(colon + 1));
    if (!client || !secret) return std::unexpected(kUnknown);
    if (!form_client.empty() && form_client != client->Reveal()) return Invalid("client_id names another client");
    presented.client_id = client->Reveal();
    presented.secret = std::move(*secret);
  } else if (!form_secret.empty()) {
    presented.client_id = form_client;
    presented.secret = base::SecretString(std::string(form_secret));
  } else {
    if (assertion_type != kAssertionTypeParameter) return Invalid("client_assertion_type is unknown");
    presented.client_id = ClaimedClient(assertion);
    presented.assertion = assertion;
    if (!form_client.empty() && form_client != presented.client_id) return Invalid("client_id names another client");
  }
  if (presented.client_id.size() > kMaxClientIdBytes) presented.client_id.clear();
  return presented;
}

std::expected<ClientAuthentication::Known, OAuthRefusal> ClientAuthentication::Look(std::string_view client_id,
                                                                                    base::Wall now) const {
  const auto id = DropletOfClient(client_id);
  if (!id) return Known{};
  auto known = context_.database.Read([&](store::Transaction& transaction) {
    Known found;
    found.droplet = store::FindDroplet(transaction, *id);
    for (store::Credential& credential : store::CredentialsOf(transaction, *id)) {
      if (!credential.Alive(now)) continue;
      (credential.kind == store::CredentialKind::kSecret ? found.secrets : found.keys).push_back(std::move(credential));
    }
    return found;
  });
  if (!known) {
    return std::unexpected(OAuthRefusal{.error = OAuthError::kTemporarilyUnavailable,
                                        .description = "the registry cannot look that up now",
                                        .retry_after = std::chrono::seconds(1)});
  }
  if (known->droplet && known->droplet->state == gate::DropletState::kRetired) return Known{};
  return *std::move(known);
}

std::expected<std::string, OAuthRefusal> ClientAuthentication::CheckSecret(const Presented& presented,
                                                                           const Known& known,
                                                                           const service::HttpRequest& request) {
  const auto verdict = secrets_.Check(presented.client_id, known.secrets, presented.secret.Reveal(), request);
  switch (verdict.outcome) {
    case ClientSecrets::Outcome::kRight:
      if (verdict.outdated) Renew(*verdict.credential, presented.secret.Reveal());
      return verdict.credential->id;
    case ClientSecrets::Outcome::kWrong:
      return std::unexpected(kUnknown);
    case ClientSecrets::Outcome::kBusy:
      return std::unexpected(OAuthRefusal{.error = OAuthError::kTemporarilyUnavailable,
                                          .description = "too many clients authenticate at once",
                                          .retry_after = verdict.retry_after});
    case ClientSecrets::Outcome::kLimited:
      break;
  }
  return std::unexpected(OAuthRefusal{.error = OAuthError::kTemporarilyUnavailable,
                                      .description = "too many attempts to authenticate as this client",
                                      .retry_after = verdict.retry_after,
                                      .limited = true});
}

std::expected<std::string, OAuthRefusal> ClientAuthentication::CheckAssertion(const Presented& presented,
                                                                              const Known& known, base::Wall now) {
  if (known.keys.empty()) return std::unexpected(kUnknown);
  const auto assertion = JudgeAssertion(presented.assertion, presented.client_id, known.keys, audiences_, now);
  if (!assertion) {
    return std::unexpected(OAuthRefusal{.error = OAuthError::kInvalidClient, .description = assertion.error()});
  }
  const auto fresh = context_.database.Write([&](store::Transaction& transaction) {
    return store::UseAssertion(transaction, presented.client_id, assertion->token_id, assertion->expires);
  });
  if (!fresh) {
    return std::unexpected(OAuthRefusal{.error = OAuthError::kTemporarilyUnavailable,
                                        .description = "the registry cannot record the assertion now",
                                        .retry_after = std::chrono::seconds(1)});
  }
  if (!*fresh) {
    return std::unexpected(
        OAuthRefusal{.error = OAuthError::kInvalidClient, .description = "the assertion was used before (jti)"});
  }
  return assertion->credential->id;
}

// If this fails, the next successful authentication tries again.
void ClientAuthentication::Renew(const store::Credential& credential, std::string_view secret) {
  static_cast<void>(context_.database.Write([&](store::Transaction& transaction) {
    store::SetSecretHash(transaction, credential.id, HashClientSecret(secret));
  }));
}

void ClientAuthentication::Touch(const std::string& credential_id, const Known& known, base::Wall now) {
  for (const std::vector<store::Credential>* kind : {&known.secrets, &known.keys}) {
    const auto used = std::ranges::find(*kind, credential_id, &store::Credential::id);
    if (used == kind->end()) continue;
    if (used->last_used && *used->last_used + kLastUsedStep > now) return;
  }
  // Only informational: a failed write does not refuse the client.
  static_cast<void>(context_.database.Write(
      [&](store::Transaction& transaction) { store::TouchCredential(transaction, credential_id, now); }));
}

void ClientAuthentication::Tell(const service::HttpRequest& request, std::string_view client_id,
                                const OAuthRefusal& refusal, std::string_view tried) {
  // Text that is not a client id may be a secret in the wrong field, so it is not logged.
  const auto id = DropletOfClient(client_id);
  const std::string subject = id ? SubjectOf(*id) : std::string();
  events::Event event{.time = request.now.wall,
                      .type = events::type::kClientRefused,
                      .path = request.path,
                      .principal = subject,
                      .issuer = context_.registry().issuer,
                      .address = request.client,
                      .trace_id = request.trace_id,
                      .tried = tried};
  const std::string details = std::string(Name(refusal.error)) + ": " + std::string(refusal.description);
  event.details = details;
  context_.link.Log(event);
}

std::expected<Client, OAuthRefusal> ClientAuthentication::Authenticate(const service::HttpRequest& request,
                                                                       const service::Form& form) {
  std::string tried;
  const auto refuse = [&](std::string_view client_id, const OAuthRefusal& refusal) {
    Tell(request, client_id, refusal, tried);
    return std::unexpected(refusal);
  };
  const auto presented = Read(request, form);
  if (!presented) return refuse({}, presented.error());
  tried = tried_.Of(presented->client_id,
                    presented->assertion.empty() ? presented->secret.Reveal() : std::string_view(presented->assertion));
  const auto known = Look(presented->client_id, request.now.wall);
  if (!known) return refuse(presented->client_id, known.error());
  const auto credential = presented->assertion.empty() ? CheckSecret(*presented, *known, request)
                                                       : CheckAssertion(*presented, *known, request.now.wall);
  if (!credential) return refuse(presented->client_id, credential.error());
  if (known->droplet->state != gate::DropletState::kActive) {
    return refuse(presented->client_id,
                  {.error = OAuthError::kUnauthorizedClient, .description = "the droplet is suspended"});
  }
  Touch(*credential, *known, request.now.wall);
  return Client{.droplet = *known->droplet, .credential_id = *credential};
}

}  // namespace gatehouse::registry

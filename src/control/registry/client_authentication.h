// Client authentication at OAuth endpoints (RFC 6749 §2.3, RFC 7523): client_secret_basic, client_secret_post or
// private_key_jwt; only one per request. Tests: client_authentication_test.cc.
#pragma once

#include <atomic>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "control/registry/client_secrets.h"
#include "control/registry/oauth_error.h"
#include "control/registry/registry.h"
#include "control/store/droplets.h"
#include "events/tried.h"

namespace gatehouse::registry {

inline constexpr std::string_view kAssertionTypeParameter = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
// The client authentication methods, with their names in the metadata (RFC 8414).
inline constexpr std::array<std::string_view, 3> kClientAuthMethods = {"client_secret_basic", "client_secret_post",
                                                                       "private_key_jwt"};

struct Client {
  store::Droplet droplet;
  std::string credential_id;
};

class ClientAuthentication {
 public:
  explicit ClientAuthentication(const RegistryContext& context);

  // Returns a client that exists and is neither retired nor suspended. Refusals are logged (client_refused).
  [[nodiscard]] std::expected<Client, OAuthRefusal> Authenticate(const service::HttpRequest& request,
                                                                 const service::Form& form);

 private:
  struct Presented;
  struct Known;
  [[nodiscard]] std::expected<Presented, OAuthRefusal> Read(const service::HttpRequest& request,
                                                            const service::Form& form) const;
  [[nodiscard]] std::expected<Known, OAuthRefusal> Look(std::string_view client_id, base::Wall now) const;
  [[nodiscard]] std::expected<std::string, OAuthRefusal> CheckSecret(const Presented& presented, const Known& known,
                                                                     const service::HttpRequest& request);
  [[nodiscard]] std::expected<std::string, OAuthRefusal> CheckAssertion(const Presented& presented, const Known& known,
                                                                        base::Wall now);
  void Renew(const store::Credential& credential, std::string_view secret);
  void Touch(const std::string& credential_id, const Known& known, base::Wall now);
  // `tried`: the mark (a short hash) of the secret or assertion.
  void Tell(const service::HttpRequest& request, std::string_view client_id, const OAuthRefusal& refusal,
            std::string_view tried);

  RegistryContext context_;
  std::vector<std::string> audiences_;
  ClientSecrets secrets_;
  events::TriedMark tried_;
};

}  // namespace gatehouse::registry

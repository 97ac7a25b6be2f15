// POST /oauth/token (RFC 6749 §4.4): issues a token to an authenticated client. Tests: token_endpoint_test.cc.
#pragma once

#include "control/registry/client_authentication.h"
#include "control/registry/key_ring.h"
#include "control/registry/registry.h"

namespace gatehouse::registry {

inline constexpr std::string_view kGrantType = "client_credentials";
inline constexpr std::string_view kAccessTokenType = "at+jwt";  // RFC 9068 §2.1

class TokenEndpoint {
 public:
  TokenEndpoint(const RegistryContext& context, ClientAuthentication& clients, const KeyRing& ring)
      : context_(context), clients_(clients), ring_(ring) {}

  [[nodiscard]] service::HttpResponse Handle(const service::HttpRequest& request);

 private:
  [[nodiscard]] service::HttpResponse Issue(const Client& client, const service::HttpRequest& request);

  RegistryContext context_;
  ClientAuthentication& clients_;
  const KeyRing& ring_;
};

}  // namespace gatehouse::registry

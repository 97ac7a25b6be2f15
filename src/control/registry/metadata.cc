#include "control/registry/metadata.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "control/registry/client_authentication.h"
#include "control/registry/endpoints.h"
#include "control/registry/token_endpoint.h"

namespace gatehouse::registry {
namespace {

constexpr std::chrono::seconds kMostKept = std::chrono::minutes(5);

std::string CacheControl(const gate::RegistrySettings& settings) {
  const auto kept = std::min(kMostKept, settings.key_overlap / 2);
  return kept.count() > 0 ? "public, max-age=" + std::to_string(kept.count()) : "no-cache";
}

service::HttpResponse Serve(const char* type, std::string cache, std::string body) {
  return {200, {{"Content-Type", type}, {"Cache-Control", std::move(cache)}}, std::move(body)};
}

}  // namespace

std::string MetadataJson(const gate::ControlSettings& control) {
  const auto at = [&](std::string_view path) { return control.url + std::string(path); };
  const nlohmann::ordered_json methods(kClientAuthMethods);
  const nlohmann::ordered_json algorithms = {"RS256", "PS256", "ES256", "EdDSA"};
  const nlohmann::ordered_json metadata = {
      {"issuer", control.registry->discovered_by_url ? control.url : control.registry->issuer},
      {"token_endpoint", at(kTokenPath)},
      {"jwks_uri", at(kJwksPath)},
      {"response_types_supported", nlohmann::ordered_json::array()},
      {"grant_types_supported", {kGrantType}},
      {"token_endpoint_auth_methods_supported", methods},
      {"token_endpoint_auth_signing_alg_values_supported", algorithms},
      {"revocation_endpoint", at(kRevokePath)},
      {"revocation_endpoint_auth_methods_supported", methods},
      {"revocation_endpoint_auth_signing_alg_values_supported", algorithms},
      {"introspection_endpoint", at(kIntrospectPath)},
      {"introspection_endpoint_auth_methods_supported", methods},
      {"introspection_endpoint_auth_signing_alg_values_supported", algorithms},
  };
  return metadata.dump();
}

service::HttpResponse ServeJwks(const KeyRing& ring, const gate::RegistrySettings& settings) {
  const auto served = ring.Published();
  if (!served) return service::ProblemResponse(503, "No keys are published yet");
  return Serve("application/jwk-set+json", CacheControl(settings), served->jwks);
}

service::HttpResponse ServePem(const KeyRing& ring, const gate::RegistrySettings& settings) {
  const auto served = ring.Published();
  if (!served) return service::ProblemResponse(503, "No keys are published yet");
  return Serve("application/x-pem-file", CacheControl(settings), served->pem);
}

service::HttpResponse ServeMetadata(const gate::ControlSettings& control) {
  return Serve("application/json", CacheControl(*control.registry), MetadataJson(control));
}

}  // namespace gatehouse::registry

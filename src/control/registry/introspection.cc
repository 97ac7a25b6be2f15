#include "control/registry/introspection.h"

#include "base/json_text.h"
#include "control/registry/client_id.h"
#include "control/registry/own_token.h"

namespace gatehouse::registry {
namespace {

std::string Described(const jose::Claims& principal, const gate::RegistrySettings& settings) {
  std::string json = R"({"active":true,"token_type":"Bearer")";
  const auto text = [&](std::string_view name, std::string_view value) {
    json += ',';
    json::AppendQuoted(json, name);
    json += ':';
    json::AppendQuoted(json, value);
  };
  const auto number = [&](std::string_view name, int64_t value) {
    json += ',';
    json::AppendQuoted(json, name);
    json += ':' + std::to_string(value);
  };
  text("iss", principal.issuer);
  text("aud", settings.audience);
  text("sub", principal.subject);
  text("client_id", ClientIdOf(principal.droplet_id));
  number("droplet_id", principal.droplet_id);
  number("iat", principal.issued_at.time_since_epoch().count());
  number("exp", principal.expires_at.time_since_epoch().count());
  text("jti", principal.token_id);
  json += R"(,"roles":[)";
  for (const std::string& role : principal.roles) {
    if (!json.ends_with('[')) json += ',';
    json::AppendQuoted(json, role);
  }
  return json + "]}";
}

}  // namespace

service::HttpResponse Introspection::Handle(const service::HttpRequest& request) {
  const auto question = ReadTokenQuestion(request, clients_);
  if (!question) return ToResponse(question.error());
  const base::Wall now = request.now.wall;
  const auto principal = VerifyOwnToken(context_, ring_, question->token.Reveal(), now);
  if (!principal || context_.link.IsRevoked(*principal, now)) return service::JsonResponse(200, R"({"active":false})");
  return service::JsonResponse(200, Described(*principal, context_.registry()));
}

}  // namespace gatehouse::registry

// Answers another proxy's question: may this request pass? nginx's auth_request, Traefik and Caddy
// describe the request in headers, Envoy in the path after ours. Only trusted proxies of the policy may ask, and
// exactly one of the three ways must be used: otherwise a client could add the one that the proxy does not set
// (doc/forward_auth.md).
#include <algorithm>
#include <array>
#include <optional>

#include "base/bytes.h"
#include "nginx/handlers.h"
#include "nginx/module.h"

namespace gatehouse::nginx {
namespace {

struct Question {
  std::string_view method;
  std::string_view target;
  std::string_view host;
  std::string_view upgrade;  // the client's Upgrade, kNoUpgrade, or empty if the proxy does not name it
};

struct Flavour {
  std::string_view uri_header;
  std::string_view method_header;
  std::string_view host_header;
  std::string_view upgrade_header;
};
constexpr std::string_view kNoUpgrade = "none";
constexpr Flavour kFlavours[] = {
    {"X-Original-URI", "X-Original-Method", "X-Original-Host", "X-Original-Upgrade"},      // nginx auth_request
    {"X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-Host", "X-Forwarded-Upgrade"},  // Traefik, Caddy
};

// The value of a header; empty if it is absent. Sets `doubt` if it is repeated.
std::string_view One(const gate::Request& request, std::string_view name, bool& doubt) {
  std::string_view value;
  int count = 0;
  for (const auto& header : request.headers) {
    if (!base::EqualIgnoringCase(header.name, name)) continue;
    value = header.value;
    ++count;
  }
  doubt = doubt || count > 1;
  return value;
}

std::optional<Question> ReadQuestion(const gate::Request& request, const gate::Policy& policy) {
  std::optional<Question> question;
  bool doubt = false;
  for (const Flavour& flavour : kFlavours) {
    const auto uri = One(request, flavour.uri_header, doubt);
    if (uri.empty()) continue;
    doubt = doubt || question.has_value();
    question = {.method = One(request, flavour.method_header, doubt),
                .target = uri,
                .host = One(request, flavour.host_header, doubt),
                .upgrade = One(request, flavour.upgrade_header, doubt)};
    doubt = doubt || question->method.empty();
  }
  std::string_view behind = request.target;
  behind.remove_prefix(std::min(policy.forward_auth_path.size(), behind.size()));
  if (behind.starts_with('/')) {
    doubt = doubt || question.has_value();
    question = {.method = request.method, .target = behind, .host = request.host};
  }
  if (doubt) return std::nullopt;
  return question;
}

// "app.example:8443" → "app.example"; an IPv6 address is in brackets.
std::string_view WithoutPort(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  const size_t bracket = authority.rfind(']');
  if (colon == authority.npos || (bracket != authority.npos && bracket > colon)) return authority;
  return authority.substr(0, colon);
}

// Replaces Host and Upgrade of the proxy's own request by those of the request in question: the
// Origin is compared with these.
void TakeHeaders(ngx_http_request_t* r, RequestState& state, const Question& question) {
  constexpr size_t kMostAdded = 2;
  const auto asked = state.request.headers;
  auto* headers = static_cast<gate::Header*>(ngx_palloc(r->pool, (asked.size() + kMostAdded) * sizeof(gate::Header)));
  if (headers == nullptr) throw std::bad_alloc();
  size_t count = 0;
  const bool host_is_told = !question.host.empty();
  for (const gate::Header& header : asked) {
    const bool replaced = (host_is_told && base::EqualIgnoringCase(header.name, "host")) ||
                          base::EqualIgnoringCase(header.name, "upgrade");
    if (!replaced) new (&headers[count++]) gate::Header(header);
  }
  if (host_is_told) {
    new (&headers[count++]) gate::Header{"Host", question.host};
    state.request.host = WithoutPort(question.host);
  }
  state.request.upgrade_unknown = question.upgrade.empty();
  if (!question.upgrade.empty() && question.upgrade != kNoUpgrade) {
    new (&headers[count++]) gate::Header{"Upgrade", question.upgrade};
  }
  state.request.headers = {headers, count};
  state.BeginAgain();
  state.exchange.passed_on_by_another = true;
}

// Untrusted peers and questions without a request are refused in observe mode, too: there is nothing that could pass.
gate::Decision Answer(ngx_http_request_t* r, RequestState& state) {
  const auto& policy = state.shield.policy();
  if (!policy.proxies.Trusts(state.request.peer)) {
    state.exchange.note = "the peer is not among trusted_proxies";
    return {.reason = gate::Reason::kRouteDenied};
  }
  const auto question = ReadQuestion(state.request, policy);
  if (!question) {
    state.exchange.note = "the question names no request, or more than one";
    return {.reason = gate::Reason::kHeaderRepeated};
  }
  state.request.method = question->method;
  state.request.target = question->target;
  TakeHeaders(r, state, *question);
  return Admit(r, state);
}

// Adds every identity header, with an empty value if there is none: a proxy that copies them replaces the client's
// headers with these names.
bool AddIdentity(ngx_http_request_t* r, RequestState& state) {
  const gate::Principal* principal = state.exchange.principal.get();
  std::array<std::string_view, gate::kIdentityHeaderNames.size()> values{};
  if (principal != nullptr) {
    for (const gate::IdentityHeader& header : principal->headers) values[header.which] = header.value;
  }
  for (size_t i = 0; i < values.size(); ++i) AddHeaderValue(r, gate::kIdentityHeaderNames[i], values[i]);
  gate::AssertionSigner* signer = state.shield.signer();
  if (signer == nullptr || principal == nullptr) {
    AddHeader(r, gate::kAssertionHeader, "");
    return true;
  }
  const std::string_view assertion = signer->For(*principal, state.arrived.wall);
  if (!assertion.empty()) AddHeaderValue(r, gate::kAssertionHeader, assertion);
  return !assertion.empty();
}

// nginx's auth_request treats every status but 2xx, 401 and 403 as an internal error and responds with 500. So it gets
// 403, and the real answer in headers: examples/forward_auth/nginx.conf restores it.
bool AskedByAuthRequest(const RequestState& state) {
  const bool told = std::ranges::any_of(state.request.headers, [](const gate::Header& header) {
    return base::EqualIgnoringCase(header.name, kFlavours[0].uri_header);
  });
  return told && state.shield.policy().proxies.Trusts(state.request.peer);
}

ngx_int_t Refuse(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision, bool by_auth_request) {
  return by_auth_request ? SendAuthRequestRefusal(r, state, decision) : SendRefusal(r, state, decision);
}

}  // namespace

RequestState* OwnState(ngx_http_request_t* r) {
  const auto* conf = static_cast<LocationConf*>(ngx_http_get_module_loc_conf(r, ngx_http_gatehouse_module));
  RequestState* state = conf->shield == nullptr ? nullptr : StateOf(r, *conf->shield);
  if (state != nullptr) state->step = RequestState::Step::kSettled;
  return state;
}

ngx_int_t ForwardAuthHandler(ngx_http_request_t* r) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_HTTP_INTERNAL_SERVER_ERROR}, [r]() -> ngx_int_t {
    RequestState* state = OwnState(r);
    if (state == nullptr) return NGX_HTTP_INTERNAL_SERVER_ERROR;
    const bool by_auth_request = AskedByAuthRequest(*state);  // before the question's headers replace these
    const gate::Decision decision = Answer(r, *state);
    if (!decision.allowed()) return Refuse(r, *state, decision, by_auth_request);
    if (!AddIdentity(r, *state)) return Refuse(r, *state, {.reason = gate::Reason::kInternalError}, by_auth_request);
    return SendNoContent(r);
  });
}

ngx_int_t AssertionKeysHandler(ngx_http_request_t* r) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_HTTP_INTERNAL_SERVER_ERROR}, [r]() -> ngx_int_t {
    RequestState* state = OwnState(r);
    if (state == nullptr) return NGX_HTTP_INTERNAL_SERVER_ERROR;
    const gate::AssertionSigner* signer = state->shield.signer();
    if (signer == nullptr) return NGX_HTTP_NOT_FOUND;
    return SendText(r, NGX_HTTP_OK, "application/jwk-set+json", signer->Jwks());
  });
}

}  // namespace gatehouse::nginx

// Prepares the upstream's request: the client's headers without those that only the gate may set, the verified
// identity, and the client's address. The list is rebuilt as one piece, because nginx's proxy does not expect gaps in
// it.
#include <array>
#include <utility>

#include "gate/identify/protocol_token.h"
#include "gate/identify/session.h"
#include "gate/respond/header_passage.h"
#include "nginx/answer_filter.h"
#include "nginx/handlers.h"
#include "nginx/module.h"
#include "nginx/upstream_headers.h"

namespace gatehouse::nginx {
namespace {

constexpr OwnName kForwardedFor("X-Forwarded-For");
constexpr OwnName kForwardedProto("X-Forwarded-Proto");
constexpr OwnName kForwardedHost("X-Forwarded-Host");
constexpr OwnName kForwardedPort("X-Forwarded-Port");
constexpr OwnName kForwardedPrefix("X-Forwarded-Prefix");
constexpr OwnName kAuthorization("Authorization");
constexpr OwnName kRealIp("X-Real-IP");
constexpr OwnName kRequestId("X-Request-ID");
constexpr OwnName kTraceparent("traceparent");
constexpr OwnName kAssertion(gate::kAssertionHeader);
constexpr OwnName kCookie("Cookie");
constexpr OwnName kUpgradeName("Upgrade");
constexpr OwnName kProtocol(gate::kProtocolHeader);
constexpr OwnName kHttp2Settings("HTTP2-Settings");
constexpr OwnName kProxyConnection("Proxy-Connection");
constexpr auto kIdentity = []<size_t... kWhich>(std::index_sequence<kWhich...>) {
  return std::array{OwnName(gate::kIdentityHeaderNames[kWhich])...};
}(std::make_index_sequence<gate::kIdentityHeaderNames.size()>{});

// The bits of the names that are handled below. Nearly all headers have another bit.
constexpr uint64_t kToldApart = kForwardedFor.Bit() | kForwardedProto.Bit() | kRequestId.Bit() | kTraceparent.Bit() |
                                kHttp2Settings.Bit() | kProxyConnection.Bit() | kUpgradeName.Bit() | kProtocol.Bit() |
                                kCookie.Bit();

// True if the gate replaces this header of a client or proxy. MustStrip removes the other headers in which proxies say
// where a request came from.
bool IsReplaced(const ngx_table_elt_t& header) {
  return kForwardedFor.IsThatOf(header) || kForwardedProto.IsThatOf(header) || kRequestId.IsThatOf(header) ||
         kTraceparent.IsThatOf(header);
}

// A header between client and gate only that nginx's proxy would forward (RFC 9110 §7.6.1): the settings of an offer of
// HTTP/2 that the gate does not accept.
bool IsOfTheConnection(const ngx_table_elt_t& header) {
  return kHttp2Settings.IsThatOf(header) || kProxyConnection.IsThatOf(header);
}

// A token from another place than the Authorization header is forwarded in that header, where services expect it.
void AddCarriedToken(UpstreamHeaders& headers, const RequestState& state) {
  if (state.exchange.token_place == gate::Exchange::TokenPlace::kUsual) return;
  headers.AddCopy(kAuthorization, "Bearer " + state.exchange.carried_token);
}

// The scheme and host that trusted proxies report; a client cannot forge these.
void AddAskedAs(UpstreamHeaders& headers, const gate::AskedAs& asked) {
  if (!asked.port.empty()) headers.Add(kForwardedPort, asked.port);
  if (!asked.prefix.empty()) headers.Add(kForwardedPrefix, asked.prefix);
}

// If the target is in absolute form, its authority replaces Host (RFC 9112 §3.2.2), so that the service gets the host
// that the gate has checked.
void TakeHostFromTarget(ngx_http_request_t* r) {
  if (r->schema_start == nullptr || r->host_start == nullptr || r->headers_in.host == nullptr) return;
  if (r->http_version >= NGX_HTTP_VERSION_20) return;
  u_char* const end = r->port_end != nullptr ? r->port_end : r->host_end;
  r->headers_in.host->value = {static_cast<size_t>(end - r->host_start), r->host_start};
}

// The client's address. nginx already has an IPv4 peer's address as text, and there is only one way to write it.
std::string_view AddressText(ngx_http_request_t* r, const RequestState& state) {
  const base::IpAddress& client = state.exchange.client.address;
  if (r->connection->sockaddr->sa_family == AF_INET && client == state.request.peer)
    return View(r->connection->addr_text);
  const ngx_str_t text = CopyToPool(r->pool, client.Text());
  if (text.data == nullptr) throw std::bad_alloc();
  return View(text);
}

// A header name may be as long as a header line.
constexpr size_t kMaxToldName = 64;
constexpr size_t kMaxToldNames = 512;

// Counts headers that are not forwarded, and remembers the name for the event log if this reason is new.
bool StaysBehind(const ngx_table_elt_t& header, const gate::HeaderPassage& passage, RequestState& state) {
  const std::string_view reason = passage.Stops(View(header.key));
  if (reason.empty()) return false;
  if (kForwardedHost.IsThatOf(header) || kRealIp.IsThatOf(header)) return true;  // replaced
  state.shield.counters().Add(state::Counter::kHeadersDropped);
  if (state.dropped_headers.size() < kMaxToldNames && state.shield.TellOfHeader(reason)) {
    if (!state.dropped_headers.empty()) state.dropped_headers += ", ";
    state.dropped_headers += View(header.key).substr(0, kMaxToldName);
  }
  return true;
}

// The request's own headers, without those that are replaced, stay behind or belong to the connection.
void KeepHeaders(const ngx_http_request_t* r, RequestState& state, UpstreamHeaders& headers) {
  const bool upgrades = state.exchange.headers.upgrade.present();
  const gate::HeaderPassage passage(state.request, state.shield.policy().kept_headers);
  const bool protocol_token = state.exchange.token_place == gate::Exchange::TokenPlace::kProtocol;
  const gate::Route* answers =
      state.exchange.route != nullptr && state.exchange.route->answers ? state.exchange.route : nullptr;
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr; part = part->next) {
    const auto* elements = static_cast<const ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      const bool plain = (OwnName::BitOf(elements[i].hash) & kToldApart) == 0;
      if (!plain && (IsReplaced(elements[i]) || IsOfTheConnection(elements[i]))) continue;
      if (answers != nullptr && StaysBehindForAnswers(*answers, View(elements[i].key))) continue;
      if (StaysBehind(elements[i], passage, state)) continue;
      if (plain) {
        headers.Keep(elements[i]);
        continue;
      }
      if (!upgrades && kUpgradeName.IsThatOf(elements[i])) continue;
      if (protocol_token && kProtocol.IsThatOf(elements[i])) {
        headers.KeepValue(elements[i], gate::WithoutBearer(View(elements[i].value)));
      } else if (kCookie.IsThatOf(elements[i]) && !GoesToControl(state)) {
        headers.KeepCookies(elements[i]);
      } else {
        headers.Keep(elements[i]);
      }
    }
  }
}

// Who the client is, and what it asked for.
void AddForwarding(ngx_http_request_t* r, const RequestState& state, UpstreamHeaders& headers) {
  const auto& client = state.exchange.client;
  const std::string_view address = AddressText(r, state);
  headers.Add(kForwardedFor, address);
  headers.Add(kRealIp, address);
  headers.Add(kForwardedProto, client.tls ? "https" : "http");
  const std::string_view host = r->headers_in.host != nullptr ? View(r->headers_in.host->value) : state.request.host;
  const bool asked_host = state.shield.policy().proxies.host && !client.asked.host.empty();
  if (asked_host || !host.empty()) headers.Add(kForwardedHost, asked_host ? client.asked.host : host);
  AddAskedAs(headers, client.asked);
}

// Who sends the request, verified, and a signed assertion of it if the policy has a key for that. False: it cannot be
// signed.
bool AddIdentity(RequestState& state, UpstreamHeaders& headers) {
  if (state.exchange.principal == nullptr) return true;
  const auto& principal = *state.exchange.principal;
  if (headers.as_block()) {
    headers.AddLines(principal.header_lines);
  } else {
    for (const auto& header : principal.headers) headers.Add(kIdentity[header.which], header.value);
  }
  gate::AssertionSigner* const signer = state.shield.signer();
  if (signer == nullptr) return true;
  const std::string_view assertion = signer->For(principal, state.arrived.wall);
  if (assertion.empty()) return false;
  headers.AddCopy(kAssertion, assertion);
  return true;
}

}  // namespace

bool GoesToControl(const RequestState& state) {
  const gate::Policy& policy = state.shield.policy();
  if (!policy.control || state.exchange.droplet != nullptr) return false;
  return policy.upstreams[gate::UpstreamOf(policy, state.exchange)].name == gate::kControlUpstream;
}

bool PrepareUpstreamRequest(ngx_http_request_t* r, RequestState& state) {
  TakeHostFromTarget(r);
  // With this header left in, nginx would open a tunnel if the service responds with 101, whatever the request was.
  if (!state.exchange.headers.upgrade.present()) r->headers_in.upgrade = nullptr;
  UpstreamHeaders headers(r, state.request.headers.size(), HeadersAsBlock(r));
  KeepHeaders(r, state, headers);
  AddForwarding(r, state, headers);
  AddCarriedToken(headers, state);
  headers.Add(kRequestId, state.trace.request_id());
  headers.Add(kTraceparent, state.trace.traceparent());
  if (!AddIdentity(state, headers)) return false;
  headers.Install();
  return true;
}

}  // namespace gatehouse::nginx

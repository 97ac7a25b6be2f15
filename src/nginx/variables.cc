// Variables for the configuration: the upstream, and the headers of the connection to it.
#include "base/host_text.h"
#include "nginx/config/nginx_config.h"
#include "nginx/handlers.h"
#include "nginx/module.h"

namespace gatehouse::nginx {
namespace {

enum Which : uintptr_t { kUpstream, kUpstreamName, kConnection, kUpgrade, kTraceId, kClient, kHost };

ngx_int_t SetValue(ngx_http_request_t* r, ngx_http_variable_value_t* value, std::string_view text) {
  const ngx_str_t copy = CopyToPool(r->pool, text);
  if (copy.data == nullptr) return NGX_ERROR;
  value->len = static_cast<unsigned>(copy.len) & ((1U << 28) - 1);
  value->data = copy.data;
  value->valid = 1;
  value->no_cacheable = 0;
  value->not_found = 0;
  return NGX_OK;
}

// Sets a value that lives as long as the request.
ngx_int_t RefersTo(ngx_http_variable_value_t* value, const ngx_str_t& text) {
  value->len = static_cast<unsigned>(text.len) & ((1U << 28) - 1);
  value->data = text.data;
  value->valid = 1;
  value->no_cacheable = 0;
  value->not_found = 0;
  return NGX_OK;
}

// The Host for the service if an HTTP/1.0 client sent none: the service's address. The request to the service is
// HTTP/1.1, which requires a Host.
std::string HostOfService(const RequestState& state) {
  const auto& policy = state.shield.policy();
  const auto& server = policy.upstreams[gate::UpstreamOf(policy, state.exchange)].servers.front();
  if (!server.unix_path.empty()) return "localhost";
  return base::HostAndPort(server.host, server.port);
}

ngx_int_t GetVariable(ngx_http_request_t* r, ngx_http_variable_value_t* value, uintptr_t which) noexcept {
  return Guarded(r->connection->log, ngx_int_t{NGX_ERROR}, [=]() -> ngx_int_t {
    const RequestState* state = FindState(r);
    if (state == nullptr) {
      value->not_found = 1;
      return NGX_OK;
    }
    switch (static_cast<Which>(which)) {
      case kUpstream:
        if (state->droplet != nullptr) return SetValue(r, value, DropletsUrl(state->droplet->tls));
        return SetValue(r, value, state->shield.UpstreamUrl(gate::UpstreamOf(state->shield.policy(), state->exchange)));
      case kUpstreamName: {
        if (state->droplet != nullptr) return SetValue(r, value, state->droplet->host);
        const auto& policy = state->shield.policy();
        const auto& servers = policy.upstreams[gate::UpstreamOf(policy, state->exchange)].servers;
        return SetValue(r, value, servers.at(state->server).host);
      }
      case kConnection:
        return SetValue(r, value, IsWebSocket(*state) ? "upgrade" : "");
      case kUpgrade:
        return SetValue(r, value, IsWebSocket(*state) ? "websocket" : "");
      case kTraceId:
        return SetValue(r, value, state->trace.trace_id());
      case kClient:
        return SetValue(r, value, state->exchange.client.address.Text());
      case kHost:
        if (r->headers_in.host == nullptr) return SetValue(r, value, HostOfService(*state));
        return RefersTo(value, r->headers_in.host->value);
    }
    return NGX_ERROR;
  });
}

struct Variable {
  std::string_view name;
  Which which;
  ngx_uint_t flags = 0;
};
constexpr Variable kVariables[] = {
    {"gatehouse_upstream", kUpstream},  // "http://gatehouse_0": the upstream block of the route, or of the UDC target
    // The host name of the server that is tried, for its certificate. Another server has another one.
    {"gatehouse_upstream_name", kUpstreamName, NGX_HTTP_VAR_NOCACHEABLE},
    {"gatehouse_connection", kConnection},  // "upgrade" for a WebSocket request on a WebSocket route; else empty
    {"gatehouse_upgrade", kUpgrade},
    {"gatehouse_trace_id", kTraceId},
    {"gatehouse_client", kClient},  // the client's address, through trusted proxies
    {"gatehouse_host", kHost},      // the client's Host, or the service's address if HTTP/1.0 has none
};

}  // namespace

ngx_int_t AddVariables(ngx_conf_t* cf) noexcept {
  for (const Variable& each : kVariables) {
    ngx_str_t name{each.name.size(), reinterpret_cast<u_char*>(const_cast<char*>(each.name.data()))};
    ngx_http_variable_t* variable = ngx_http_add_variable(cf, &name, NGX_HTTP_VAR_NOHASH | each.flags);
    if (variable == nullptr) return NGX_ERROR;
    variable->get_handler = GetVariable;
    variable->data = each.which;
  }
  return NGX_OK;
}

}  // namespace gatehouse::nginx

#include "nginx/request_state.h"

#include "base/clock.h"
#include "base/plain_name.h"
#include "nginx/module.h"

namespace gatehouse::nginx {
namespace {

bool OverTls(const ngx_connection_t* connection) {
#if (NGX_HTTP_SSL)
  return connection->ssl != nullptr;
#else
  return false;
#endif
}

// nginx reads the clocks once per turn of the event loop; limits and token lifetimes need no better
// resolution.
base::Now CachedClocks() {
  const ngx_time_t* wall = ngx_timeofday();
  return {base::Wall{std::chrono::seconds{wall->sec} + std::chrono::milliseconds{wall->msec}},
          base::Steady{std::chrono::milliseconds{ngx_current_msec}}};
}

struct HeaderList {
  std::span<const gate::Header> headers;
  bool plain_names = true;
};

HeaderList ReadHeaderList(ngx_http_request_t* r) {
  size_t count = 0;
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr; part = part->next)
    count += part->nelts;
  auto* headers = static_cast<gate::Header*>(ngx_palloc(r->pool, (count + 1) * sizeof(gate::Header)));
  if (headers == nullptr) throw std::bad_alloc();
  size_t at = 0;
  bool plain_names = true;
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr; part = part->next) {
    const auto* elements = static_cast<const ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      new (&headers[at++]) gate::Header{View(elements[i].key), View(elements[i].value)};
      plain_names = plain_names && base::IsPlainName(View(elements[i].key));
    }
  }
  return {{headers, at}, plain_names};
}

}  // namespace

base::IpAddress PeerOf(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    std::array<uint8_t, 4> bytes{};
    ngx_memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, bytes.size());
    return base::IpAddress::V4(bytes);
  }
  if (address->sa_family == AF_INET6) {
    base::IpAddress::Bytes bytes{};
    ngx_memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, bytes.size());
    return base::IpAddress::V6(bytes);
  }
  return {};  // a Unix socket has no address, so no policy trusts it
}

gate::Request ReadRequest(ngx_http_request_t* r, const gate::PeerCertificate& certificate) {
  const HeaderList list = ReadHeaderList(r);
  return {.method = View(r->method_name),
          .target = View(r->unparsed_uri),
          .host = View(r->headers_in.server),
          .host_optional = r->http_version <= NGX_HTTP_VERSION_10,
          .tls = OverTls(r->connection),
          .peer = PeerOf(r->connection->sockaddr),
          .headers = list.headers,
          .plain_names = list.plain_names,
          .certificate = &certificate};
}

RequestState::RequestState(Shield& the_shield, ngx_http_request_t* r)
    : shield(the_shield),
      request_pool(r->pool),
      arrived(CachedClocks()),
      certificate(r),
      request(ReadRequest(r, certificate)),
      exchange(request, arrived),
      trace(exchange.headers, the_shield.RandomBytes()),
      timed(trace.traceparent()[51] == '0'),  // the last digit of our own span id
      started(timed ? base::ReadStopwatch() : std::chrono::nanoseconds{0}),
      http_version(r->http_version) {}

void RequestState::KeepDroplet() {
  if (exchange.droplet == nullptr) return;
  droplet = std::make_unique<gate::DirectoryEntry>(*exchange.droplet);
  exchange.droplet = droplet.get();
}

bool IsWebSocket(const RequestState& state) {
  return state.exchange.route != nullptr && state.exchange.route->websocket && state.exchange.headers.upgrade.present();
}

void RequestState::BeginAgain() {
  std::destroy_at(&exchange);
  std::construct_at(&exchange, request, arrived);
}

Stopwatch::~Stopwatch() {
  if (state_.timed) state_.shield.counters().Time(stage_, base::ReadStopwatch() - started_);
}

RequestState* FindState(ngx_http_request_t* r) {
  ngx_http_request_t* main = r->main;
  auto* state = static_cast<RequestState*>(ngx_http_get_module_ctx(main, ngx_http_gatehouse_module));
  // nginx zeroes the contexts on an internal redirect and when a filter finalizes the request.
  if (state == nullptr && (main->internal || main->filter_finalize)) {
    state = FindInPool<RequestState>(main->pool);
    if (state != nullptr) ngx_http_set_ctx(main, state, ngx_http_gatehouse_module);
  }
  return state;
}

RequestState* StateOf(ngx_http_request_t* r, Shield& shield) {
  RequestState* state = FindState(r);
  if (state != nullptr) return state;
  state = NewInPool<RequestState>(r->main->pool, shield, r->main);
  if (state != nullptr) ngx_http_set_ctx(r->main, state, ngx_http_gatehouse_module);
  return state;
}

}  // namespace gatehouse::nginx

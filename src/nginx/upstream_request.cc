// What the upstream gets: the client's headers without those that only the gate may set, the verified identity, and who
// is calling. The list is built anew in one piece: nginx's proxy does not expect holes in it.
#include <algorithm>
#include <array>

#include "gate/respond/identity_headers.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

// Headers in which proxies tell where a request came from: ours replace whatever a client, or a proxy before us, has
// sent.
constexpr std::array<std::string_view, 8> kForwarding = {"forwarded",        "x-forwarded-for",   "x-forwarded-host",
                                                         "x-forwarded-port", "x-forwarded-proto", "x-real-ip",
                                                         "traceparent",      "x-request-id"};

bool IsForwarding(const ngx_table_elt_t& header) {
  const std::string_view name{reinterpret_cast<const char*>(header.lowcase_key), header.key.len};
  return std::ranges::find(kForwarding, name) != kForwarding.end();
}

class HeaderList {
 public:
  HeaderList(ngx_http_request_t* r, size_t room) : r_(r) {
    if (ngx_list_init(&list_, r->pool, room, sizeof(ngx_table_elt_t)) != NGX_OK) throw std::bad_alloc();
  }

  void Keep(const ngx_table_elt_t& header) { *Push() = header; }

  // `name` must outlive the request; the value is copied.
  void Add(std::string_view name, std::string_view value) {
    ngx_table_elt_t* header = Push();
    header->hash = 1;
    header->key = {name.size(), reinterpret_cast<u_char*>(const_cast<char*>(name.data()))};
    header->value = CopyToPool(r_->pool, value);
    header->lowcase_key = static_cast<u_char*>(ngx_pnalloc(r_->pool, name.size()));
    if (header->value.data == nullptr || header->lowcase_key == nullptr) throw std::bad_alloc();
    header->hash = ngx_hash_strlow(header->lowcase_key, header->key.data, name.size());
  }

  // Puts the finished list in the place of the request's own.
  void Install() {
    ngx_list_t& target = r_->headers_in.headers;
    target = list_;
    // A list points into itself where it has one part, which is what `room` saw to.
    target.last = &target.part;
  }

 private:
  ngx_table_elt_t* Push() {
    auto* header = static_cast<ngx_table_elt_t*>(ngx_list_push(&list_));
    if (header == nullptr) throw std::bad_alloc();
    return header;
  }

  ngx_http_request_t* r_;
  ngx_list_t list_{};
};

}  // namespace

bool PrepareUpstreamRequest(ngx_http_request_t* r, RequestState& state) {
  constexpr size_t kAddedAtMost = 16;
  HeaderList headers(r, state.request.headers.size() + kAddedAtMost);
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr; part = part->next) {
    const auto* elements = static_cast<const ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      if (!gate::MustStrip(View(elements[i].key)) && !IsForwarding(elements[i])) headers.Keep(elements[i]);
    }
  }
  const auto& client = state.exchange.client;
  const std::string address = client.address.Text();
  headers.Add("X-Forwarded-For", address);
  headers.Add("X-Real-IP", address);
  headers.Add("X-Forwarded-Proto", client.tls ? "https" : "http");
  headers.Add("X-Forwarded-Host", state.request.host);
  headers.Add("X-Request-ID", state.trace.request_id());
  headers.Add("traceparent", state.trace.traceparent());
  if (state.exchange.principal != nullptr) {
    const auto& principal = *state.exchange.principal;
    for (const auto& header : gate::IdentityHeaders(principal)) {
      headers.Add(View(CopyToPool(r->pool, header.name)), header.value);
    }
    if (gate::AssertionSigner* signer = state.shield.signer()) {
      const std::string_view assertion = signer->For(principal, state.arrived.wall);
      if (assertion.empty()) return false;
      headers.Add(gate::kAssertionHeader, assertion);
    }
  }
  headers.Install();
  return true;
}

}  // namespace gatehouse::nginx

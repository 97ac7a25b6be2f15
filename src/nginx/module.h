// The module's handles: its nginx module object and what a location's configuration says.
#pragma once

#include "nginx/ngx.h"
#include "nginx/shield.h"

extern "C" {
__attribute__((visibility("default"))) extern ngx_module_t ngx_http_gatehouse_module;
}

namespace gatehouse::nginx {

struct LocationConf {
  Shield* shield = nullptr;  // from `gatehouse_policy` in this block or an outer one
  ngx_flag_t enabled = NGX_CONF_UNSET;
  ngx_uint_t headers_as_block = NGX_CONF_UNSET_UINT;  // upstream_headers.h
};

// The functions of an upstream block that `gatehouse_timeouts` wraps.
struct UpstreamBlock {
  ngx_http_upstream_init_pt init_upstream = nullptr;
  ngx_http_upstream_init_peer_pt init_peer = nullptr;
};

// Null if the location has no policy or has `gatehouse off`.
[[nodiscard]] Shield* ShieldOf(ngx_http_request_t* r);

[[nodiscard]] bool HeadersAsBlock(ngx_http_request_t* r);

}  // namespace gatehouse::nginx

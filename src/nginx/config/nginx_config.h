// The nginx configuration that a policy means. Text in, text out; nothing of nginx is included here.
// No regular expression, no rewrite: routing and refusing are the module's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gate/policy/policy.h"

namespace gatehouse::nginx {

struct ConfigPaths {
  std::string policy_file;  // absolute
  std::string module;       // ngx_http_gatehouse_module.so, absolute
  std::string certificate;  // PEM, absolute; unused without TLS
  std::string key;
  std::string user;            // whom the workers run as; empty where nobody but root could change that
  uint64_t file_limit = 1024;  // of open files, the hard one, that the workers may be given
};

// Where Debian's libnginx-mod-http-modsecurity and modsecurity-crs put what `waf: crs` needs.
inline constexpr std::string_view kCrsModule = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";
inline constexpr std::string_view kCrsSetup = "/etc/modsecurity/crs/crs-setup.conf";
inline constexpr std::string_view kCrsFolder = "/usr/share/modsecurity-crs";

// Everything else (pid, temporary paths, state file) lies in policy.run_dir.
[[nodiscard]] std::string NginxConfig(const gate::Policy& policy, const ConfigPaths& paths);

// What `proxy_pass` is given for an upstream: "http://gatehouse_0". The block of that name is in the configuration.
[[nodiscard]] std::string UpstreamUrlOf(const gate::Policy& policy, size_t upstream);
// The same for a droplet of the directory: "http://gatehouse_droplets", "https://gatehouse_droplets_tls".
[[nodiscard]] std::string_view DropletsUrl(bool tls);

}  // namespace gatehouse::nginx

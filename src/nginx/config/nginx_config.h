// Generates the nginx configuration for a policy. It works on text only and includes no header of nginx.
// The configuration has no regular expressions and no rewrites: the module routes and refuses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gate/policy/policy.h"

namespace gatehouse::nginx {

struct ConfigPaths {
  std::string policy_file;             // absolute
  std::string module;                  // ngx_http_gatehouse_module.so, absolute
  gate::CertificateFiles certificate;  // absolute; unused without TLS
  std::string user;                    // the workers' user; empty if this process is not root and so cannot change it
  uint64_t file_limit = 1024;          // the hard limit of open files for the workers
};

// The files of Debian's libnginx-mod-http-modsecurity and modsecurity-crs that `waf: crs` needs.
inline constexpr std::string_view kCrsModule = "/usr/lib/nginx/modules/ngx_http_modsecurity_module.so";
inline constexpr std::string_view kCrsSetup = "/etc/modsecurity/crs/crs-setup.conf";
inline constexpr std::string_view kCrsFolder = "/usr/share/modsecurity-crs";

// Everything else (pid, temporary paths, state file) lies in policy.run_dir.
[[nodiscard]] std::string NginxConfig(const gate::Policy& policy, const ConfigPaths& paths);

// The argument of `proxy_pass` for an upstream: "http://gatehouse_0". The configuration has a block with that name.
[[nodiscard]] std::string UpstreamUrlOf(const gate::Policy& policy, size_t upstream);
// The same for droplets of the directory: "http://gatehouse_droplets", "https://gatehouse_droplets_tls".
[[nodiscard]] std::string_view DropletsUrl(bool tls);

}  // namespace gatehouse::nginx

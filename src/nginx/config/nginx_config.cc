#include "nginx/config/nginx_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/host_text.h"
#include "system/run_folder.h"

namespace gatehouse::nginx {
namespace {

// Idle connections that each worker keeps to each upstream.
constexpr int kUpstreamKeepalive = 64;
// How many bytes of a response may be on their way to the client. nginx requires that the headers fit, too.
constexpr size_t kBusyBytes = 32 << 10;
// Must be the last directive of a block, because it wraps those before it.
constexpr std::string_view kTimeouts = "    gatehouse_timeouts;\n";

// The most connections per worker; the limit of open files may allow fewer. A slot takes 0.4 KB.
constexpr uint64_t kMaxConnections = 16'384;
// A body that does not fit into memory needs a file in addition.
constexpr uint64_t kMaxFiles = 2 * kMaxConnections;
// Open files that are not connections: logs, state, keys, channels between processes.
constexpr uint64_t kOtherFiles = 128;

uint64_t ConnectionsOf(uint64_t file_limit) {
  if (file_limit < 2 * kOtherFiles) return file_limit / 2;
  return std::min(file_limit - kOtherFiles, kMaxConnections);
}

// Quotes a word as nginx requires. The policy refuses control characters in all of these values.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

bool HasDirectory(const gate::Policy& policy) { return policy.control && policy.control->registry; }

bool UsesTls(const gate::Upstream& upstream) {
  return std::ranges::any_of(upstream.servers, [](const auto& server) { return server.tls; });
}

std::string UpstreamName(size_t upstream) { return fmt::format("gatehouse_{}", upstream); }

// One block per upstream. The module chooses the servers, because a name may have no address yet, or another one later.
std::string UpstreamBlocks(const gate::Policy& policy) {
  std::string text;
  for (size_t i = 0; i < policy.upstreams.size(); ++i) {
    text += fmt::format("  upstream {} {{  # {}\n    gatehouse_servers;\n", UpstreamName(i), policy.upstreams[i].name);
    text += fmt::format("    keepalive {};\n{}  }}\n", kUpstreamKeepalive, kTimeouts);
  }
  if (!HasDirectory(policy)) return text;
  text += "  upstream gatehouse_droplets {  # of the directory\n    gatehouse_droplets;\n";
  text += fmt::format("    keepalive {};\n{}  }}\n", kUpstreamKeepalive, kTimeouts);
  // nginx finds idle connections by address only. One address may serve several hosts with different certificates, so
  // TLS connections are not kept.
  return text + fmt::format("  upstream gatehouse_droplets_tls {{\n    gatehouse_droplets;\n{}  }}\n", kTimeouts);
}

// One server with the addresses that ask clients for certificates, or with the others.
std::string Listen(const gate::Policy& policy, bool asks) {
  std::string text;
  for (const auto& address : policy.listen) {
    if (address.asks_certificate != asks) continue;
    text += fmt::format("    listen {}{}{};\n", base::HostAndPort(address.host, address.port),
                        policy.tls.enabled ? " ssl http2" : "", address.proxy_protocol ? " proxy_protocol" : "");
  }
  if (std::ranges::none_of(policy.listen, &gate::ListenAddress::proxy_protocol)) return text;
  // The client that a trusted proxy names becomes the request's peer. The header of anyone else is read and ignored.
  text += "    real_ip_header proxy_protocol;\n";
  for (const auto& network : policy.proxies.trusted) text += fmt::format("    set_real_ip_from {};\n", network.Text());
  return text;
}

// Without authorities the handshake shows that the client has the private key, and no more: tokens are bound to that
// (RFC 8705 §2.2). nginx still refuses certificates that have expired or are for servers only.
std::string AskForCertificate(const gate::Policy& policy) {
  const std::string& authorities = policy.client_certificates.authorities;
  if (authorities.empty()) return "    ssl_verify_client optional_no_ca;\n";
  return fmt::format("    ssl_verify_client optional;\n    ssl_verify_depth 4;\n    ssl_client_certificate {};\n",
                     Quoted(authorities));
}

// A session that began without a certificate has none when it is resumed: servers that ask keep their own sessions.
std::string Tls(const gate::Policy& policy, const gate::CertificateFiles& files, bool asks) {
  if (!policy.tls.enabled) return {};
  const bool only_13 = policy.tls.min_version == "TLSv1.3";
  return fmt::format(
      "    ssl_certificate {};\n"
      "    ssl_certificate_key {};\n"
      "    ssl_protocols {};\n"
      "    ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n"
      "    ssl_prefer_server_ciphers on;\n"
      "    ssl_session_cache shared:{}:10m;\n"
      "    ssl_session_timeout 1h;\n"
      "    ssl_session_tickets off;\n{}",
      Quoted(files.certificate), Quoted(files.key), only_13 ? "TLSv1.3" : "TLSv1.2 TLSv1.3",
      asks ? "tls_certificates" : "tls", asks ? AskForCertificate(policy) : "");
}

// The location for all other requests. The module does the routing: $gatehouse_upstream.
std::string ProxyLocation(const gate::Policy& policy) {
  const bool websocket = std::ranges::any_of(policy.routes, &gate::Route::websocket);
  const bool one = policy.upstreams.size() == 1 && !HasDirectory(policy);
  std::string text = "    location / {\n";
  // The module counts, by each route's limit, and its refusal has the headers that a web page needs to read it. With
  // ModSecurity nginx has to count, because that reads the body first.
  if (!policy.crs) text += "      client_max_body_size 0;\n";
  text += fmt::format("      proxy_pass {};\n", one ? UpstreamUrlOf(policy, 0) : "$gatehouse_upstream");
  text += fmt::format("      proxy_set_header Connection {};\n", websocket ? "$gatehouse_connection" : "\"\"");
  if (websocket) text += "      proxy_set_header Upgrade $gatehouse_upgrade;\n";
  text += "      proxy_set_header Host $gatehouse_host;\n";
  text += "      gatehouse_upstream_headers block;\n";
  // A service may switch off buffering. It must not redirect a request internally, slow it down or change its type.
  text += "      proxy_ignore_headers X-Accel-Redirect X-Accel-Limit-Rate X-Accel-Expires X-Accel-Charset;\n";
  if (HasDirectory(policy) || std::ranges::any_of(policy.upstreams, UsesTls)) {
    text +=
        "      proxy_ssl_verify on;\n"
        "      proxy_ssl_verify_depth 4;\n"
        "      proxy_ssl_server_name on;\n"
        "      proxy_ssl_name $gatehouse_upstream_name;\n";
    const bool own = !policy.upstream_ca_file.empty();
    text += fmt::format("      proxy_ssl_trusted_certificate {};\n",
                        own ? Quoted(policy.upstream_ca_file) : "/etc/ssl/certs/ca-certificates.crt");
  }
  return text + "    }\n";
}

std::string OwnLocations(const gate::Policy& policy) {
  std::string text;
  if (!policy.forward_auth_path.empty()) {
    for (const auto* match : {"= {}", "^~ {}/"}) {
      text += fmt::format("    location {} {{ gatehouse_forward_auth; }}\n",
                          fmt::format(fmt::runtime(match), policy.forward_auth_path));
    }
  }
  for (const char* what : {"", "/live", "/ready"}) {
    text += fmt::format("    location = {}{} {{ gatehouse_health; }}\n", policy.health_path, what);
  }
  if (policy.assertion)
    text += fmt::format("    location = {} {{ gatehouse_assertion_keys; }}\n", policy.assertion_jwks_path);
  return text;
}

// OWASP's rules as Debian installs them, at the paranoia level of their setup file. They refuse with 403, and the
// module writes the response. There is no audit log, because it would contain what the event log redacts.
std::string CoreRules(const gate::Policy& policy) {
  constexpr size_t kMostJudged = 16 << 20;  // bytes of a body; ModSecurity keeps all of it in memory
  const size_t judged = std::min(policy.LargestBody(), kMostJudged);
  return fmt::format(
      "    modsecurity on;\n"
      "    modsecurity_rules '\n"
      "      SecRuleEngine {}\n"
      "      SecRequestBodyAccess On\n"
      "      SecRequestBodyLimit {}\n"
      "      SecRequestBodyNoFilesLimit {}\n"
      "      SecRequestBodyLimitAction Reject\n"
      "      SecResponseBodyAccess Off\n"
      "      SecAuditEngine Off\n"
      "      SecTmpDir {}/temp\n"
      "      SecDataDir {}/temp\n"
      "      SecPcreMatchLimit 100000\n"
      "      SecUnicodeMapFile /etc/nginx/unicode.mapping 20127\n"
      "      Include {}\n"
      "      Include {}/rules/*.conf\n"
      "    ';\n",
      policy.mode == gate::Mode::kObserve ? "DetectionOnly" : "On", judged, judged, policy.run_dir, policy.run_dir,
      kCrsSetup, kCrsFolder);
}

// The size of the largest body that any route lets through, including routes that only observe their limit.
size_t LargestThatPasses(const gate::Policy& policy) {
  const auto observes = [&](const gate::Route& route) { return policy.Observes(gate::Rule::kBody, route); };
  if (observes(policy.unlisted) || std::ranges::any_of(policy.routes, observes)) return gate::BodyBounds::kUnlimited;
  return policy.LargestBody();
}

std::string ServerNames(const std::vector<std::string>& hosts) {
  std::string text = "    server_name";
  for (const std::string& host : hosts) text += fmt::format(" {}", Quoted(host));
  return text + ";\n";
}

// The addresses that ask clients for certificates, or the others: a server for each of the gate's certificates, which
// nginx chooses by the name in the handshake. All of them do the same: the rules follow from the request alone. The
// first one, for all other names, is nginx's default.
std::string Servers(const gate::Policy& policy, const ConfigPaths& paths, bool asks) {
  if (std::ranges::none_of(policy.listen, [asks](const auto& address) { return address.asks_certificate == asks; })) {
    return {};
  }
  std::string same = fmt::format("    gatehouse_policy {};\n", Quoted(paths.policy_file));
  if (policy.crs) same += CoreRules(policy);
  same += OwnLocations(policy) + ProxyLocation(policy) + "  }\n";
  const std::string begin = "  server {\n" + Listen(policy, asks);
  std::string text = begin + "    server_name _;\n" + Tls(policy, paths.certificate, asks) + same;
  for (const gate::HostCertificate& other : policy.tls.certificates) {
    text += begin;
    text += ServerNames(other.hosts);
    text += Tls(policy, other.files, asks);
    text += same;
  }
  return text;
}

}  // namespace

std::string UpstreamUrlOf(const gate::Policy& policy, size_t upstream) {
  return (UsesTls(policy.upstreams[upstream]) ? "https://" : "http://") + UpstreamName(upstream);
}

std::string_view DropletsUrl(bool tls) { return tls ? "https://gatehouse_droplets_tls" : "http://gatehouse_droplets"; }

std::string NginxConfig(const gate::Policy& policy, const ConfigPaths& paths) {
  const system::RunFolder folder(policy.run_dir);
  std::string text = "# Written by gatehouse from the policy; changes here are lost at the next start or reload.\n";
  if (policy.crs) text += fmt::format("load_module {};\n", Quoted(kCrsModule));
  text += fmt::format("load_module {};\n", Quoted(paths.module));
  if (!paths.user.empty()) text += fmt::format("user {};\n", Quoted(paths.user));
  text += fmt::format("worker_processes {};\n", policy.workers == 0 ? "auto" : std::to_string(policy.workers));
  text += fmt::format("pid {};\n", Quoted(folder.NginxPid()));
  text += fmt::format("error_log {} notice;\n", Quoted(folder.NginxLog()));
  // Workers from before a reload live until their requests are done.
  text += fmt::format("worker_shutdown_timeout {}s;\npcre_jit off;\n", policy.reload.grace.count());
  text += fmt::format("worker_rlimit_nofile {};\n", std::min(paths.file_limit, kMaxFiles));
  text += fmt::format("events {{ worker_connections {}; }}\n", ConnectionsOf(paths.file_limit));
  text += "http {\n  access_log off;\n  server_tokens off;\n  default_type application/octet-stream;\n";
  for (const char* what : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += fmt::format("  {}_temp_path {};\n", what, Quoted(fmt::format("{}/{}", folder.NginxTemporary(), what)));
  }
  text += "  keepalive_timeout 75s;\n  keepalive_requests 100000;\n  tcp_nodelay on;\n";
  // The gate must check exactly what the client sent: slashes are not merged, and no header is dropped before the gate
  // has seen it (raw_lines and gate/respond/header_passage check the names).
  text += "  merge_slashes off;\n  underscores_in_headers on;\n  ignore_invalid_headers off;\n";
  // Counted from the connection to the end of the first request's header, including TLS, and for later headers from
  // their first byte. A connection that waits for its next request has keepalive_timeout.
  // A line must have room for the longest target that the gate accepts (kMaxTargetBytes) with method and version, and
  // for a token of 16 KiB (jose::kMaxTokenBytes) with its header name.
  text += "  large_client_header_buffers 4 20k;\n  client_header_timeout 5s;\n  client_body_timeout 30s;\n";
  const size_t largest = LargestThatPasses(policy);
  text += fmt::format("  client_max_body_size {};\n  client_body_buffer_size 1m;\n",
                      largest == gate::BodyBounds::kUnlimited ? 0 : largest);
  // How much of a body a client may send over HTTP/2 before it is read. Clients that look for the answer only when they
  // have sent everything (Java's HttpClient, Python's httpx) would otherwise wait for ever if a body of more than 64
  // KiB is refused; nginx/late_body.h takes larger ones. This much is allocated only for a body that is not buffered.
  text += "  http2_body_preread_size 1m;\n";
  // Enough for a usual request, so that memory is allocated once and not four times.
  text += "  request_pool_size 16k;\n";
  // A usual header with a token and a short body are read at once, and the body is inspected in this buffer.
  // It fits into the connection's own memory, so it is not allocated for each request.
  text += "  client_header_buffer_size 3k;\n  connection_pool_size 4k;\n";
  text += "  proxy_http_version 1.1;\n";
  // If a client does not read its response, the rest waits in these buffers and then at the service, never in a file:
  // strangers must not fill the disk.
  text += fmt::format("  proxy_buffer_size {0};\n  proxy_buffers 16 16k;\n  proxy_busy_buffers_size {1};\n",
                      policy.answer_header_bytes, std::max(policy.answer_header_bytes, kBusyBytes));
  text += "  proxy_max_temp_file_size 0;\n";
  // The module decides how long to wait for a service, and after which of these failures to try another server.
  text += "  proxy_next_upstream error timeout;\n  proxy_next_upstream_tries 3;\n  proxy_redirect off;\n";
  text += UpstreamBlocks(policy);
  // Room for 256 certificates of many names, each as long as a name may be (253 bytes).
  if (!policy.tls.certificates.empty()) {
    text += "  server_names_hash_max_size 16384;\n  server_names_hash_bucket_size 512;\n";
  }
  text += Servers(policy, paths, false) + Servers(policy, paths, true) + "}\n";
  return text;
}

}  // namespace gatehouse::nginx

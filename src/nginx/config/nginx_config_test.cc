// What the configuration must and must not say. That nginx takes it is shown by every end-to-end test.
#include "nginx/config/nginx_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::nginx {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

gate::Policy APolicy() {
  gate::Policy policy;
  policy.listen = {{.host = "127.0.0.1", .port = 8443}, {.host = "::1", .port = 8443}};
  policy.run_dir = "/run/gate house";
  policy.upstreams = {{.name = "default", .servers = {{.host = "127.0.0.1", .port = 9000}}}};
  return policy;
}

const ConfigPaths kPaths{.policy_file = "/etc/gate.yaml", .module = "/lib/m.so", .certificate = {"/c.pem", "/k.pem"}};

TEST(NginxConfig, ListensWithTlsAndHttp2) {
  const std::string text = NginxConfig(APolicy(), kPaths);
  EXPECT_THAT(text, HasSubstr("listen 127.0.0.1:8443 ssl http2;"));
  EXPECT_THAT(text, HasSubstr("listen [::1]:8443 ssl http2;"));
  EXPECT_THAT(text, HasSubstr("ssl_protocols TLSv1.2 TLSv1.3;"));
}

TEST(NginxConfig, B11_TheProxyProtocolIsReadWhereThePolicySays) {
  auto policy = APolicy();
  EXPECT_THAT(NginxConfig(policy, kPaths), Not(HasSubstr("proxy_protocol")));
  policy.listen[1].proxy_protocol = true;
  policy.proxies.trusted = {*base::IpNetwork::Parse("10.0.0.0/8"), *base::IpNetwork::Parse("2001:db8::1")};
  const std::string text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text, HasSubstr("listen 127.0.0.1:8443 ssl http2;"));
  EXPECT_THAT(text, HasSubstr("listen [::1]:8443 ssl http2 proxy_protocol;\n"
                              "    real_ip_header proxy_protocol;\n"
                              "    set_real_ip_from 10.0.0.0/8;\n"
                              "    set_real_ip_from 2001:db8::1/128;\n"));
}

TEST(NginxConfig, B9_AServerForEachCertificateWithNothingElseDifferent) {
  auto policy = APolicy();
  EXPECT_THAT(NginxConfig(policy, kPaths), Not(HasSubstr("server_names_hash"))) << "none is needed for \"_\"";
  policy.listen[1].asks_certificate = true;
  policy.tls.certificates = {{.files = {"/app.pem", "/app.key"}, .hosts = {"app.example", "*.apps.example"}},
                             {.files = {"/api.pem", "/api.key"}, .hosts = {"api.example"}}};
  const std::string text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text, HasSubstr("server_names_hash_bucket_size"));
  std::vector<std::string> servers;
  for (size_t at = text.find("  server {\n"); at != text.npos;) {
    const size_t next = text.find("  server {\n", at + 1);
    servers.push_back(text.substr(at, next == text.npos ? text.size() - at - 2 : next - at));
    at = next;
  }
  ASSERT_EQ(servers.size(), 6U);
  const auto replace = [](std::string in, std::string_view from, std::string_view to) {
    const size_t at = in.find(from);
    return at == in.npos ? "not found: " + std::string(from) : in.replace(at, from.size(), to);
  };
  for (const size_t first : {0U, 3U}) {
    std::string app = replace(servers[first], "server_name _;", "server_name \"app.example\" \"*.apps.example\";");
    app = replace(replace(app, "/c.pem", "/app.pem"), "/k.pem", "/app.key");
    EXPECT_EQ(servers[first + 1], app);
    std::string api = replace(servers[first], "server_name _;", "server_name \"api.example\";");
    api = replace(replace(api, "/c.pem", "/api.pem"), "/k.pem", "/api.key");
    EXPECT_EQ(servers[first + 2], api);
  }
  EXPECT_THAT(servers[2], Not(HasSubstr("ssl_verify_client")));
  EXPECT_THAT(servers[5], HasSubstr("ssl_verify_client"));
}

TEST(NginxConfig, B2_CertificatesAreAskedForWhereThePolicySays) {
  auto policy = APolicy();
  EXPECT_THAT(NginxConfig(policy, kPaths), Not(HasSubstr("ssl_verify_client"))) << "browsers would ask their users";
  policy.listen[1].asks_certificate = true;
  std::string text = NginxConfig(policy, kPaths);
  const size_t second = text.find("listen [::1]:8443 ssl http2;\n    server_name _;");
  ASSERT_NE(second, text.npos);
  EXPECT_LT(text.find("listen 127.0.0.1:8443 ssl http2;\n    server_name _;"), second);
  EXPECT_GT(text.find("ssl_verify_client optional_no_ca;"), second);
  EXPECT_THAT(text.substr(0, second), HasSubstr("ssl_session_cache shared:tls:"));
  EXPECT_THAT(text.substr(second), HasSubstr("ssl_session_cache shared:tls_certificates:")) << "no session without one";
  policy.client_certificates.authorities = "/etc/our ca.pem";
  text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text, HasSubstr("ssl_verify_client optional;"));
  EXPECT_THAT(text, HasSubstr("ssl_client_certificate \"/etc/our ca.pem\";"));
  policy.listen[0].asks_certificate = true;
  text = NginxConfig(policy, kPaths);
  EXPECT_EQ(text.find("server_name _;"), text.rfind("server_name _;")) << "one server for both";
}

TEST(NginxConfig, OldWorkersLiveUntilTheirRequestsAreDone) {
  auto policy = APolicy();
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("worker_shutdown_timeout 3600s;"));
  policy.reload.grace = std::chrono::minutes{2};
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("worker_shutdown_timeout 120s;"));
}

TEST(NginxConfig, TimeoutsStandLastInEveryUpstream) {
  const std::string text = NginxConfig(APolicy(), kPaths);
  EXPECT_THAT(text, HasSubstr("    keepalive 64;\n    gatehouse_timeouts;\n  }\n"));
  EXPECT_THAT(text, Not(HasSubstr("proxy_read_timeout")));
}

TEST(NginxConfig, WithoutTlsNothingOfItIsSaid) {
  auto policy = APolicy();
  policy.tls.enabled = false;
  const std::string text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text, HasSubstr("listen 127.0.0.1:8443;"));
  EXPECT_THAT(text, Not(HasSubstr("ssl_certificate")));
}

TEST(NginxConfig, B8_NothingChangesThePathThatWasChecked) {
  const std::string text = NginxConfig(APolicy(), kPaths);
  EXPECT_THAT(text, HasSubstr("merge_slashes off;"));
  EXPECT_THAT(text, HasSubstr("proxy_pass http://gatehouse_0;"));  // no path behind it: the path goes on as it came
  EXPECT_THAT(text, Not(HasSubstr("rewrite")));
  EXPECT_THAT(text, Not(HasSubstr("location ~")));
}

TEST(NginxConfig, SeveralUpstreamsAreChosenByTheModule) {
  auto policy = APolicy();
  policy.upstreams.push_back(
      {.name = "two", .servers = {{.host = "10.0.0.1", .port = 80}, {.unix_path = "/run/s.sock"}}});
  const std::string text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text, HasSubstr("proxy_pass $gatehouse_upstream;"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "upstream gatehouse_1 {  # two\n    gatehouse_servers;\n    keepalive 64;\n    gatehouse_timeouts;\n  }\n"));
  EXPECT_THAT(text, Not(HasSubstr("10.0.0.1"))) << "a name or an address there would be looked up once, by nginx";
}

TEST(NginxConfig, AnUpstreamOverTlsIsVerified) {
  auto policy = APolicy();
  policy.upstreams[0].servers[0].tls = true;
  const std::string text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text, HasSubstr("proxy_pass https://gatehouse_0;"));
  EXPECT_THAT(text, HasSubstr("proxy_ssl_verify on;"));
  EXPECT_THAT(text, HasSubstr("proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;"));
  policy.upstream_ca_file = "/etc/gate/our ca.pem";
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("proxy_ssl_trusted_certificate \"/etc/gate/our ca.pem\";"));
}

TEST(NginxConfig, B6_DropletsOfTheDirectoryAreChosenByTheModule) {
  auto policy = APolicy();
  EXPECT_THAT(NginxConfig(policy, kPaths), Not(HasSubstr("gatehouse_droplets")));
  policy.control.emplace();
  EXPECT_THAT(NginxConfig(policy, kPaths), Not(HasSubstr("gatehouse_droplets"))) << "a daemon without a registry";
  policy.control->registry.emplace();
  const std::string text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text, HasSubstr("upstream gatehouse_droplets {  # of the directory\n"
                              "    gatehouse_droplets;\n"
                              "    keepalive 64;\n"
                              "    gatehouse_timeouts;\n"));
  EXPECT_THAT(text, HasSubstr("proxy_pass $gatehouse_upstream;")) << "also beside a single upstream";
  EXPECT_EQ(DropletsUrl(false), "http://gatehouse_droplets");
}

TEST(NginxConfig, B6_NoConnectionToADropletOverTlsIsKept) {
  auto policy = APolicy();
  policy.control.emplace().registry.emplace();
  const std::string text = NginxConfig(policy, kPaths);
  EXPECT_THAT(text,
              HasSubstr("upstream gatehouse_droplets_tls {\n    gatehouse_droplets;\n    gatehouse_timeouts;\n  }\n"));
  EXPECT_THAT(text, HasSubstr("proxy_ssl_verify on;"));
  EXPECT_THAT(text, HasSubstr("proxy_ssl_name $gatehouse_upstream_name;"));
  EXPECT_EQ(DropletsUrl(true), "https://gatehouse_droplets_tls");
}

TEST(NginxConfig, UpgradesGoOnOnlyWhereARouteTakesThem) {
  EXPECT_THAT(NginxConfig(APolicy(), kPaths), HasSubstr("proxy_set_header Connection \"\";"));
  auto policy = APolicy();
  policy.routes.push_back({.label = "GET /ws", .websocket = true});
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("proxy_set_header Upgrade $gatehouse_upgrade;"));
}

TEST(NginxConfig, PathsWithSpacesAndQuotesStayOneWord) {
  auto paths = kPaths;
  paths.policy_file = "/etc/a \"b\"\\c.yaml";
  EXPECT_THAT(NginxConfig(APolicy(), paths), HasSubstr(R"(gatehouse_policy "/etc/a \"b\"\\c.yaml";)"));
  EXPECT_THAT(NginxConfig(APolicy(), paths), HasSubstr(R"(pid "/run/gate house/nginx.pid";)"));
}

TEST(NginxConfig, AnswerHeadersMayBeAsLargeAsThePolicySays) {
  EXPECT_THAT(NginxConfig(APolicy(), kPaths), HasSubstr("proxy_buffer_size 65536;"));
  EXPECT_THAT(NginxConfig(APolicy(), kPaths), HasSubstr("proxy_busy_buffers_size 65536;"));
  auto policy = APolicy();
  policy.answer_header_bytes = 4096;
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("proxy_buffer_size 4096;"));
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("proxy_busy_buffers_size 32768;"));
}

TEST(NginxConfig, TheLargestBodyOfAnyRouteIsTheServersBound) {
  auto policy = APolicy();
  policy.unlisted.body.max_bytes = 1000;
  policy.routes.push_back({.label = "POST /big", .body = {.max_bytes = 5000}});
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("client_max_body_size 5000;"));
  policy.routes.push_back({.label = "POST /any", .body = {.max_bytes = gate::BodyBounds::kUnlimited}});
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("client_max_body_size 0;"));
}

TEST(NginxConfig, A11_WhereALargeBodyIsOnlyObservedNginxLetsItPassToo) {
  auto policy = APolicy();
  policy.unlisted.body.max_bytes = 1000;
  policy.routes.push_back({.label = "POST /big", .body = {.max_bytes = 5000}});
  policy.routes.back().observed = 1U << static_cast<unsigned>(gate::Rule::kBody);
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("client_max_body_size 0;"));
  policy.routes.back().observed = 1U << static_cast<unsigned>(gate::Rule::kPath);
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("client_max_body_size 5000;"));
  policy.mode = gate::Mode::kObserve;
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("client_max_body_size 0;"));
}

TEST(NginxConfig, ConnectionsFollowTheFileLimit) {
  struct Case {
    uint64_t limit;
    std::string_view files;
    std::string_view connections;
  };
  constexpr Case kCases[] = {
      {1'048'576, "worker_rlimit_nofile 32768;", "worker_connections 16384;"},
      {20'000, "worker_rlimit_nofile 20000;", "worker_connections 16384;"},
      {16'512, "worker_rlimit_nofile 16512;", "worker_connections 16384;"},
      {4'096, "worker_rlimit_nofile 4096;", "worker_connections 3968;"},
      {1'024, "worker_rlimit_nofile 1024;", "worker_connections 896;"},
      {256, "worker_rlimit_nofile 256;", "worker_connections 128;"},
      {100, "worker_rlimit_nofile 100;", "worker_connections 50;"},
  };
  for (const auto& [limit, files, connections] : kCases) {
    auto paths = kPaths;
    paths.file_limit = limit;
    const std::string text = NginxConfig(APolicy(), paths);
    EXPECT_THAT(text, HasSubstr(files));
    EXPECT_THAT(text, HasSubstr(connections));
  }
}

TEST(NginxConfig, AHeaderHasFiveSecondsAndAnIdleConnectionMore) {
  const std::string text = NginxConfig(APolicy(), kPaths);
  EXPECT_THAT(text, HasSubstr("client_header_timeout 5s;"));
  EXPECT_THAT(text, HasSubstr("keepalive_timeout 75s;"));
}

TEST(NginxConfig, A12_CoreRulesOnlyWhereAskedFor) {
  EXPECT_THAT(NginxConfig(APolicy(), kPaths), Not(HasSubstr("modsecurity")));
  gate::Policy policy = APolicy();
  policy.crs = true;
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("SecRuleEngine On"));
  EXPECT_THAT(NginxConfig(policy, kPaths),
              HasSubstr("load_module \"/usr/lib/nginx/modules/ngx_http_modsecurity_module.so\""));
  policy.mode = gate::Mode::kObserve;
  EXPECT_THAT(NginxConfig(policy, kPaths), HasSubstr("SecRuleEngine DetectionOnly"));
}

}  // namespace
}  // namespace gatehouse::nginx

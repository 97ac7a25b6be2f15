// Where the gate stands, as a policy says it: environment, addresses, TLS, proxies, upstreams.
#include "base/crypto.h"
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::HasSubstr;

constexpr std::string_view kCertificate = "-----BEGIN CERTIFICATE-----\n";
constexpr std::string_view kKey = "-----BEGIN PRIVATE KEY-----\n";
const Files kPemFiles = {{"/etc/gate/c.pem", std::string(kCertificate)}, {"/etc/gate/k.pem", std::string(kKey)}};

TEST(PolicyServer, DefaultsAreThoseOfTheDocumentation) {
  const Policy policy = Compiled(kPlain);
  EXPECT_EQ(policy.profile, "");
  EXPECT_EQ(policy.environment, Environment::kDevelopment);
  ASSERT_EQ(policy.listen.size(), 1U);
  EXPECT_EQ(policy.listen[0].host, "127.0.0.1");
  EXPECT_EQ(policy.listen[0].port, 8443);
  EXPECT_TRUE(policy.tls.enabled);
  EXPECT_EQ(policy.tls.own.certificate, "");
  EXPECT_EQ(policy.tls.min_version, "TLSv1.2");
  EXPECT_EQ(policy.run_dir, "/etc/gate/.gatehouse");
  EXPECT_EQ(policy.event_file, "/etc/gate/.gatehouse/events.jsonl");
  EXPECT_EQ(policy.workers, 0);
  EXPECT_EQ(policy.address_share, 25);
  EXPECT_EQ(policy.mode, Mode::kEnforce);
  EXPECT_EQ(policy.ipv6_bits, 64);
  EXPECT_TRUE(policy.proxies.trusted.empty());
  EXPECT_TRUE(policy.mask_errors);
  EXPECT_FALSE(policy.cors.enabled());
  ASSERT_EQ(policy.upstreams.size(), 1U);
  EXPECT_EQ(policy.upstreams[0].name, "default");
  EXPECT_EQ(policy.upstreams[0].servers[0].port, 9000);
}

TEST(PolicyServer, ReadsEveryKey) {
  const Policy policy = Compiled(
      "upstream: [http://10.0.0.1:80, http://10.0.0.2:80]\nunlisted: deny\nenvironment: production\n"
      "listen: [\"*:443\", \"[::]:443\"]\nrun_dir: run\nworkers: 4\naddress_share: 40\n"
      "tls: { certificate: c.pem, key: k.pem, min_version: TLSv1.3 }\n"
      "trusted_proxies: [10.0.0.0/8, \"2001:db8::/32\"]\nevents: { file: /var/log/gate.jsonl }\n",
      kPemFiles);
  EXPECT_EQ(policy.environment, Environment::kProduction);
  ASSERT_EQ(policy.listen.size(), 2U);
  EXPECT_EQ(policy.listen[1].host, "::");
  EXPECT_EQ(policy.run_dir, "/etc/gate/run");
  EXPECT_EQ(policy.event_file, "/var/log/gate.jsonl");
  EXPECT_EQ(policy.workers, 4);
  EXPECT_EQ(policy.address_share, 40);
  EXPECT_EQ(policy.tls.own.certificate, "/etc/gate/c.pem");
  EXPECT_EQ(policy.tls.min_version, "TLSv1.3");
  EXPECT_EQ(policy.proxies.trusted.size(), 2U);
  EXPECT_EQ(policy.upstreams[0].servers.size(), 2U);
}

TEST(PolicyServer, B9_EachHostMayHaveItsCertificate) {
  const auto made = [](const std::vector<std::string>& names) { return *crypto::MakeDevelopmentCertificate(names, 9); };
  const auto own = made({"gate.example"});
  const auto app = made({"app.example", "*.apps.example", "10.0.0.1"});
  const auto api = made({"API.example", "app.example"});
  const auto address = made({"10.0.0.1"});
  const Files files = {{"/etc/gate/own.pem", own.certificate_pem},         {"/etc/gate/own.key", own.key_pem},
                       {"/etc/gate/app.pem", app.certificate_pem},         {"/etc/gate/app.key", app.key_pem},
                       {"/etc/gate/api.pem", api.certificate_pem},         {"/etc/gate/api.key", api.key_pem},
                       {"/etc/gate/address.pem", address.certificate_pem}, {"/etc/gate/address.key", address.key_pem},
                       {"/etc/gate/empty.pem", std::string(kCertificate)}};
  const auto policy = [](std::string_view list) {
    return Plain("tls: { certificate: own.pem, key: own.key, certificates: [" + std::string(list) + "] }\n");
  };
  const TlsSettings tls =
      Compiled(policy("{ certificate: app.pem, key: app.key }, { certificate: api.pem, key: api.key }"), files).tls;
  EXPECT_EQ(tls.own.key, "/etc/gate/own.key");
  ASSERT_EQ(tls.certificates.size(), 2U);
  EXPECT_EQ(tls.certificates[0].files.certificate, "/etc/gate/app.pem");
  EXPECT_EQ(tls.certificates[0].files.key, "/etc/gate/app.key");
  EXPECT_THAT(tls.certificates[0].hosts, testing::ElementsAre("app.example", "*.apps.example"));
  EXPECT_THAT(tls.certificates[1].hosts, testing::ElementsAre("api.example")) << "app.example is served by the first";

  ExpectOneError(policy("{ certificate: app.pem }"), {"A certificate needs 'certificate' and 'key'"}, files);
  ExpectOneError(policy("{ certificate: app.pem, key: api.key }"), {"is not the key of the certificate", "app.pem"},
                 files);
  ExpectOneError(policy("{ certificate: none.pem, key: app.key }"), {"cannot be read: /etc/gate/none.pem"}, files);
  ExpectOneError(policy("{ certificate: empty.pem, key: app.key }"), {"cannot be read: /etc/gate/empty.pem"}, files);
  ExpectOneError(policy("{ certificate: address.pem, key: address.key }"), {"is for no host name", "DNS:"}, files);
  ExpectOneError(policy("{ certificate: app.pem, key: app.key }, { certificate: app.pem, key: app.key }"),
                 {"are in certificates before it: app.example"}, files);
  ExpectOneError(Plain("tls: { certificates: [{ certificate: app.pem, key: app.key }] }\n"),
                 {"without a certificate for all other hosts", "tls.certificate"}, files);
  std::string many = "{ certificate: app.pem, key: app.key }";
  for (int i = 0; i < 256; ++i) many += ", { certificate: app.pem, key: app.key }";
  ExpectOneError(policy(many), {"More than 256 certificates"}, files);
}

TEST(PolicyServer, B9_KeysThatCannotServe) {
  const auto own = *crypto::MakeDevelopmentCertificate(std::vector<std::string>{"gate.example"}, 9);
  const auto other = *crypto::MakeDevelopmentCertificate(std::vector<std::string>{"gate.example"}, 9);
  const auto policy = [&](const std::string& key, const std::vector<std::string>& parts) {
    ExpectOneError(Plain("tls: { certificate: c.pem, key: k.pem }\n"), parts,
                   {{"/etc/gate/c.pem", own.certificate_pem}, {"/etc/gate/k.pem", key}});
  };
  policy(other.key_pem, {"'key' is not the key of the certificate: /etc/gate/k.pem", "/etc/gate/c.pem was made for"});
  policy("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII\n-----END ENCRYPTED PRIVATE KEY-----\n",
         {"needs a passphrase", "openssl pkey"});
}

TEST(PolicyServer, B2_ClientCertificates) {
  const Policy plain = Compiled(kPlain);
  EXPECT_FALSE(plain.AsksForCertificates());
  EXPECT_EQ(plain.client_certificates.header, "");
  const Policy asks = Compiled(Plain("listen: [\"*:443\", \"*:8443\"]\n"
                                     "client_certificates: { listen: \"*:8443\", authorities: c.pem }\n"),
                               kPemFiles);
  EXPECT_FALSE(asks.listen[0].asks_certificate);
  EXPECT_TRUE(asks.listen[1].asks_certificate);
  EXPECT_EQ(asks.client_certificates.authorities, "/etc/gate/c.pem");
  const Policy told =
      Compiled(Plain("tls: off\ntrusted_proxies: 10.0.0.1\nclient_certificates: { header: X-SSL-Client-Cert }\n"));
  EXPECT_FALSE(told.AsksForCertificates());
  EXPECT_EQ(told.client_certificates.header, "X-SSL-Client-Cert");
}

TEST(PolicyServer, B2_CertificatesThatCanComeFromNowhere) {
  ExpectOneError(Plain("client_certificates: {}\n"), {"nowhere", "'listen'", "'header'"});
  ExpectOneError(Plain("client_certificates: { listen: \"*:9\" }\n"), {"'*:9' is not an address of 'listen'"});
  ExpectOneError(Plain("tls: off\nclient_certificates: { listen: 127.0.0.1:8443 }\n"), {"Without TLS", "'header'"});
  ExpectOneError(Plain("client_certificates: { header: Client-Cert }\n"), {"without a trusted proxy"});
  const std::string proxy = "trusted_proxies: 10.0.0.1\n";
  ExpectOneError(Plain(proxy + "client_certificates: { header: Client-Cert, authorities: c.pem }\n"),
                 {"'authorities' without an address"}, kPemFiles);
  for (const std::string name : {"X-My-Certificate", "Client_Cert", "Authorization", "Cookie", "X-Forwarded-For"}) {
    ExpectOneError(Plain(proxy + "client_certificates: { header: " + name + " }\n"),
                   {"is not a header that the gate keeps"});
  }
  ExpectOneError(Plain("client_certificates: { listen: 127.0.0.1:8443, authorities: k.pem }\n"), {"not usable"},
                 kPemFiles);
  ExpectOneError(
      Plain(proxy + "client_certificates: { header: X-Client-Cert }\nrequest_headers_kept: [x-client-cert]\n"),
      {"is for the gate", "take it out"});
  ExpectOneError(Plain("request_headers_kept: [Client-Cert]\n"), {"cannot be kept"});
}

TEST(PolicyServer, C7_AnotherEnvironmentIsRefused) {
  ExpectOneError(Plain("environment: prodution\n"),
                 {"gate.yaml:3:14: Invalid environment", "did you mean 'production'?"});
  ExpectOneError(Plain("environment: test\n"), {"Invalid environment", "development, staging or production"});
}

TEST(PolicyServer, B9_ProductionDemandsTls) {
  ExpectOneError(Plain("environment: production\n"), {"gate.yaml:3:1", "Production without a certificate"});
  ExpectOneError(Plain("environment: production\ntls: { min_version: TLSv1.3 }\n"),
                 {"gate.yaml:4:1", "without a certificate"});
  ExpectOneError(Plain("environment: production\ntls: off\n"), {"Production without TLS"});
  ExpectOneError(Plain("environment: production\ntls: off\ntrusted_proxies: []\n"), {"Production without TLS"});
  EXPECT_FALSE(Compiled(Plain("environment: production\ntls: off\ntrusted_proxies: 10.0.0.1\n")).tls.enabled);
  EXPECT_FALSE(Compiled(Plain("tls: off\n")).tls.enabled);
}

TEST(PolicyServer, CertificateAndKeyGoTogetherAndAreRead) {
  ExpectOneError(Plain("tls: { certificate: c.pem }\n"), {"a certificate and no key"}, kPemFiles);
  ExpectOneError(Plain("tls: { key: k.pem }\n"), {"a key and no certificate"}, kPemFiles);
  ExpectOneError(Plain("tls: { certificate: c.pem, key: x.pem }\n"),
                 {"'key' cannot be read: /etc/gate/x.pem: Does not exist"}, kPemFiles);
  ExpectOneError(Plain("tls: { certificate: k.pem, key: k.pem }\n"), {"'certificate' is not usable"}, kPemFiles);
  ExpectOneError(Plain("tls: on\n"), {"'tls' cannot be 'on'", "write off"});
}

TEST(PolicyServer, ListenAddressesAreJudged) {
  ExpectOneError(Plain("listen: localhost:8443\n"), {"gate.yaml:3:9", "listens on addresses, not on names"});
  ExpectOneError(Plain("listen: 8443\n"), {"not an address to listen on"});
  ExpectOneError(Plain("listen: [\"*:1\", \"*:1\"]\n"), {"written twice"});
  ExpectOneError(Plain("listen: []\n"), {"'listen' has no address"});
}

TEST(PolicyServer, NobodyIsTrustedByAccident) {
  ExpectOneError(Plain("trusted_proxies: [0.0.0.0/0]\n"), {"would trust everybody"});
  ExpectOneError(Plain("trusted_proxies: [\"::/0\"]\n"), {"would trust everybody"});
  ExpectOneError(Plain("trusted_proxies: [10.0.0.1/8]\n"), {"is not a network"});
  ExpectOneError(Plain("trusted_proxies: [proxy.internal]\n"), {"is not a network"});
}

TEST(PolicyServer, PathsThatCouldEndAWordOfTheConfigurationAreRefused) {
  ExpectOneError(Plain("run_dir: \"a;b\"\n"), {"'run_dir' is not a usable path"});
  ExpectOneError(Plain("events: { file: \"$HOME/e\" }\n"), {"'file' is not a usable path"});
}

TEST(PolicyUpstreams, NamesAndDroplets) {
  const Policy policy =
      Compiled(WithTokens("upstreams: { files: unix:files.sock, pair: [http://a, http://b] }\n"
                          "droplets: { 14: http://127.0.0.1:9014, 21: http://127.0.0.1:9021 }\n"
                          "routes:\n"
                          "  - { path: /message, methods: [POST], inspect: udc }\n"
                          "  - { path: /files/*, upstream: files }\n"
                          "  - { path: /other, upstream: http://127.0.0.1:9100 }\n"));
  ASSERT_EQ(policy.upstreams.size(), 6U);
  EXPECT_EQ(policy.upstreams[1].name, "files");
  EXPECT_EQ(policy.upstreams[1].servers[0].unix_path, "/etc/gate/files.sock");
  EXPECT_EQ(policy.upstreams[2].servers.size(), 2U);
  EXPECT_EQ(policy.upstreams[policy.droplets.at(14)].name, "droplet_14");
  EXPECT_EQ(policy.upstreams[policy.droplets.at(21)].servers[0].port, 9021);
  EXPECT_TRUE(RouteOf(policy, "POST", "/message").route_by_target);
  EXPECT_EQ(RouteOf(policy, "POST", "/message").upstream, std::nullopt);
  EXPECT_EQ(RouteOf(policy, "GET", "/files/a").upstream, 1U);
  EXPECT_EQ(policy.upstreams[*RouteOf(policy, "GET", "/other").upstream].servers[0].port, 9100);
}

TEST(PolicyUpstreams, EveryMistakeIsTold) {
  ExpectOneError("unlisted: deny\n", {"gate.yaml: 'upstream' is missing"});
  ExpectOneError("unlisted: deny\nupstream: []\n", {"no server"});
  ExpectOneError("unlisted: deny\nupstream: 127.0.0.1:9000\n",
                 {"gate.yaml:2:11", "is not an upstream", "http://host:port"});
  ExpectOneError("unlisted: deny\nupstream: [http://a, https://b]\n", {"all https or all http"});
  ExpectOneError(Plain("upstreams: { default: http://a }\n"), {"'default' cannot name an upstream"});
  ExpectOneError(Plain("upstreams: { \"a b\": http://a }\n"), {"cannot name an upstream"});
  ExpectOneError(Plain("upstreams: { a: { url: x } }\n"), {"'a' in 'upstreams' must be text"});
  ExpectOneError(WithTokens("upstreams: { files: http://a }\nroutes: [{ path: /x, upstream: fles }]\n"),
                 {"Unknown upstream 'fles'", "did you mean 'files'?"});
  ExpectOneError(WithTokens("droplets: { 0: http://a, 5: http://b }\nroutes: [{ path: /m, inspect: udc }]\n"),
                 {"'0' is not a droplet id", "from 1 to 999"});
  ExpectOneError(WithTokens("droplets: { 5: http://b, 1000: http://a }\nroutes: [{ path: /m, inspect: udc }]\n"),
                 {"'1000' is not a droplet id"});
  ExpectOneError(WithTokens("droplets: { 5: http://a }\n"), {"gate.yaml:3:1", "'droplets' without a route"});
}

TEST(PolicyServer, OldWorkersLiveForAnHourOverEightReloads) {
  const auto plain = Compiled(kPlain).reload;
  EXPECT_EQ(plain.grace, std::chrono::hours{1});
  EXPECT_EQ(plain.overlap, 8);
  const auto written = Compiled(Plain("reload: { grace: 30s, overlap: 2 }\n")).reload;
  EXPECT_EQ(written.grace, std::chrono::seconds{30});
  EXPECT_EQ(written.overlap, 2);
  ExpectOneError(Plain("reload: { grace: 8d }\n"), {"from 1s to 7d"});
  ExpectOneError(Plain("reload: { overlap: 0 }\n"), {"from 1 to 64"});
}

TEST(PolicyServer, WhatTrustedProxiesWrite) {
  EXPECT_EQ(Compiled(Plain("trusted_proxies: 10.0.0.1\n")).proxies.headers, ProxyHeaders::kEither);
  EXPECT_FALSE(Compiled(Plain("trusted_proxies: 10.0.0.1\n")).proxies.host);
  const Policy policy = Compiled(Plain("trusted_proxies: 10.0.0.1\nproxy_headers: forwarded\nproxy_host: true\n"));
  EXPECT_EQ(policy.proxies.headers, ProxyHeaders::kForwarded);
  EXPECT_TRUE(policy.proxies.host);
  EXPECT_EQ(Compiled(Plain("trusted_proxies: 10.0.0.1\nproxy_headers: x_forwarded\n")).proxies.headers,
            ProxyHeaders::kXForwarded);
  ExpectOneError(Plain("trusted_proxies: 10.0.0.1\nproxy_headers: forward\n"),
                 {"'proxy_headers' cannot be 'forward'", "did you mean 'forwarded'?"});
  ExpectOneError(Plain("proxy_headers: forwarded\n"), {"gate.yaml:", "without a trusted proxy"});
  ExpectOneError(Plain("proxy_host: true\n"), {"without a trusted proxy"});
}

TEST(PolicyServer, B11_WhereConnectionsBeginWithTheProxyProtocol) {
  constexpr std::string_view kTwo = "listen: [\"*:443\", \"[::]:8443\"]\ntrusted_proxies: 10.0.0.1\n";
  const auto with = [&](std::string_view line) { return Plain(std::string(kTwo) + std::string(line)); };
  EXPECT_FALSE(Compiled(with("")).listen[0].proxy_protocol);
  const Policy policy = Compiled(with("proxy_protocol: \"[::]:8443\"\n"));
  EXPECT_FALSE(policy.listen[0].proxy_protocol);
  EXPECT_TRUE(policy.listen[1].proxy_protocol);
  EXPECT_TRUE(Compiled(Plain("trusted_proxies: 10.0.0.1\nproxy_protocol: 127.0.0.1:8443\n")).listen[0].proxy_protocol);
  ExpectOneError(with("proxy_protocol: \"*:8443\"\n"), {"'*:8443' is not an address of 'listen'"});
  ExpectOneError(with("proxy_protocol: on\n"), {"'on' is not an address of 'listen'"});
  ExpectOneError(Plain("proxy_protocol: 127.0.0.1:8443\n"), {"without a trusted proxy"});
  ExpectOneError(with("environment: production\ntls: off\nproxy_protocol: \"*:443\"\n"),
                 {"does not say that a client used TLS"});
}

}  // namespace
}  // namespace gatehouse::gate

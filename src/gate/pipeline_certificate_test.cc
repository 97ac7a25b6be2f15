// Tokens that are bound to a certificate of their sender (RFC 8705), through the whole pipeline.
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/crypto.h"
#include "gate/request/peer_certificate.h"
#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

using crypto::Algorithm;

constexpr std::string_view kThumbprint = "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";
constexpr std::string_view kAnother = "awcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2";
constexpr std::string_view kProxyPeer = "10.0.0.1";
constexpr std::string_view kProxied = "trusted_proxies: 10.0.0.1\nclient_certificates: { header: Client-Cert }\n";
constexpr std::string_view kAsks = "client_certificates: { listen: 127.0.0.1:8443 }\n";

const crypto::PrivateKey& SigningKey() {
  static const crypto::PrivateKey key = crypto::PrivateKey::Generate(Algorithm::kEs256).value();
  return key;
}

std::string TokenBoundBy(std::string_view cnf) {
  const std::string payload = R"({"iss":"i","aud":"a","sub":"ada","iat":1800000000,"exp":1800003600,"cnf":)";
  const std::string text = base::Base64UrlEncode(R"({"alg":"ES256","typ":"at+jwt"})") + '.' +
                           base::Base64UrlEncode(payload + std::string(cnf) + "}");
  return text + '.' + base::Base64UrlEncode(*SigningKey().Sign(Algorithm::kEs256, text));
}

std::string BoundTo(std::string_view thumbprint) {
  return TokenBoundBy(R"({"x5t#S256":")" + std::string(thumbprint) + R"("})");
}

class FakeCertificate final : public PeerCertificate {
 public:
  explicit FakeCertificate(std::string_view thumbprint)
      : presented_(crypto::ClientCertificate{.thumbprint = std::string(thumbprint),
                                             .not_before = kNow.wall - std::chrono::hours{1},
                                             .not_after = kNow.wall + std::chrono::hours{1}}) {}
  explicit FakeCertificate(base::Error error) : presented_(std::unexpected(std::move(error))) {}
  [[nodiscard]] const base::Result<crypto::ClientCertificate>* Read() const override {
    ++reads;
    return absent ? nullptr : &presented_;
  }

  mutable int reads = 0;
  bool absent = false;

 private:
  base::Result<crypto::ClientCertificate> presented_;
};

class CertificatePipeline : public PipelineFixture {
 protected:
  void SetUp() override { CompileWith(kAsks); }
  void CompileWith(std::string_view more, const std::string& token_keys = "") {
    const std::string pem = SigningKey().Public().Pem();
    Compile("upstream: http://127.0.0.1:9000\ntokens: { issuer: i, audience: a, algorithms: ES256, keys: /k.pem" +
                token_keys +
                " }\nroutes:\n  - { path: /open, auth: none }\n"
                "  - { path: /live, websocket: true, token_in: [protocol, ticket] }\n" +
                std::string(more),
            "/", [pem](const std::string&) { return base::Result<std::string>(pem); });
  }
  Reason With(const std::string& token, std::vector<Header> more = {}, std::string_view peer = "192.0.2.7",
              std::string_view path = "/orders") {
    authorization_ = "Bearer " + token;
    more.push_back({"Host", "gate.example"});
    more.push_back({"Authorization", authorization_});
    return ReasonFor("GET", path, std::move(more), {}, peer);
  }
  std::string authorization_;
};

TEST_F(CertificatePipeline, B2_PassesWithTheCertificateThatItNames) {
  const FakeCertificate own(kThumbprint);
  const FakeCertificate another(kAnother);
  certificate_ = &own;
  for (int i = 0; i < 2; ++i) EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kAllowed) << "the second one is cached";
  certificate_ = &another;
  EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kCertificateOther) << "cached, too";
  certificate_ = nullptr;
  EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kCertificateMissing);
}

TEST_F(CertificatePipeline, NothingIsReadForOtherTokens) {
  const FakeCertificate own(kThumbprint);
  certificate_ = &own;
  EXPECT_EQ(With("a.b.c"), Reason::kTokenMalformed);
  EXPECT_EQ(With("", {}, "192.0.2.7", "/open"), Reason::kAllowed);
  EXPECT_EQ(With(TokenBoundBy("null")), Reason::kAllowed);
  EXPECT_EQ(own.reads, 0);
}

TEST_F(CertificatePipeline, THREATS_ItsDatesCountWithEveryRequest) {
  const auto at = [this](std::chrono::seconds begins, std::chrono::seconds ends) {
    class Dated final : public PeerCertificate {
     public:
      explicit Dated(crypto::ClientCertificate certificate) : presented_(std::move(certificate)) {}
      [[nodiscard]] const base::Result<crypto::ClientCertificate>* Read() const override { return &presented_; }

     private:
      base::Result<crypto::ClientCertificate> presented_;
    };
    const Dated dated({std::string(kThumbprint), kNow.wall + begins, kNow.wall + ends});
    certificate_ = &dated;
    return With(BoundTo(kThumbprint));
  };
  using std::chrono::seconds;
  EXPECT_EQ(at(seconds{0}, seconds{0}), Reason::kAllowed);
  EXPECT_EQ(at(seconds{-9}, seconds{-1}), Reason::kCertificateTime);
  EXPECT_EQ(at(seconds{1}, seconds{9}), Reason::kCertificateTime);
}

TEST_F(CertificatePipeline, ACertificateThatCannotBeRead) {
  const FakeCertificate broken(base::Error{.what = "Not an X.509 certificate"});
  certificate_ = &broken;
  EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kCertificateMalformed);
}

TEST_F(CertificatePipeline, WhereNobodyAsksItCannotBeVerified) {
  CompileWith("");
  EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kTokenBound);
  FakeCertificate none(kThumbprint);
  none.absent = true;
  certificate_ = &none;
  EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kTokenBound);
  const FakeCertificate own(kThumbprint);
  certificate_ = &own;
  EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kAllowed) << "somebody's own nginx asks";
}

TEST_F(CertificatePipeline, THREATS_OnlyATrustedProxyReportsAndOnlyByHeader) {
  const std::vector<std::string> names = {"gate.example"};
  const std::string pem = crypto::MakeDevelopmentCertificate(names, 30).value().certificate_pem;
  const std::string value = base::PercentEncode(pem);
  const std::string token = BoundTo(crypto::ReadCertificatePem(pem)->thumbprint);
  const FakeCertificate proxys(crypto::ReadCertificatePem(pem)->thumbprint);
  CompileWith(kProxied);
  // Made today, and the time of the tests is another one: what was compared before the dates was right.
  EXPECT_EQ(With(token, {{"client-cert", value}}, kProxyPeer), Reason::kCertificateTime);
  EXPECT_EQ(With(BoundTo(kThumbprint), {{"Client-Cert", value}}, kProxyPeer), Reason::kCertificateOther);
  EXPECT_EQ(With(token, {{"Client-Cert", value}, {"Client-Cert", value}}, kProxyPeer), Reason::kHeaderRepeated);
  EXPECT_EQ(With(token, {{"Client-Cert", ""}}, kProxyPeer), Reason::kCertificateMissing);
  EXPECT_EQ(With(token, {{"Client-Cert", "::"}}, kProxyPeer), Reason::kCertificateMalformed);
  EXPECT_EQ(With(token, {{"Client-Cert", "-"}}, kProxyPeer), Reason::kCertificateMalformed);
  EXPECT_EQ(With(token, {}, kProxyPeer), Reason::kCertificateMissing);
  EXPECT_EQ(With(token, {{"Client-Cert", value}}), Reason::kTokenBound) << "from anybody";
  certificate_ = &proxys;
  EXPECT_EQ(With(token, {}, kProxyPeer), Reason::kCertificateMissing) << "the proxy's own is not its client's";
  CompileWith("trusted_proxies: 10.0.0.1\n" + std::string(kAsks));
  EXPECT_EQ(With(token, {{"Client-Cert", value}}, kProxyPeer), Reason::kTokenBound) << "no header of the policy";
}

TEST_F(CertificatePipeline, B2_RequiredIsMetByACertificate) {
  CompileWith(kAsks, ", bound: required");
  const FakeCertificate own(kThumbprint);
  certificate_ = &own;
  EXPECT_EQ(With(BoundTo(kThumbprint)), Reason::kAllowed);
  EXPECT_EQ(With(TokenBoundBy("null")), Reason::kTokenUnbound);
}

TEST_F(CertificatePipeline, THREATS_WhatIsNotUnderstoodIsNotHalfVerified) {
  const FakeCertificate own(kThumbprint);
  certificate_ = &own;
  const std::string x5t = R"("x5t#S256":")" + std::string(kThumbprint) + '"';
  for (const std::string& cnf :
       {"{" + x5t + R"(,"kid":"k"})", R"({"kid":"k",)" + x5t + "}", "[{" + x5t + "}]", std::string(R"({"x5t#S256":7})"),
        std::string(R"({"x5t#S256":""})"), R"({"jkt":"short",)" + x5t + "}", "{" + x5t + R"(,"jkt":null})",
        R"({"x5t":")" + std::string(kThumbprint) + "\"}"}) {
    EXPECT_EQ(With(TokenBoundBy(cnf)), Reason::kTokenBound) << cnf;
  }
}

TEST_F(CertificatePipeline, B2_WhereverTheTokenIs) {
  const TicketBox tickets("a secret of this gate");
  tickets_ = &tickets;
  const std::string token = BoundTo(kThumbprint);
  const std::string protocols = "bearer, " + token;
  const std::vector<Header> upgrade = {{"Host", "gate.example"},
                                       {"Upgrade", "websocket"},
                                       {"Connection", "Upgrade"},
                                       {"Origin", "https://gate.example"}};
  std::vector<Header> with_protocol = upgrade;
  with_protocol.push_back({"Sec-WebSocket-Protocol", protocols});
  const std::string ticket = "/live?ticket=" + *tickets.Seal(token, kNow.wall);
  const FakeCertificate own(kThumbprint);
  const FakeCertificate another(kAnother);
  certificate_ = &another;
  EXPECT_EQ(ReasonFor("GET", "/live", with_protocol), Reason::kCertificateOther);
  EXPECT_EQ(ReasonFor("GET", ticket, upgrade), Reason::kCertificateOther);
  certificate_ = &own;
  EXPECT_EQ(ReasonFor("GET", "/live", with_protocol), Reason::kAllowed);
  EXPECT_EQ(ReasonFor("GET", ticket, upgrade), Reason::kAllowed) << "the refused one has not used it up";
}

}  // namespace
}  // namespace gatehouse::gate

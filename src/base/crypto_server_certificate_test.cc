#include "base/crypto_server_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/crypto_public_key.h"

namespace gatehouse::crypto {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

DevelopmentCertificate Made(const std::vector<std::string>& names) { return *MakeDevelopmentCertificate(names, 30); }

std::vector<std::string> Hosts(const std::vector<std::string>& names) {
  return ReadServerCertificate(Made(names).certificate_pem)->hosts;
}

TEST(ServerCertificate, ItsHostsAreTheDnsNamesThatAClientCanAskFor) {
  EXPECT_THAT(Hosts({"API.example", "*.apps.example", "10.0.0.1", "::1", "api.example", "localhost"}),
              ElementsAre("api.example", "*.apps.example", "localhost"));
  EXPECT_THAT(Hosts({"127.0.0.1"}), IsEmpty());
}

TEST(ServerCertificate, NamesThatNobodyCanAskForAreLeftOut) {
  EXPECT_THAT(Hosts({"w*.example", "*", "a.*.example", "two..dots", ".front", "back.", "*.", "x"}), ElementsAre("x"));
}

TEST(ServerCertificate, OfAChainTheFirstCounts) {
  const std::string chain = Made({"leaf.example"}).certificate_pem + Made({"authority.example"}).certificate_pem;
  EXPECT_THAT(ReadServerCertificate(chain)->hosts, ElementsAre("leaf.example"));
  EXPECT_THAT(ReadServerCertificate("# made by hand\n" + chain)->hosts, ElementsAre("leaf.example"));
}

TEST(ServerCertificate, WhatIsNoneIsAnError) {
  const std::string pem = Made({"a.example"}).certificate_pem;
  for (const std::string& text : {std::string(), std::string("-----BEGIN CERTIFICATE-----\n"), Made({"a"}).key_pem,
                                  pem.substr(0, pem.size() / 2), std::string(1 << 20, 'A')}) {
    EXPECT_FALSE(ReadServerCertificate(text)) << text.substr(0, 40);
  }
}

TEST(ServerCertificate, AWildcardIsForOneLabel) {
  const ServerCertificate certificate = *ReadServerCertificate(Made({"api.example", "*.apps.example"}).certificate_pem);
  for (const char* host : {"api.example", "a.apps.example", "*.apps.example"})
    EXPECT_TRUE(certificate.IsFor(host)) << host;
  for (const char* host : {"apps.example", "a.b.apps.example", ".apps.example.x", "example", "", "*.example"}) {
    EXPECT_FALSE(certificate.IsFor(host)) << host;
  }
}

TEST(ServerCertificate, NamesAreComparedLiterally) {
  const std::string pem = Made({"api.example", "*.apps.example", "10.0.0.1", "::1"}).certificate_pem;
  for (const char* name : {"api.example", "API.example", "*.apps.example", "10.0.0.1", "::1", "0:0:0:0:0:0:0:1"}) {
    EXPECT_TRUE(NamesAll(pem, std::vector<std::string>{name})) << name;
  }
  for (const char* name : {"a.apps.example", "example", "10.0.0.2", "", "Gatehouse development"}) {
    EXPECT_FALSE(NamesAll(pem, std::vector<std::string>{"api.example", name})) << name;
  }
  EXPECT_FALSE(NamesAll("no certificate", std::vector<std::string>{"api.example"}));
}

TEST(ServerCertificate, AKeyBelongsToItsCertificate) {
  const DevelopmentCertificate one = Made({"a.example"});
  const DevelopmentCertificate other = Made({"a.example"});
  EXPECT_TRUE(MayBelongTogether(one.certificate_pem, one.key_pem));
  EXPECT_FALSE(MayBelongTogether(one.certificate_pem, other.key_pem));
  const auto rsa = PrivateKey::Generate(Algorithm::kRs256);
  EXPECT_FALSE(MayBelongTogether(one.certificate_pem, rsa->Pem())) << "a key of another kind";
  EXPECT_TRUE(MayBelongTogether("unreadable", other.key_pem)) << "nginx says more of it";
  EXPECT_TRUE(MayBelongTogether(one.certificate_pem, "unreadable"));
}

TEST(ServerCertificate, KeysUnderAPassphrase) {
  EXPECT_TRUE(IsEncryptedKey("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII\n"));
  EXPECT_TRUE(IsEncryptedKey("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"));
  EXPECT_FALSE(IsEncryptedKey(Made({"a.example"}).key_pem));
}

}  // namespace
}  // namespace gatehouse::crypto

#include "answers/header_redactor.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/bytes.h"

namespace gatehouse::answers {
namespace {

const SecretFinder& HeaderFinder() {
  static const std::vector<std::string> canaries = {"canary-7f3a91", "Codeword Heron/1"};
  static const SecretFinder finder = SecretFinder::Make(true, canaries).value();
  return finder;
}

// The value as the client gets it.
std::string Sent(std::string_view name, std::string_view value) {
  static patterns::Scratch scratch = HeaderFinder().MakeScratch().value();
  Removed removed;
  const auto redacted = RedactedHeader(HeaderFinder(), scratch, name, value, removed);
  EXPECT_EQ(redacted.has_value(), removed.secrets + removed.canaries > 0);
  return redacted.value_or(std::string(value));
}

// Assembled, so that no scanner takes this file for one that leaks.
const std::string kKey = std::string("ghp") + "_0123456789abcdefghijABCDEFGHIJ012345";
const std::string kAws = std::string("AKIA") + "IOSFODNN7EXAMPL2";

TEST(HeaderRedactorA12, KeysAreTakenOut) {
  EXPECT_EQ(Sent("X-Debug", "key=" + kKey + "; n=1"), "key=[REDACTED]; n=1");
  EXPECT_EQ(Sent("Location", "https://a.example/cb?token=" + kKey + "&n=1"),
            "https://a.example/cb?token=[REDACTED]&n=1");
  EXPECT_EQ(Sent("Location", "/login?next=%2Fcb%3Ftoken%3D" + kKey), "/login?next=%2Fcb%3Ftoken%3D[REDACTED]");
  EXPECT_EQ(Sent("X-Config", base::Base64Encode("key: " + kAws)), "a2V5[REDACTED]");
  EXPECT_EQ(Sent("X-Database", "postgres://app:s3cret-pass@db.example/x"), "postgres://app:[REDACTED]@db.example/x");
  EXPECT_EQ(Sent("Server-Timing", "db;desc=" + kAws), "db;desc=[REDACTED]");
}

TEST(HeaderRedactorA12, CanariesAreTakenOutOfEveryHeaderInEverySpelling) {
  for (const std::string_view name : {"X-Debug", "Set-Cookie", "Location", "Authorization"}) {
    EXPECT_EQ(Sent(name, "a=canary-7f3a91; b"), "a=[REDACTED]; b") << name;
    EXPECT_EQ(Sent(name, "/a?b=Codeword%20Heron%2f1"), "/a?b=[REDACTED]") << name;
    EXPECT_EQ(Sent(name, "/a?b=Codeword+Heron%2F1"), "/a?b=[REDACTED]") << name;
    EXPECT_EQ(Sent(name, "/a?b=%43odeword%2520Heron/1"), "[REDACTED]") << name;
    EXPECT_TRUE(Sent(name, "a=" + base::Base64Encode("of canary-7f3a91 it")).contains("[REDACTED]")) << name;
    EXPECT_EQ(Sent(name, "a=" + base::HexEncode("canary-7f3a91")), "a=[REDACTED]") << name;
  }
}

TEST(HeaderRedactorA12, WhatAClientNeedsStays) {
  const std::pair<std::string_view, std::string> headers[] = {
      {"Set-Cookie", "gh=" + kKey + "; Path=/; HttpOnly"},
      {"Set-Cookie",
       "session=s%3A" + base::Base64UrlEncode("{\"url\":\"https://a:b-password@c.example\"}") + "; Secure"},
      {"Authorization", "Bearer abcdefghijklmnopqrstuvwxyz0123456789"},
      {"Authorization", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.abcdefghijklmnopqrstuvwxyz"},
      {"WWW-Authenticate", "Basic realm=\"the realm of the harbour 12345\""},
      {"Location", "https://app.example/cb?code=4%2F0AVMBsJi9kQ-abcDEF&state=eyJuZXh0IjoiL2EifQ%3D%3D"},
      {"Location", "https://anna:pass-word@files.example/a"},
      {"Location", "https://b.s3.amazonaws.com/f?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + kAws +
                       "%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0123456789abcdef"},
      {"Location", "https://b.s3.amazonaws.com/f?AWSAccessKeyId=" + kAws + "&Signature=a%2Bb%3D&Expires=1"},
      {"Location", "https://a.blob.core.windows.net/c/f?sv=2022-11-02&sig=Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmE%3D"},
      {"Content-Security-Policy", "script-src 'nonce-sk-0123456789abcdefghijklmno' 'sha256-sk-0123456789abcdefghijkl'"},
      {"ETag", "\"33a64df551425fcc55e4d42a148795d9f25f89d4\""},
      {"Link", "</style.css>; rel=preload; as=style, <https://a.example/?page=2>; rel=\"next\""},
      {"Content-Disposition", "attachment; filename*=UTF-8''100%25%20gr%C3%B6%C3%9Fe.txt"},
      {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
  for (const auto& [name, value] : headers) EXPECT_EQ(Sent(name, value), value) << name;
}

TEST(HeaderRedactorA12, ACanaryInTheUserOfAnAddressIsTakenOutToo) {
  EXPECT_EQ(Sent("X-A", "://@~canary-7f3a91@xFa:l@c"), "://@~[REDACTED]@xFa:[REDACTED]@c");
}

TEST(HeaderRedactorA12, CountsWhatItTookOut) {
  patterns::Scratch scratch = HeaderFinder().MakeScratch().value();
  Removed removed;
  (void)RedactedHeader(HeaderFinder(), scratch, "X-A", kKey + " " + kAws + " canary-7f3a91", removed);
  EXPECT_EQ(removed.secrets, 2U);
  EXPECT_EQ(removed.canaries, 1U);
}

}  // namespace
}  // namespace gatehouse::answers

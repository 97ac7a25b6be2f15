// Secrets in answers (row A12 and what goes beyond it): the same text comes out wherever the answer is cut.
#include "answers/stream_redactor.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace gatehouse::answers {
namespace {

const std::vector<std::string>& Canaries() {
  static const std::vector<std::string> canaries = {"canary-7f3a91", "Codeword Heron"};
  return canaries;
}
const SecretFinder& Finder() {
  static const SecretFinder finder = SecretFinder::Make(true, Canaries()).value();
  return finder;
}
patterns::Scratch& Scratch() {
  static patterns::Scratch scratch = Finder().MakeScratch().value();
  return scratch;
}

std::string Joined(const std::vector<std::string_view>& views) {
  std::string text;
  for (const std::string_view view : views) text += view;
  return text;
}

// In pieces that end at the given places.
std::string Redacted(std::string_view text, std::vector<size_t> cuts = {}) {
  StreamRedactor redactor(Finder(), Scratch());
  std::string out;
  size_t from = 0;
  for (const size_t cut : cuts) {
    out += Joined(redactor.Feed(text.substr(from, cut - from), false));
    EXPECT_LE(redactor.held(), kMostHeld);
    from = cut;
  }
  out += Joined(redactor.Feed(text.substr(from), true));
  EXPECT_EQ(redactor.held(), 0U);
  return out;
}

std::string PrivateKey() {
  std::string key = "-----BEGIN RSA PRIVATE KEY-----\n";
  for (int i = 0; i < 20; ++i) key += "MIIEpAIBAAKCAQEA0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKL\n";
  return key + "-----END RSA PRIVATE KEY-----";
}

// Assembled, so that no scanner takes this file for one that leaks.
std::string GithubToken() { return std::string("ghp") + "_0123456789abcdefghijABCDEFGHIJ012345"; }
std::string AwsKey() { return std::string("AKIA") + "IOSFODNN7EXAMPLE"; }
std::string BcryptHash() { return "$2b$12$" + std::string("R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"); }

std::string InBase64(std::string_view text) { return base::Base64Encode(text); }

struct Case {
  std::string text;
  std::string redacted;
};
std::vector<Case> Cases() {
  return {
      {R"({"key":")" + GithubToken() + R"(","n":1})", R"({"key":"[REDACTED]","n":1})"},
      {"id " + AwsKey() + " end", "id [REDACTED] end"},
      {"a\n" + PrivateKey() + "\nb", "a\n[REDACTED]\nb"},
      {"hash=" + BcryptHash() + ";", "hash=[REDACTED];"},
      {"Authorization: Bearer abcdefghijklmnop12345678 next", "Authorization: Bearer [REDACTED] next"},
      {"postgres://app:s3cret-pass@db.example/x", "postgres://app:[REDACTED]@db.example/x"},
      {"https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXX done",
       "https://hooks.slack.com/services/[REDACTED] done"},
      {"the canary-7f3a91 sang", "the [REDACTED] sang"},
      {"xCodeword Heronx", "x[REDACTED]x"},
      {R"({"text":"line\n)" + AwsKey() + R"(\tnext"})", R"({"text":"line\n[REDACTED]\tnext"})"},
      {"word" + PrivateKey() + "word", "word[REDACTED]word"},
      {"http://x-canary-7f3a91@x.example:s3cret-pass@host/", "http://x-[REDACTED]@x.example:[REDACTED]@host/"},
      {"next=https%3A%2F%2Fa.example%2F%3Ftoken%3D" + GithubToken() + "%26n%3D1",
       "next=https%3A%2F%2Fa.example%2F%3Ftoken%3D[REDACTED]%26n%3D1"},
      {"next=%252Fa%253Ftoken%253D" + AwsKey() + " end", "next=%252Fa%253Ftoken%253D[REDACTED] end"},
      {R"({"html":"\u0022)" + GithubToken() + R"(\u0022"})", R"({"html":"\u0022[REDACTED]\u0022"})"},
      {R"({"data":")" + InBase64(GithubToken()) + R"(","n":1})", R"({"data":"[REDACTED]","n":1})"},
      {R"({"data":")" + InBase64("k=" + AwsKey()) + R"(","n":1})", R"({"data":"[REDACTED]","n":1})"},
      {"tls.key: " + InBase64(PrivateKey()) + "\nnext: 1", "tls.key: [REDACTED]\nnext: 1"},
      {"conf=" + InBase64("name: an app\nurl: postgres://app:s3cret-pass@db.example/x\n") + ";",
       "conf=bmFtZTogYW4gYXBwCnVybDogcG9zdGdy[REDACTED];"},
      {"picture " + InBase64("\x89PNG\xFF\x80\xFE ghp_\xFF" + AwsKey() + "\xFF\xFE") + " end",
       "picture iVBOR/+A/iBnaHBf[REDACTED] end"},
      {"canary " + InBase64("xx canary-7f3a91 yy"), "canary eHgg[REDACTED]SB5eQ=="},
      {"both " + InBase64("canary-7f3a91\n" + GithubToken()) + " end", "both [REDACTED][REDACTED] end"},
      {"63616e6172792d376633613931", "[REDACTED]"},
      {"two: " + AwsKey() + "," + GithubToken() + ".", "two: [REDACTED],[REDACTED]"},
  };
}

TEST(StreamRedactorA12, TakesSecretsOut) {
  for (const Case& each : Cases()) EXPECT_EQ(Redacted(each.text), each.redacted) << each.text;
}

TEST(StreamRedactorA12, ASecretCutAtEveryByteIsFoundAtEveryCut) {
  for (const Case& each : Cases()) {
    for (size_t cut = 0; cut <= each.text.size(); ++cut) {
      EXPECT_EQ(Redacted(each.text, {cut}), each.redacted) << each.text.substr(0, 60) << " cut at " << cut;
    }
  }
}

TEST(StreamRedactorA12, InPiecesOfOneByteToo) {
  for (const Case& each : Cases()) {
    std::vector<size_t> cuts;
    for (size_t cut = 1; cut < each.text.size(); ++cut) cuts.push_back(cut);
    EXPECT_EQ(Redacted(each.text, cuts), each.redacted) << each.text.substr(0, 60);
  }
}

// The same at every place in its group of three, in both alphabets, with and without padding.
TEST(StreamRedactorA12, ASecretInBase64IsFoundWhereverItBegins) {
  for (const std::string_view secret : {GithubToken(), AwsKey(), BcryptHash(), PrivateKey()}) {
    for (size_t shift = 0; shift < 12; ++shift) {
      const std::string front(shift, '\xFF');
      for (std::string code :
           {InBase64(front + "\n" + std::string(secret)), base::Base64UrlEncode(front + "\n" + std::string(secret))}) {
        const std::string text = "\"" + code + "\" end";
        const std::string out = Redacted(text);
        EXPECT_TRUE(out.ends_with("[REDACTED]\" end")) << text << " became " << out;
        EXPECT_LE(out.size(), shift * 4 / 3 + 24) << out;
        for (size_t cut = 0; cut <= text.size(); cut += text.size() > 200 ? 7 : 1)
          EXPECT_EQ(Redacted(text, {cut}), out) << cut;
      }
    }
  }
}

TEST(StreamRedactorA12, ALongRunOfBase64IsHeldBackOnlyWhereItSpellsText) {
  std::string bytes;
  for (unsigned i = 0; i < 30'000; ++i) bytes += static_cast<char>((i * i * 2'654'435'761U) >> 13U);
  const std::string picture = InBase64(bytes);
  EXPECT_EQ(Redacted(picture), picture);
  const std::string text = InBase64(std::string(5'000, 'a') + "\n" + AwsKey() + "\n" + std::string(5'000, 'b'));
  const std::string out = Redacted(text);
  EXPECT_EQ(out, InBase64(std::string(5'000, 'a') + "\n").substr(0, 6668) + "[REDACTED]");
  for (const size_t piece : {1U, 100U, 1'000U, 4'096U}) {
    std::vector<size_t> cuts;
    for (size_t cut = piece; cut < text.size(); cut += piece) cuts.push_back(cut);
    EXPECT_EQ(Redacted(text, cuts), out) << piece;
    EXPECT_EQ(Redacted(picture, cuts), picture) << piece;
  }
}

// Addresses and forms that storage services sign name the key, and keys of pages are for everyone.
TEST(StreamRedactorA12, WhatAClientNeedsStays) {
  for (const std::string& text :
       {"https://b.s3.amazonaws.com/f?X-Amz-Credential=" + AwsKey() +
            "%2F20261128%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=x",
        R"({"x-amz-credential":")" + AwsKey() + R"(/20261128/us-east-1/s3/aws4_request"})",
        "https://b.s3.amazonaws.com/f?AWSAccessKeyId=" + AwsKey() + "&Signature=abc",
        R"({"policy":")" +
            InBase64(R"({"x-amz-credential":")" + AwsKey() + R"(/20261128/us-east-1/s3/aws4_request"})") + R"("})",
        std::string("Stripe('pk_") + "live_0123456789abcdefghij')",
        // Random ids in which a key seems to begin.
        R"({"id":"y8x8Ph_)" + std::string("hf_") + R"(Co_WwWq79HWc0xvuXRaV3-HhiTBrO31LQ","n":1})",
        "session=hjdHcF-" + std::string("sk-") + "nL6oYXy1GXiHD5yxOl4q6QjqfFoEp6gXoDacBSGMNTYd; next"}) {
    EXPECT_EQ(Redacted(text), text);
    for (size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(Redacted(text, {cut}), text) << cut;
  }
}

TEST(StreamRedactorA12, WhatIsNoSecretPassesUnchangedAtEveryCut) {
  const std::string text =
      "Skies over SG. and sl. are basic: Basic English, bearer of news; $5 and $2 a piece, -----BEGIN "
      "CERTIFICATE-----\nMIIB\n"
      "-----END CERTIFICATE----- https://a.example/x:y@z http://[::1]:80/ hf_ ghp_short AKIA "
      "dapiDataGetTopLongShortPositionRatio canary-7f3a";
  EXPECT_EQ(Redacted(text), text);
  for (size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(Redacted(text, {cut}), text) << cut;
}

TEST(StreamRedactorA12, HoldsNothingBackWhereNothingBegins) {
  StreamRedactor redactor(Finder(), Scratch());
  const std::string_view piece = "An ordinary sentence, and its end.\n";
  const auto& out = redactor.Feed(piece, false);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(out[0].data(), piece.data());  // not even copied
  EXPECT_EQ(redactor.held(), 0U);
}

TEST(StreamRedactorA12, HoldsNothingBackBehindABoundary) {
  StreamRedactor redactor(Finder(), Scratch());
  EXPECT_EQ(Joined(redactor.Feed("data: a gh", true)), "data: a gh");
  EXPECT_EQ(redactor.held(), 0U);
}

TEST(StreamRedactorA12, EventsOfAStreamGoOnWithinAPrivateKey) {
  StreamRedactor redactor(Finder(), Scratch());
  EXPECT_EQ(Joined(redactor.Feed("data: -----BEGIN PRIVATE KEY-----\n\n", true)), "data: [REDACTED]");
  EXPECT_EQ(Joined(redactor.Feed("data: MIIE\n\n", true)), "\n\n");
  EXPECT_EQ(Joined(redactor.Feed("data: -----END PRIVATE KEY----- after\n\n", true)), " after\n\n");
}

TEST(StreamRedactorA12, APrivateKeyWithoutAnEndIsNoReasonToSwallowTheRest) {
  std::string text = "-----BEGIN PRIVATE KEY-----\n" + std::string(200'000, 'A') + "\nthe rest";
  std::vector<size_t> cuts;
  for (size_t cut = 16'384; cut < text.size(); cut += 16'384) cuts.push_back(cut);
  EXPECT_TRUE(Redacted(text, cuts).ends_with("the rest"));
}

TEST(StreamRedactorA12, CountsWhatItTookOut) {
  StreamRedactor redactor(Finder(), Scratch());
  (void)redactor.Feed(GithubToken() + " canary-7f3a91", true);
  EXPECT_EQ(redactor.secrets(), 1U);
  EXPECT_EQ(redactor.canaries(), 1U);
}

TEST(StreamRedactorA12, CanariesAlone) {
  const SecretFinder finder = SecretFinder::Make(false, Canaries()).value();
  patterns::Scratch scratch = finder.MakeScratch().value();
  StreamRedactor redactor(finder, scratch);
  EXPECT_EQ(Joined(redactor.Feed(GithubToken() + " canary-7f3a91", true)), GithubToken() + " [REDACTED]");
}

// A hash was looked for from each '$' to the end of the row, and a key from each prefix.
TEST(StreamRedactorA12, RowsOfBeginningsTakeLinearTime) {
  constexpr size_t kBytes = 1 << 20;
  for (const std::string_view piece : {"$6$", "$2b$-", "$argon2id$", "$6$aaaa", "dapi-", "sk-", "Bearer ", "://a:b@"}) {
    std::string text;
    while (text.size() < kBytes) text += piece;
    const auto begin = std::chrono::steady_clock::now();
    (void)Redacted(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10)) << piece;
  }
  const std::string hash = "$6$rounds=5000$saltsalt$k5ka2p8bFuSmoVT1tzOyyuaREkkKBcCNqoDKzYiJL9RaE8yMnPgh2Xzz";
  EXPECT_FALSE(Redacted("$6$$6$$6$$6$$6$$6$$6$$6$$6$$6$$6$$6$" + hash).contains("k5ka2p8b"));
}

}  // namespace
}  // namespace gatehouse::answers

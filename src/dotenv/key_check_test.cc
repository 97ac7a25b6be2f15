#include "dotenv/key_check.h"

#include <gtest/gtest.h>

namespace gatehouse::dotenv {
namespace {

constexpr base::Wall kNow{std::chrono::seconds{1'800'000'000}};
using Verdict = KeyFinding::Verdict;

GpgKey MakeKey() {
  return {"P",
          "Anna <anna@example.org>",
          false,
          false,
          {{.fingerprint = "AAAA1111", .can_sign = true},
           {.fingerprint = "BBBB2222", .can_encrypt = true, .secret_here = true}}};
}

KeyFacts GoodFacts() {
  return {.secret_keys = std::vector{MakeKey()},
          .signing_keys = std::vector{MakeKey()},
          .agent_keys = size_t{1},
          .signing_key = "P"};
}

// The only check that is not good, and its verdict; "" where all are.
std::string Bad(const KeyFacts& facts) {
  std::string bad;
  for (const KeyFinding& finding : JudgeKeys(facts, kNow)) {
    EXPECT_FALSE(finding.what.empty());
    EXPECT_EQ(finding.verdict == Verdict::kGood, finding.fix.empty()) << finding.check;
    if (finding.verdict == Verdict::kGood) continue;
    bad += (bad.empty() ? "" : " ") + std::string(finding.check) + (finding.verdict == Verdict::kSoon ? " soon" : "");
  }
  return bad;
}

TEST(KeyCheck, A1_GoodKeys) { EXPECT_EQ(Bad(GoodFacts()), ""); }

TEST(KeyCheck, A1_TheEncryptionKey) {
  KeyFacts facts = GoodFacts();
  facts.secret_keys = std::vector<GpgKey>{};
  EXPECT_EQ(Bad(facts), "gpg_encryption_key");
  facts.secret_keys = base::Fail("GPG is not installed, or is too old", {}, "install gnupg");
  EXPECT_EQ(Bad(facts), "gpg_encryption_key");
  const auto with = [&](auto change) {
    facts = GoodFacts();
    change(facts.secret_keys->front());
    return Bad(facts);
  };
  EXPECT_EQ(with([](GpgKey& key) { key.subkeys.pop_back(); }), "gpg_encryption_key");
  EXPECT_EQ(with([](GpgKey& key) { key.subkeys[1].expired = true; }), "gpg_encryption_key");
  EXPECT_EQ(with([](GpgKey& key) { key.expired = true; }), "gpg_encryption_key");
  EXPECT_EQ(with([](GpgKey& key) { key.unusable = true; }), "gpg_encryption_key");
  EXPECT_EQ(with([](GpgKey& key) { key.subkeys[1].unusable = true; }), "gpg_encryption_key");
  EXPECT_EQ(with([](GpgKey& key) { key.subkeys[1].expires = kNow + std::chrono::days{13}; }),
            "gpg_encryption_key soon");
  EXPECT_EQ(with([](GpgKey& key) { key.subkeys[1].expires = kNow + std::chrono::days{15}; }), "");
  EXPECT_EQ(with([](GpgKey& key) { key.subkeys[0].expires = kNow + std::chrono::days{13}; }), "gpg_encryption_key soon")
      << "the primary key ends it all";
  EXPECT_EQ(with([](GpgKey& key) { key.subkeys[1].secret_here = false; }), "gpg_encryption_key");
}

TEST(KeyCheck, A1_TheAgent) {
  KeyFacts facts = GoodFacts();
  facts.agent_keys = size_t{0};
  EXPECT_EQ(Bad(facts), "ssh_agent");
  facts.agent_keys = base::Fail("There is no SSH agent", "SSH_AUTH_SOCK", "ssh-agent");
  EXPECT_EQ(Bad(facts), "ssh_agent");
}

TEST(KeyCheck, A1_TheSigningKey) {
  KeyFacts facts = GoodFacts();
  facts.signing_key = "";
  EXPECT_EQ(Bad(facts), "git_signing_key");
  facts = GoodFacts();
  facts.format = "pgp";
  EXPECT_EQ(Bad(facts), "git_signing_key");
  facts = GoodFacts();
  facts.signing_keys = std::vector<GpgKey>{};
  EXPECT_EQ(Bad(facts), "git_signing_key");
  facts = GoodFacts();
  facts.signing_keys->front().subkeys[0].can_sign = false;
  EXPECT_EQ(Bad(facts), "git_signing_key");
  facts = GoodFacts();
  facts.signing_key = "0xbbbb2222!";  // that subkey, which cannot sign
  EXPECT_EQ(Bad(facts), "git_signing_key");
  facts.signing_key = "0xaaaa1111!";
  EXPECT_EQ(Bad(facts), "");
  facts = GoodFacts();
  facts.format = "ssh";
  EXPECT_EQ(Bad(facts), "git_signing_key");
  facts.signing_file_is_there = true;
  EXPECT_EQ(Bad(facts), "");
  facts.format = "x509";
  EXPECT_EQ(Bad(facts), "");
}

TEST(KeyCheck, A1_OneKeyForBothIsOneTooFew) {
  KeyFacts facts = GoodFacts();
  facts.secret_keys->front().subkeys = {
      {.fingerprint = "AAAA1111", .can_encrypt = true, .can_sign = true, .secret_here = true}};
  facts.signing_keys = facts.secret_keys;
  EXPECT_EQ(Bad(facts), "separate_keys");
  facts.format = "ssh";  // git signs with another kind of key
  facts.signing_file_is_there = true;
  EXPECT_EQ(Bad(facts), "");
}

}  // namespace
}  // namespace gatehouse::dotenv

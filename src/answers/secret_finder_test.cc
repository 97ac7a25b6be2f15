// What is found does not depend on the processor: the same with the sieve and with Vectorscan.
#include "answers/secret_finder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "answers/stream_redactor.h"
#include "base/bytes.h"
#include "events/known_key.h"

namespace gatehouse::answers {
namespace {

std::string Redacted(const SecretFinder& finder, std::string_view text, size_t piece) {
  patterns::Scratch scratch = finder.MakeScratch().value();
  StreamRedactor redactor(finder, scratch);
  std::string out;
  for (size_t at = 0; at < text.size(); at += piece) {
    const bool last = at + piece >= text.size();
    for (const std::string_view view : redactor.Feed(text.substr(at, piece), last)) out += view;
  }
  return out;
}

class SecretFinderA12 : public ::testing::TestWithParam<ReadMasks> {
 protected:
  std::vector<std::string> canaries = {"canary-7f3a91"};
  ReadMasks reader = GetParam();
  SecretFinder sieved = SecretFinder::Make(true, canaries, std::span(&reader, 1)).value();
  SecretFinder scanned = SecretFinder::Make(true, canaries, {}).value();
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SecretFinderA12);
INSTANTIATE_TEST_SUITE_P(Readers, SecretFinderA12, ::testing::ValuesIn(MaskReaders().begin(), MaskReaders().end()),
                         [](const auto& of) { return of.index == 0 ? "Fastest" : "Other"; });

// A body that makes a key of any of the prefixes.
constexpr std::string_view kBody = "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0e1F2g3H4i5J";

TEST_P(SecretFinderA12, KeysOfEveryPrefixAreFoundByBoth) {
  for (const std::string_view prefix : events::KeyPrefixes()) {
    for (const std::string_view before : {" ", "\"", "\\n", "key_", "x", "\\\\n"}) {
      for (size_t shift = 0; shift < 70; shift += 3) {
        std::string text(shift, '.');
        text.append(before).append(prefix).append(kBody).append("\" end");
        EXPECT_EQ(Redacted(sieved, text, text.size()), Redacted(scanned, text, text.size())) << text;
      }
    }
    if (prefix == "pk_live_" || prefix == "phc_") continue;  // keys of pages
    const std::string text = "\"" + std::string(prefix) + std::string(kBody) + "\"";
    EXPECT_EQ(Redacted(sieved, text, text.size()), "\"[REDACTED]\"") << text;
  }
}

TEST_P(SecretFinderA12, RandomTextsAreReadAlike) {
  const std::string parts[] = {" ",
                               "\"",
                               "\\n",
                               "\\",
                               "n",
                               "x",
                               "sk-",
                               "AKIA",
                               "ghp_",
                               "xoxb-",
                               "$2b$12$",
                               "$6$",
                               "$",
                               "@",
                               "://",
                               "user:pass",
                               "Bearer ",
                               "basic ",
                               "bEaReR\t",
                               "-----BEGIN ",
                               "RSA PRIVATE KEY-----\n",
                               "-----END ",
                               "hooks.slack.com/services/",
                               "discord.com/api/webhooks/",
                               "canary-7f3a91",
                               "12345678",
                               "abcdefgh",
                               ".",
                               "_",
                               "-",
                               "\xC3\xA4",
                               "\n",
                               "b",
                               "ba",
                               "<",
                               "%3D",
                               "%25",
                               "\\u0022",
                               "/20261128",
                               base::Base64Encode("\nAKIA0123456789ABCDEF\n"),
                               base::Base64Encode("postgres://user:pass@host"),
                               std::string(kBody)};
  std::mt19937 random(7);  // the same texts every time
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    const size_t count = 1 + random() % 40;
    for (size_t i = 0; i < count; ++i) text += parts[random() % std::size(parts)];
    for (const size_t piece : {text.size(), size_t{1} + random() % text.size()})
      EXPECT_EQ(Redacted(sieved, text, piece), Redacted(scanned, text, piece)) << text << " in pieces of " << piece;
  }
}

}  // namespace
}  // namespace gatehouse::answers

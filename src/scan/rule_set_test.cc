// How a candidate is confirmed. What each rule finds is in rules_test.cc.
#include "scan/rule_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <optional>
#include <random>
#include <vector>

#include "base/testing_folder.h"
#include "scan/pattern.h"
#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Rule kPlain{.id = "plain", .title = "A key", .pattern = "tok_<8-4000:alnum>"};
constexpr Rule kQuoted{
    .id = "quoted", .title = "A key in quotes", .pattern = "\"(sec_<16:alnum>)\"", .trigger = "sec_"};
constexpr Rule kInParts{
    .id = "parts", .title = "A token", .pattern = R"re(part_<20:alnum>\.<8-4000:alnum>\.<8-4000:alnum>)re"};
constexpr Rule kTelling{.id = "telling",
                        .title = "A secret",
                        .pattern = R"re((?i:token)["']?\s{0,4}[:=]\s{0,4}["']?(<20-60:alnum>))re",
                        .trigger = "(?i)token",
                        .kind = Rule::Kind::kGeneric};
constexpr Rule kLongNamed{
    .id = "long", .title = "A key", .pattern = "<60-90:alnum>", .word = "acme", .kind = Rule::Kind::kNamed};
constexpr Rule kBehindName{
    .id = "named", .title = "A key", .pattern = "<20:alnum>", .word = "acme", .kind = Rule::Kind::kNamed};

RuleSet Of(std::vector<const Rule*> rules, const std::string& cache = "") {
  auto made = RuleSet::Make(rules, cache);
  EXPECT_TRUE(made) << made.error().Text();
  return *made;
}

// What is confirmed of each candidate, in order, the same bytes once.
std::vector<std::string> Confirmed(const RuleSet& rules, std::string_view text) {
  std::vector<std::string> secrets;
  size_t last = 0;
  EXPECT_TRUE(EachCandidate(rules, text, [&](const patterns::Match& match) {
    size_t ignored = 0;
    const auto confirmed = rules.Confirm(match.id, text, match.to, ignored);
    if (confirmed && confirmed->to > last) {
      secrets.emplace_back(text.substr(confirmed->from, confirmed->to - confirmed->from));
      last = confirmed->to;
    }
    return true;
  }));
  return secrets;
}

TEST(RuleSet, A5_AKeyInBase64IsNoPartOfALongerText) {
  constexpr Rule kBase64{
      .id = "base64", .title = "A key", .pattern = "<20:b64>", .word = "acme", .kind = Rule::Kind::kNamed};
  const RuleSet rules = Of({&kBase64});
  const std::string key = "k7" + Example("<17:alnum>", 3) + "9";
  EXPECT_THAT(Confirmed(rules, "acme_key=" + key + ";"), ElementsAre(key));
  EXPECT_THAT(Confirmed(rules, "acme_key=" + key + "+abcdef;"), IsEmpty());
  EXPECT_THAT(Confirmed(rules, "acme_key=abcdef/" + key + ";"), IsEmpty());
  // A key in other letters may stand in a line of a diff, or between two that are joined.
  EXPECT_THAT(Confirmed(Of({&kBehindName}), "acme_key=+" + key + "+"), ElementsAre(key));
}

constexpr Rule kClose{.id = "close",
                      .title = "A secret",
                      .pattern = R"re(token\s{0,80}=\s{0,80}(<8:alnum>[0-9A-Za-z]*);)re",
                      .trigger = R"re(token\s{0,80}=)re",
                      .behind = 20,
                      .kind = Rule::Kind::kGeneric,
                      .longest = 100};

TEST(RuleSet, A5_ASecretBeginsCloseBehindItsCandidateWhereTheRuleSaysSo) {
  const RuleSet rules = Of({&kClose});
  const std::string key = "k7" + Example("<20:alnum>", 3) + "9";
  EXPECT_THAT(Confirmed(rules, "token = " + key + ";"), ElementsAre(key));
  EXPECT_THAT(Confirmed(rules, "token =" + std::string(19, ' ') + key + ";"), ElementsAre(key));
  EXPECT_THAT(Confirmed(rules, "token =" + std::string(20, ' ') + key + ";"), IsEmpty());
}

TEST(RuleSet, A5_AGenericSecretIsNoLongerThanItsRuleSays) {
  const RuleSet rules = Of({&kClose});
  const std::string key = "k7" + Example("<96:alnum>", 3) + "94";
  EXPECT_THAT(Confirmed(rules, "token = " + key + ";"), ElementsAre(key));
  EXPECT_THAT(Confirmed(rules, "token = " + key + "x; token = k7" + key.substr(60) + ";"),
              ElementsAre("k7" + key.substr(60)));
}

// Names of services are looked for in front of what may be their keys. A rule whose keys are in a group is looked for
// everywhere: it must find the same.
TEST(RuleSet, A5_ANameInFrontOfAKeyIsFoundAsAnywhere) {
  constexpr Rule kBeforeRuns{.id = "before",
                             .title = "A key",
                             .pattern = "<32:hex>|<40:alnum>={0,2}",
                             .word = "\\bacme|x_?corp(?:_|\\b)",
                             .kind = Rule::Kind::kNamed};
  Rule anywhere = kBeforeRuns;
  anywhere.pattern = "(?:<32:hex>|<40:alnum>={0,2})";
  ASSERT_TRUE(IsOneRun(kBeforeRuns.pattern, kLeastRun));
  ASSERT_FALSE(IsOneRun(anywhere.pattern, kLeastRun));
  const RuleSet before_runs = Of({&kBeforeRuns});
  const RuleSet everywhere = Of({&anywhere});
  std::minstd_rand random(11);
  size_t found = 0;
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (auto parts = 1 + random() % 12; parts > 0; --parts) {
      const std::string_view kParts[] = {"acme", "xcorp", "x_corp_", "a",  "_",      " key ",
                                         "=",    "\n",    "-",       "\"", "secret", "/"};
      const auto kind = random() % 18;
      if (kind < std::size(kParts)) text += kParts[kind];
      if (kind == 12) text += Example("<32:hex>", static_cast<uint32_t>(random()));
      if (kind == 13) text += Example("<40:alnum>", static_cast<uint32_t>(random())) + "=";
      if (kind == 14) text += std::string(random() % 95, ' ');
      if (kind == 15) text += std::string(random() % 95, 'q');
      if (kind == 16) text += "acme=" + Example("<32:hex>", static_cast<uint32_t>(random())) + ";";
      if (kind == 17) text += "xcorp" + std::string(80 + random() % 20, ' ') + Example("<40:alnum>", 7);
    }
    const auto expected = Confirmed(everywhere, text);
    ASSERT_EQ(Confirmed(before_runs, text), expected) << text;
    found += expected.size();
  }
  EXPECT_GT(found, 1000U);
}

TEST(RuleSet, A5_CandidatesHaveTheNumbersOfTheRules) {
  const RuleSet rules = Of({&kQuoted, &kPlain});
  EXPECT_THAT(std::vector(rules.rules().begin(), rules.rules().end()), ElementsAre(&kQuoted, &kPlain));
  std::vector<uint32_t> ids;
  const std::string text = Example("tok_<8:alnum>") + " \"" + Example("sec_<16:alnum>") + "\"";
  ASSERT_TRUE(EachCandidate(rules, text, [&](const patterns::Match& match) {
    ids.push_back(match.id);
    return true;
  }));
  EXPECT_THAT(ids, ElementsAre(1, 0));
}

TEST(RuleSet, A5_AGroupIsTheSecretWithoutOneAllOfItIs) {
  const std::string quoted = Example("sec_<16:alnum>", 2);
  const std::string plain = Example("tok_<30:alnum>", 2);
  EXPECT_THAT(Confirmed(Of({&kPlain, &kQuoted}), plain + " \"" + quoted + "\""), ElementsAre(plain, quoted));
}

TEST(RuleSet, A5_ALongSecretIsTakenWhole) {
  // Longer than what is looked at first behind a candidate.
  const std::string plain = Example("tok_<3000:alnum>", 3);
  EXPECT_THAT(Confirmed(Of({&kPlain}), "a " + plain + " b"), ElementsAre(plain));
}

TEST(RuleSet, A5_EachPartOfALongTokenIsSeen) {
  const std::string token = Example("part_<20:alnum>.<2000:alnum>.<300:alnum>", 3);
  const RuleSet rules = Of({&kInParts});
  EXPECT_THAT(Confirmed(rules, "a=" + token + "&b"), ElementsAre(token));
  EXPECT_THAT(Confirmed(rules, token), ElementsAre(token));
}

TEST(RuleSet, A17_ALongRunWithoutAMatchIsLookedThroughOnce) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += Example("part_<20:alnum>", static_cast<uint32_t>(i)) + "-";
  const RuleSet rules = Of({&kInParts});
  size_t nothing_to = 0;
  EXPECT_FALSE(rules.Confirm(0, text, 25, nothing_to));
  EXPECT_GT(nothing_to, text.size() - 1000);
}

TEST(RuleSet, A17_AMatchFarBehindIsNotSearchedForByEachCandidateInFrontOfIt) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "tok_-";
  const std::string key = Example("tok_<30:alnum>");
  const RuleSet rules = Of({&kPlain});
  size_t nothing_to = 0;
  EXPECT_FALSE(rules.Confirm(0, text + key, 4, nothing_to));
  EXPECT_GT(nothing_to, text.size() - 1000);
  EXPECT_LE(nothing_to, text.size());
  EXPECT_THAT(Confirmed(rules, text + key), ElementsAre(key));
}

TEST(RuleSet, A5_OfSeveralKeysBesideEachOtherEachIsConfirmed) {
  const std::string first = Example("tok_<8:alnum>", 4);
  const std::string second = Example("tok_<8:alnum>", 5);
  EXPECT_THAT(Confirmed(Of({&kPlain}), first + "," + second), ElementsAre(first, second));
}

TEST(RuleSet, A5_PlaceholdersAndRegularTextsAreNotConfirmed) {
  const RuleSet rules = Of({&kPlain, &kBehindName});
  for (const char* text : {"tok_xxxxxxxxxxxxxxxx", "tok_aaaaaaaaaaaaaaaa", "ACME_KEY=aaaaaaaaaaaaaaaaaaaa", "tok_1"})
    EXPECT_THAT(Confirmed(rules, text), IsEmpty()) << text;
}

TEST(RuleSet, A5_ANamedKeyNeedsItsNameNearAndSomethingThatLinksThem) {
  const RuleSet rules = Of({&kBehindName});
  const std::string key = Example("<20:alnum>", 6);
  EXPECT_THAT(Confirmed(rules, "ACME_TOKEN = \"" + key + "\""), ElementsAre(key));
  EXPECT_THAT(Confirmed(rules, "acme: " + key), ElementsAre(key));
  EXPECT_THAT(Confirmed(rules, "acme makes parts numbered " + key), IsEmpty());
  EXPECT_THAT(Confirmed(rules, "acme_token\n\n\n\n= " + key), IsEmpty());
  EXPECT_THAT(Confirmed(rules, "acme_token " + std::string(200, '.') + " = " + key), IsEmpty());
  EXPECT_THAT(Confirmed(rules, key + " = acme_token"), IsEmpty());
}

TEST(RuleSet, A5_AChecksumIsPassedOverAndTheKeyBehindItIsFound) {
  const std::string sum = Example("<64:hex>", 8);
  const std::string key = Example("<64:hex>", 9);
  EXPECT_THAT(Confirmed(Of({&kLongNamed}), "acme==1.0 --hash=sha256:" + sum + "\n"), IsEmpty());
  EXPECT_THAT(Confirmed(Of({&kLongNamed}), "acme:\n sha256: " + sum + "\n token: " + key + "\n"), ElementsAre(key));
}

TEST(RuleSet, A5_ALongTextWithoutADigitIsNoNamedKey) {
  EXPECT_THAT(Confirmed(Of({&kLongNamed}), "acme_token=" + Example("<70:letter>")), IsEmpty());
  const std::string key = Example("<70:alnum>");
  EXPECT_THAT(Confirmed(Of({&kLongNamed}), "acme_token=" + key), ElementsAre(key));
}

TEST(RuleSet, A5_TokensThatOpenNothingAreNotConfirmed) {
  const std::string token = Example("<32:alnum>", 3);
  for (const char* name : {"publicKey", "next_page_", "NextContinuation", "ClientRequest", "Change", "next page "})
    EXPECT_THAT(Confirmed(Of({&kTelling}), std::string(name) + "Token = \"" + token + "\""), IsEmpty()) << name;
  for (const char* name : {"", "page", "exchange_", "public_api_"})
    EXPECT_THAT(Confirmed(Of({&kTelling}), std::string(name) + "Token = \"" + token + "\""), ElementsAre(token))
        << name;
}

// Kinds of false alarms in public repositories. With each: a text of nearly the same form that holds a secret.
TEST(RuleSet, A5_TagsHostsSamplesAndNamesAreNoSecrets) {
  const std::string hex = Example("<32:hex>", 3);
  const std::string key = "k7" + Example("<28:alnum>", 3) + "9X";
  for (const std::string& text : {
           std::string("image: registry.example/shop/app-secrets:1.13.5-k8s-vault"),
           std::string("FROM ghcr.io/shop/vault-token:nightly-7f3a9c21d"),
           std::string("docker run --rm example/api-key:v2.4.11-rc3-slim"),
           "SECRET_KEY=\nENDPOINT=https://" + hex + ".r2.example.com",
           "DATADOG_API_KEY=sample-" + hex,
           std::string("twitter.com/intent/tweet?key=Want%20to%20dive%20into%20secrets2"),
           std::string("this.clusterK8sSecret2 = clusterK8sSecret2;"),
           std::string("if_secret=if_you_see_this_please_use_k8s"),
           std::string("'password' => '$2y$10$92IXUNpkjO0rOQ5byMi.Ye4oKoEa3Ro9llC/.og/at2.uheWG/igi'"),
           std::string("https://hooks.slack.com/services/T123456789/B123456789/abcdefghijklmnopqrstuvwx"),
           std::string("'current_password' => 'mot de passe actuel'"),
           std::string("'password' => 'Passwörter brauchen mindestens 6 Zeichen'"),
       }) {
    EXPECT_THAT(Confirmed(EveryRule(), text), IsEmpty()) << text;
  }
  for (const std::string& text : {
           "app-secret:" + key,
           "vault/app-secret: " + key,
           "DATADOG_API_KEY=" + hex,
           "datadog_api_key = prod-" + hex,
           "this.clusterSecret = \"" + key + "\";",
           std::string("password = 'passenger quartz lantern meadow'"),
           "https://hooks.slack.com/services/" + Example("T<10:upper>/B<10:upper>/<24:alnum>", 3),
       }) {
    EXPECT_THAT(Confirmed(EveryRule(), text), Not(IsEmpty())) << text;
  }
}

TEST(RuleSet, A5_ACachedDatabaseFindsTheSame) {
  const base::testing::Folder cache;
  const std::string plain = Example("tok_<30:alnum>", 7);
  for (int i = 0; i < 2; ++i) EXPECT_THAT(Confirmed(Of({&kPlain}, cache.path()), plain), ElementsAre(plain));
  const auto files = [&] {
    return std::distance(std::filesystem::directory_iterator(cache.path()), std::filesystem::directory_iterator());
  };
  EXPECT_EQ(files(), 1);
  Of({&kQuoted}, cache.path());  // other rules are another file
  EXPECT_EQ(files(), 2);
}

}  // namespace
}  // namespace gatehouse::scan

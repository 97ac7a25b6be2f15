#include "control/registry/fetched_keys.h"

#include <latch>

#include "base/file.h"
#include "control/registry/testing_registry.h"
#include "jose/jwt.h"

namespace gatehouse::registry {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ClientKey;

constexpr const char* kUrl = "https://idp.example/jwks.json";

class FetchedKeysTest : public testing::RegistryTest {
 protected:
  void SetUp() override {
    jose::TokenRules rules;
    rules.issuer = "https://idp.example";
    policy_.issuers.push_back(rules);
    file_ = policy_.control->FetchedKeysFile("digest");
    policy_.key_sources.push_back({{.path = file_, .place = {}, .managed = true, .url = kUrl}});
    Restart();
  }
  void Restart() { keys_ = std::make_unique<FetchedKeys>(Context()); }
  void Serve(const std::string& kid, const std::string& cache_control = {}) {
    web_[kUrl] = {.status = 200, .headers = {}, .body = R"({"keys":[)" + key_.Jwk(kid) + "]}"};
    if (!cache_control.empty()) web_[kUrl].headers = {{"cache-control", cache_control}};
  }
  void Tick(std::chrono::milliseconds after = {}) {
    now_.wall += after;
    now_.steady += after;
    keys_->Tick(now_);
    keys_->Wait();
  }
  std::string Kept() { return base::ReadFile(file_).value_or(""); }
  bool Knows(const std::string& kid) { return Kept().find('"' + kid + '"') != std::string::npos; }

  std::string file_;
  ClientKey key_;
  std::unique_ptr<FetchedKeys> keys_;
};

TEST_F(FetchedKeysTest, A8_AreThereAfterTheStart) {
  Serve("one");
  Tick();
  EXPECT_TRUE(Knows("one"));
  EXPECT_EQ(gate_->files_changed, 1);
  EXPECT_EQ(gate_->Count(events::type::kJwksFetched), 1);
  Tick(seconds(1));
  EXPECT_EQ(fetches_, 1);
}

TEST_F(FetchedKeysTest, A8_AreFetchedAnewBeforeTheyGrowOld) {
  Serve("one", "public, max-age=600");
  Tick();
  Tick(minutes(8) - seconds(1));
  EXPECT_EQ(fetches_, 1);
  Tick(seconds(1));
  EXPECT_EQ(fetches_, 2);
  EXPECT_EQ(gate_->files_changed, 1) << "nothing new";
  Serve("two");
  Tick(minutes(8));
  EXPECT_TRUE(Knows("two"));
  EXPECT_EQ(gate_->files_changed, 2);
}

TEST_F(FetchedKeysTest, A8_AnUnknownKeyAsksAtABoundedRate) {
  Serve("one");
  Tick();
  Serve("two");
  gate_->unknown_keys = 1000;
  Tick(seconds(29));
  EXPECT_EQ(fetches_, 1);
  Tick(seconds(1));
  EXPECT_EQ(fetches_, 2) << "what came too soon is not forgotten";
  EXPECT_TRUE(Knows("two"));
  for (int i = 0; i < 60; ++i) {
    ++gate_->unknown_keys;
    Tick(seconds(1));
  }
  EXPECT_EQ(fetches_, 4);
}

TEST_F(FetchedKeysTest, A8_TheLastGoodSetOutlivesTheIssuer) {
  Serve("one");
  Tick();
  const std::string good = Kept();
  const std::map<std::string, Page> bad = {
      {"redirect", {.status = 302, .headers = {{"location", "https://evil.example"}}, .body = good}},
      {"error", {.status = 500, .headers = {}, .body = good}},
      {"empty", {.status = 200, .headers = {}, .body = R"({"keys":[]})"}},
      {"private", {.status = 200, .headers = {}, .body = key_.key().Pem()}},
      {"page", {.status = 200, .headers = {}, .body = "<html>"}}};
  int failures = 0;
  for (const auto& [name, page] : bad) {
    web_[kUrl] = page;
    Tick(hours(2));
    EXPECT_EQ(Kept(), good) << name;
    EXPECT_EQ(gate_->Count(events::type::kJwksFailed), ++failures) << name;
  }
  web_.clear();
  Restart();
  Tick();
  EXPECT_EQ(Kept(), good) << "at start with the issuer down";
  EXPECT_EQ(gate_->files_changed, 1);
}

TEST_F(FetchedKeysTest, A8_ADeadIssuerIsAskedLessAndLess) {
  Tick();
  for (int second = 0; second < 3600; ++second) Tick(seconds(1));
  EXPECT_GT(fetches_, 10);
  EXPECT_LT(fetches_, 25);
  Serve("one");
  Tick(minutes(5));
  EXPECT_TRUE(Knows("one"));
}

TEST_F(FetchedKeysTest, A8_AnIssuerThatDoesNotAnswerDelaysNoOtherOne) {
  constexpr const char* kSilent = "https://silent.example/jwks.json";
  jose::TokenRules rules;
  rules.issuer = "https://silent.example";
  policy_.issuers.insert(policy_.issuers.begin(), rules);
  policy_.key_sources.insert(
      policy_.key_sources.begin(),
      {{.path = policy_.control->FetchedKeysFile("silent"), .place = {}, .managed = true, .url = kSilent}});
  auto context = Context();
  std::latch answers(1);
  context.fetch = [&, fetch = context.fetch](const fetch::Request& request) {
    if (request.url == kSilent) answers.wait();
    return fetch(request);
  };
  keys_ = std::make_unique<FetchedKeys>(context);
  Serve("one");
  keys_->Tick(now_);
  keys_->WaitFor(1);
  EXPECT_TRUE(Knows("one"));
  Serve("two");
  ++gate_->unknown_keys;
  now_.steady += seconds(30);
  keys_->Tick(now_);
  keys_->WaitFor(1);
  EXPECT_TRUE(Knows("two")) << "a key that is new while the other one is silent";
  answers.count_down();
  keys_->Wait();
}

TEST_F(FetchedKeysTest, A8_OneUrlOfTwoEntriesIsFetchedOnce) {
  policy_.issuers.push_back(policy_.issuers.front());
  policy_.key_sources.push_back(policy_.key_sources.front());
  Restart();
  Serve("one");
  Tick();
  EXPECT_EQ(fetches_, 1);
  EXPECT_TRUE(Knows("one"));
}

TEST(KeyLife, A8_IsBoundedWhateverTheIssuerSays) {
  const std::map<std::string, seconds> lives = {{"", hours(1)},
                                                {"max-age=600", minutes(10)},
                                                {"public, MAX-AGE=600 , immutable", minutes(10)},
                                                {"max-age=\"600\"", minutes(10)},
                                                {"max-age=0", minutes(5)},
                                                {"max-age=1", minutes(5)},
                                                {"no-store", minutes(5)},
                                                {"no-cache, max-age=9000", minutes(5)},
                                                {"max-age=99999999", hours(24)},
                                                {"max-age=99999999999999999999999", hours(24)},
                                                {"max-age=-1", hours(1)},
                                                {"max-age=x", hours(1)},
                                                {"s-maxage=600", hours(1)},
                                                {",,,", hours(1)}};
  for (const auto& [text, life] : lives) EXPECT_EQ(KeyLife(text), life) << text;
}

}  // namespace
}  // namespace gatehouse::registry

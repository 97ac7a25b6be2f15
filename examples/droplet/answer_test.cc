#include "droplet/answer.h"

#include <gtest/gtest.h>

namespace gatehouse::examples {
namespace {

const Droplet kDeck{.id = 14, .name = "Visibility Deck"};

TEST(DropletAnswer, HealthNamesTheDroplet) {
  const DropletAnswer answer = AnswerHealth({.id = 14, .name = ""});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, nlohmann::json::parse(R"({"status":"ok","droplet":14})"));
}

TEST(DropletAnswer, ShowsTheMessageAndOnlyTheGatesHeaders) {
  const DropletAnswer answer = AnswerWithArrival(
      kDeck, "message", R"({"source":21})",
      {{"X-Gatehouse-Subject", "droplet:21"}, {"x-GATEHOUSE-droplet-id", "21"}, {"Authorization", "Bearer x"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body["message"]["source"], 21);
  EXPECT_EQ(answer.body["name"], "Visibility Deck");
  EXPECT_EQ(answer.body["gate"],
            nlohmann::json::parse(R"({"X-Gatehouse-Subject":"droplet:21","x-GATEHOUSE-droplet-id":"21"})"));
}

TEST(DropletAnswer, RefusesWhatIsNotJson) {
  EXPECT_EQ(AnswerWithArrival(kDeck, "message", "{", {}).status, 400);
  EXPECT_EQ(AnswerWithArrival(kDeck, "message", "", {}).status, 400);
}

TEST(DropletAnswer, AHeaderShorterThanThePrefixIsNotTheGates) {
  EXPECT_TRUE(AnswerWithArrival(kDeck, "task", "{}", {{"X-Gate", "1"}}).body["gate"].empty());
}

}  // namespace
}  // namespace gatehouse::examples

// What the server in front of the gate says of a request is judged on the list as everything else is, so that observe
// mode holds for it; what observe mode cannot let through is refused in it too.
#include <gtest/gtest.h>

#include <algorithm>

#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

class FullRoom : public BodyRoom {
 public:
  [[nodiscard]] bool Take(uint64_t bytes) override {
    asked = bytes;
    return has_room;
  }
  uint64_t asked = 0;
  bool has_room = false;
};

class Passage : public PipelineFixture {
 protected:
  void Use(std::string_view mode) {
    const std::string yaml = "upstream: http://127.0.0.1:9000\nmode: " + std::string(mode) + R"(
tokens: { issuer: i, audience: a, keys: /k.pem }
routes:
  - { path: /in, methods: [POST], auth: none, inspect: json, body: { max_bytes: 100 } }
  - { path: /past, methods: [POST], auth: none, body: { max_bytes: 100 } }
  - { path: /events, methods: [GET], token_in: ticket }
)";
    const std::string pem = crypto::PrivateKey::Generate(crypto::Algorithm::kEs256)->Public().Pem();
    Compile(yaml, "/", [pem](const std::string&) -> base::Result<std::string> { return pem; });
  }
  // The reason of a request as it is enforced, after the same request passed in observe mode and was written down once.
  Reason Enforced(std::string_view target, std::vector<Header> headers = {}, std::string_view body = "{}") {
    Use("observe");
    const auto observed = Send("POST", target, headers, body);
    EXPECT_TRUE(observed->decision.allowed());
    Use("enforce");
    const Reason reason = ReasonFor("POST", target, headers, body);
    EXPECT_EQ(std::ranges::count(observed->exchange.observed, reason, &Exchange::Observed::reason), 1);
    return reason;
  }
};

TEST_F(Passage, THREATS_Smuggling_ALineInDoubt) {
  line_doubt_ = "a line ends in LF without CR";
  EXPECT_EQ(Enforced("/past"), Reason::kHeaderMalformed);
  EXPECT_EQ(Send("POST", "/past")->trace.front().note, line_doubt_);
}

TEST_F(Passage, ATargetThatIsTooLong) {
  EXPECT_EQ(Enforced("/past?" + std::string(kMaxTargetBytes, 'x')), Reason::kTargetTooLong);
}

TEST_F(Passage, A11_ABodyThatIsTooLargeAsAnnounced) {
  body_bytes_ = 101;
  EXPECT_EQ(Enforced("/past"), Reason::kBodyTooLarge);
  EXPECT_EQ(Enforced("/in"), Reason::kBodyTooLarge);
  Use("observe");
  EXPECT_FALSE(WantsBody(Send("POST", "/in")->exchange)) << "it goes on and is not looked into";
  body_bytes_ = 100;
  Use("enforce");
  EXPECT_EQ(ReasonFor("POST", "/past"), Reason::kAllowed);
}

TEST_F(Passage, A11_ABodyThatBecomesTooLargeIsToldOnce) {
  for (const std::string_view mode : {"enforce", "observe"}) {
    const bool enforced = mode == "enforce";
    Use(mode);
    auto outcome = Send("POST", "/past");
    const Guard guard{*policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
    EXPECT_TRUE(CountBody(guard, outcome->exchange, 100).allowed());
    const Decision decision = CountBody(guard, outcome->exchange, 101);
    EXPECT_EQ(decision.reason, enforced ? Reason::kBodyTooLarge : Reason::kAllowed);
    if (enforced) continue;
    EXPECT_TRUE(CountBody(guard, outcome->exchange, 102).allowed());
    EXPECT_TRUE(TakeBody(guard, outcome->exchange, 102).allowed());
    EXPECT_EQ(outcome->exchange.observed_count, 1U);
  }
}

TEST_F(Passage, C13_NoRoomForTheBody) {
  FullRoom room;
  bodies_ = &room;
  EXPECT_EQ(Enforced("/in"), Reason::kBodiesFull);
  EXPECT_EQ(room.asked, 100U) << "what is not announced may be as large as the route allows";
  body_bytes_ = 7;
  const auto refused = Send("POST", "/in");
  EXPECT_EQ(refused->decision.retry_after, std::chrono::seconds{1});
  EXPECT_EQ(room.asked, 7U);
  EXPECT_EQ(ReasonFor("POST", "/past"), Reason::kAllowed) << "what is not looked into takes no room";
  room.has_room = true;
  EXPECT_EQ(ReasonFor("POST", "/in", {{"Content-Type", "application/json"}}, "{}"), Reason::kAllowed);
}

TEST_F(Passage, A11_ABodyThatAnotherProxyKeeps) {
  passed_on_by_another_ = true;
  EXPECT_EQ(Enforced("/in"), Reason::kBodyUnavailable);
  EXPECT_EQ(ReasonFor("POST", "/past"), Reason::kAllowed);
}

TEST_F(Passage, GrpcIsRefusedInObserveModeToo) {
  for (const std::string_view mode : {"enforce", "observe"}) {
    Use(mode);
    for (const std::string_view type : {"application/grpc", "Application/GRPC+proto", "application/grpc; x"}) {
      EXPECT_EQ(ReasonFor("POST", "/past", {{"Content-Type", type}}), Reason::kGrpcUnsupported) << mode << type;
    }
    EXPECT_EQ(ReasonFor("POST", "/past", {{"Content-Type", "application/grpc-web"}}), Reason::kAllowed);
    passed_on_by_another_ = true;  // that proxy may well speak it
    EXPECT_EQ(ReasonFor("POST", "/past", {{"Content-Type", "application/grpc"}}), Reason::kAllowed);
    passed_on_by_another_ = false;
  }
}

TEST_F(Passage, NoTicketWithoutATokenInObserveModeEither) {
  const TicketBox box("a secret of 32 bytes, for a test.");
  tickets_ = &box;
  for (const std::string_view mode : {"enforce", "observe"}) {
    Use(mode);
    const auto outcome = Send("POST", "/_gatehouse/ticket");
    EXPECT_EQ(outcome->decision.reason, Reason::kTokenMissing) << mode;
    EXPECT_TRUE(outcome->exchange.ticket.empty());
  }
}

}  // namespace
}  // namespace gatehouse::gate

#include "control/mapped_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/file.h"
#include "base/testing_folder.h"
#include "state/counters.h"
#include "state/scratch_region.h"

namespace gatehouse::control {
namespace {

class Link : public testing::Test {
 protected:
  Link() : link_(*region_, *events::Writer::Open(folder_.At("events.jsonl"))) {}

  base::Now now_ = base::ReadClocks();
  base::testing::Folder folder_;
  state::ScratchRegion region_;
  MappedLink link_;
};

TEST_F(Link, A8_WhatIsRevokedHoldsInTheGatesOwnTable) {
  const gate::Principal principal{{.issuer = "registry", .subject = "droplet:14", .token_id = "id-1"}, {}};
  const state::MappedLedger of_a_worker(*region_);
  EXPECT_FALSE(of_a_worker.Revoked(principal, now_.wall));
  ASSERT_TRUE(link_.Revoke({.what = state::Revoked::kTokenId, .issuer = "registry", .value = "id-1"}, now_.wall));
  EXPECT_TRUE(of_a_worker.Revoked(principal, now_.wall));
  EXPECT_TRUE(link_.IsRevoked(principal, now_.wall));
  ASSERT_TRUE(link_.Unrevoke(state::Revoked::kTokenId, "registry", "id-1"));
  EXPECT_FALSE(of_a_worker.Revoked(principal, now_.wall));
  EXPECT_TRUE(link_.Unrevoke(state::Revoked::kTokenId, "registry", "id-1"));  // was not there: no error
}

TEST_F(Link, ChangedFilesAreTold) {
  const uint64_t before = region_->directory_generation();
  link_.FilesChanged();
  EXPECT_EQ(region_->directory_generation(), before + 1);
}

TEST_F(Link, B11_ThreadsShareOneLimitExactly) {
  const gate::Limit limit{.count = 50, .window = std::chrono::hours{1}, .id = 7};
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int take = 0; take < 25; ++take) admitted += link_.Take(limit, "droplet-14", now_.steady).admitted ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, 50);
}

TEST_F(Link, RefusalsAreTheGatesOwnCount) {
  EXPECT_EQ(link_.Refused(gate::Reason::kTokenKeyUnknown), 0U);
  state::Counters(*region_).Count(gate::Reason::kTokenKeyUnknown);
  EXPECT_EQ(link_.Refused(gate::Reason::kTokenKeyUnknown), 1U);
}

TEST_F(Link, A14_EventsReachTheLogWithThePolicysGeneration) {
  region_->SetPolicyGeneration(0xABCD);
  link_.Log({.time = now_.wall, .type = events::type::kControlStarted, .principal = "droplet:14"});
  const auto log = base::ReadFile(folder_.At("events.jsonl"));
  ASSERT_TRUE(log);
  EXPECT_THAT(*log, testing::HasSubstr(R"("type":"control_started")"));
  EXPECT_THAT(*log, testing::HasSubstr(R"("policy_generation":43981)"));
  EXPECT_EQ(state::Counters(*region_).Read().named[static_cast<size_t>(state::Counter::kEventsWritten)], 1U);
}

}  // namespace
}  // namespace gatehouse::control

// For tests: an event log, a database, a gate's state and a watcher over them that can die at any moment.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/testing_folder.h"
#include "control/service/testing_gate.h"
#include "control/store/testing_database.h"
#include "control/store/transaction.h"
#include "control/watch/watch.h"
#include "events/writer.h"
#include "state/scratch_region.h"

namespace gatehouse::watch::testing {

class WatchedLog : public ::testing::Test {
 protected:
  WatchedLog() {
    policy_.event_file = folder_.At("events.jsonl");
    policy_.control.emplace();
    policy_.control->watch.emplace();
    policy_.control->data_dir = folder_.path();
    database_ = store::Database::Open("sqlite:" + folder_.At("control.db")).value();
    OpenWriter({});
  }
  void OpenWriter(events::Bounds bounds) {
    bounds.min_free = 0;
    writer_.emplace(events::Writer::Open(policy_.event_file, bounds).value());
  }

  // A fresh watcher, as after the daemon's death: what the one before had not committed is gone.
  void Start(FindingSink* sink = nullptr) {
    watch_ = std::make_unique<Watch>(WatchContext{*database_, gate_, *region_, policy_, sealer_, sink});
    ASSERT_TRUE(watch_->Begin(Now()));
    Step();
  }
  void Step() { watch_->Step(Now()); }
  // Until nothing new comes: over a rotation that takes a moment of the clock.
  void StepToEnd() {
    for (int i = 0; i < 8; ++i) {
      Step();
      Pass(std::chrono::seconds(1));
    }
  }
  void Pass(std::chrono::milliseconds time) {
    wall_ += time;
    steady_ += time;
  }
  [[nodiscard]] base::Now Now() const { return {.wall = wall_, .steady = steady_}; }
  void Log(events::Event event) {
    event.time = wall_;
    ASSERT_TRUE(writer_->Write(event));
  }
  [[nodiscard]] store::WatchPlace Place() {
    std::optional<store::WatchPlace> place;
    EXPECT_TRUE(database_->Read([&](store::Transaction& transaction) -> base::Result<> {
      place = store::FindWatchPlace(transaction, policy_.event_file);
      return {};
    }));
    return place.value_or(store::WatchPlace{});
  }
  [[nodiscard]] std::vector<store::StoredFinding> Findings() {
    std::vector<store::StoredFinding> findings;
    EXPECT_TRUE(database_->Read([&](store::Transaction& transaction) -> base::Result<> {
      findings = store::NewestFindings(transaction, 1000);
      return {};
    }));
    return findings;
  }

  base::testing::Folder folder_;
  gate::Policy policy_;
  state::ScratchRegion region_;
  service::testing::ListeningGate gate_;
  service::Sealer sealer_{base::SecretString("a key of the tests, long enough")};
  std::unique_ptr<store::Database> database_;
  std::optional<events::Writer> writer_;
  std::unique_ptr<Watch> watch_;
  base::Wall wall_{std::chrono::seconds(1'700'000'000)};
  base::Steady steady_{std::chrono::seconds(1'000)};
};

}  // namespace gatehouse::watch::testing

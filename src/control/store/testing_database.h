// For tests: a temporary empty database of either kind, and a fixture for store tests that run on both.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/testing_folder.h"
#include "control/store/database.h"
#include "control/store/testing_postgres.h"

namespace gatehouse::store::testing {

inline constexpr base::Wall kNow{std::chrono::seconds(1'700'000'000)};

// TEST_P's parameter is the kind: "sqlite" or "postgresql".
class OnBothDatabases : public ::testing::TestWithParam<const char*> {
 protected:
  OnBothDatabases()
      : url_(std::string(GetParam()) == "sqlite" ? "sqlite:" + folder_.At("control.db")
                                                 : PostgresServer::Instance().FreshUrl()) {
    auto opened = Database::Open(url_);
    if (!opened) throw std::runtime_error(opened.error().Text());
    database_ = std::move(*opened);
  }

  // Runs in a transaction that must succeed.
  void Write(const std::function<void(Transaction&)>& work) {
    const auto written = database_->Write([&](Transaction& transaction) { work(transaction); });
    EXPECT_TRUE(written) << written.error().Text();
  }

  base::testing::Folder folder_;
  std::string url_;
  std::unique_ptr<Database> database_;
};

#define GATEHOUSE_ON_BOTH_DATABASES(suite)                                              \
  INSTANTIATE_TEST_SUITE_P(Databases, suite, ::testing::Values("sqlite", "postgresql"), \
                           [](const ::testing::TestParamInfo<const char*>& kind) { return kind.param; })

}  // namespace gatehouse::store::testing

#include "control/metrics/exposition.h"

#include <gtest/gtest.h>

namespace gatehouse::metrics {
namespace {

TEST(Exposition, WritesFamiliesAndSamples) {
  Exposition out;
  out.Family("gatehouse_blocks", Exposition::Kind::kGauge, "Blocks in force.");
  out.Sample({{"kind", "address"}}, uint64_t{3});
  out.Sample({}, 0.5);
  EXPECT_EQ(out.Take(),
            "# HELP gatehouse_blocks Blocks in force.\n"
            "# TYPE gatehouse_blocks gauge\n"
            "gatehouse_blocks{kind=\"address\"} 3\n"
            "gatehouse_blocks 0.5\n");
}

TEST(Exposition, ALabelCannotEndItself) {
  Exposition out;
  out.Family("f", Exposition::Kind::kCounter, "h");
  out.Sample({{"route", "/a\"} 1\nfake 2\\"}}, uint64_t{1});
  EXPECT_TRUE(out.Take().ends_with("f{route=\"/a\\\"} 1\\nfake 2\\\\\"} 1\n"));
}

}  // namespace
}  // namespace gatehouse::metrics

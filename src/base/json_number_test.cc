#include "base/json_number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace gatehouse::json {
namespace {

TEST(JsonNumber, KindsAtTheEdges) {
  EXPECT_EQ(NumberKind("999999999999999999"), Kind::kInteger);
  EXPECT_EQ(NumberKind("9223372036854775807"), Kind::kInteger);
  EXPECT_EQ(NumberKind("9223372036854775808"), Kind::kUnsigned);
  EXPECT_EQ(NumberKind("18446744073709551615"), Kind::kUnsigned);
  EXPECT_EQ(NumberKind("18446744073709551616"), Kind::kDouble);
  EXPECT_EQ(NumberKind("-9223372036854775809"), Kind::kDouble);
  EXPECT_EQ(NumberKind("1.7976931348623157e308"), Kind::kDouble);
  EXPECT_EQ(NumberKind("1.7976931348623159e308"), std::nullopt);
  EXPECT_EQ(NumberKind(std::string(308, '9')), Kind::kDouble);
  EXPECT_EQ(NumberKind(std::string(310, '9')), std::nullopt);
  EXPECT_EQ(NumberKind("-" + std::string(310, '9') + ".5"), std::nullopt);
}

TEST(JsonNumber, TooSmallIsZeroAndTooLargeIsNoNumber) {
  const std::string zeros(400, '0');
  for (const auto& tiny :
       {std::string("1e-400"), "0." + zeros + "1", "0." + zeros + "1e5", std::string("1e-99999999999999999999"),
        "1" + zeros + "e-900", std::string("0e99999999999999999999"), std::string("0.000e+400")}) {
    EXPECT_EQ(NumberKind(tiny), Kind::kDouble) << tiny;
    EXPECT_EQ(NumberValue(tiny), 0.0) << tiny;
  }
  EXPECT_TRUE(std::signbit(NumberValue("-1e-400")));
  for (const auto& huge : {std::string("1e400"), "1" + zeros + "e0", "0." + zeros + "1e900",
                           std::string("1e99999999999999999999"), "1" + zeros, std::string("-1E+400")}) {
    EXPECT_EQ(NumberKind(huge), std::nullopt) << huge;
  }
  EXPECT_EQ(NumberKind("1" + zeros + "e-300"), Kind::kDouble);
  EXPECT_EQ(NumberValue("1" + zeros + "e-300"), 1e100);
}

}  // namespace
}  // namespace gatehouse::json

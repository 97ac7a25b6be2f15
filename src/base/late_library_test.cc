#include "base/late_library.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

TEST(LateLibrary, FindsFunctionsByName) {
  LateLibrary library("libm.so.6");
  double (*square_root)(double) = nullptr;
  library.Find("sqrt", square_root);
  ASSERT_TRUE(library.whole());
  EXPECT_EQ(square_root(9.0), 3.0);
}

TEST(LateLibrary, IsNotWholeWithoutOneOfItsFunctions) {
  LateLibrary library("libm.so.6");
  double (*unknown)(double) = nullptr;
  double (*square_root)(double) = nullptr;
  library.Find("gatehouse_has_no_such_function", unknown);
  library.Find("sqrt", square_root);
  EXPECT_EQ(unknown, nullptr);
  EXPECT_FALSE(library.whole());
}

TEST(LateLibrary, IsNotWholeIfItIsNotInstalled) {
  LateLibrary library("libgatehouse-is-not-installed.so.1");
  EXPECT_FALSE(library.whole());
  double (*square_root)(double) = nullptr;
  library.Find("sqrt", square_root);
  EXPECT_EQ(square_root, nullptr);
}

}  // namespace
}  // namespace gatehouse::base

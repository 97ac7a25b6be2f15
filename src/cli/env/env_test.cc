#include "cli/env/env.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(Env, A2_NamesOfFilesThatMustNotBeCommittedInClear) {
  for (const char* name :
       {".env", "a/b/.env", ".env.local", ".env.production", "x/.ENV", ".env.encrypted", ".env.dev.local"}) {
    EXPECT_TRUE(IsEnvName(name)) << name;
  }
  for (const char* name :
       {".env.example", "a/.env.sample", ".env.template", ".env.dist", ".environment", "env", "my.env", ".env/file"}) {
    EXPECT_FALSE(IsEnvName(name)) << name;
  }
}

}  // namespace
}  // namespace gatehouse::cli

#include "cli/env/guard.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

TEST(Guard, A2_NamesOfFilesThatMustNotBeCommittedInClear) {
  for (const char* name : {".env", "a/b/.env", ".env.local", ".env.production", "x/.ENV", ".env.encrypted",
                           ".env.dev.local", "my.env", "deploy/prod.env", "app.env.local", "app.env.encrypted"}) {
    EXPECT_EQ(GuardOf(name), Guarded::kSettings) << name;
  }
  EXPECT_EQ(GuardOf("a/.envrc"), Guarded::kDirenv);
  EXPECT_EQ(GuardOf("secrets/prod.encrypted"), Guarded::kEncrypted);
  for (const char* name : {".env.example", "a/.env.sample", ".env.template", ".env.dist", ".environment", "env",
                           ".env/file", "example.env", ".env.example.local", "types.env.d.ts", "next-env.d.ts",
                           "env.ts", "environment.yml", "a.envoy"}) {
    EXPECT_EQ(GuardOf(name), Guarded::kNot) << name;
  }
}

TEST(Guard, A2_WhatSpeaksAgainstACommit) {
  const std::string sealed =
      "#gatehouse-env v1 file-id=00112233445566778899aabbccddeeff\nA=gAAAAAtoken==\n#gatehouse-key " +
      std::string(40, 'A') + " d3JhcHBlZA==\n#gatehouse-mac " + std::string(64, '0') + "\n";
  EXPECT_TRUE(StagedFaults(".env.encrypted", sealed).empty());
  EXPECT_EQ(StagedFaults(".env", "").size(), 1U) << "an empty one will be filled";
  EXPECT_TRUE(StagedFaults("prod.encrypted", "age-encryption.org/v1").empty()) << "another tool's";
  for (const std::string& name : {std::string(".env.encrypted"), std::string("prod.encrypted")}) {
    const auto typed_in = StagedFaults(name, sealed.substr(0, 59) + "STRIPE_KEY=hunter2\n" + sealed.substr(59));
    ASSERT_EQ(typed_in.size(), 1U);
    EXPECT_TRUE(typed_in[0].what.contains("STRIPE_KEY is not encrypted")) << typed_in[0].Text();
  }
  EXPECT_EQ(StagedFaults(".env.encrypted", sealed + "A=b\n").size(), 1U);
  EXPECT_EQ(StagedFaults(".env.encrypted", sealed.substr(0, 59) + "# prod: postgres://u:pw@db/x\n" + sealed.substr(59))
                .size(),
            1U);
}

TEST(Guard, A2_AScriptOfDirenvIsCommittedUnlessASecretIsInIt) {
  EXPECT_TRUE(StagedFaults(".envrc", "use flake\nPATH_add bin\nexport NODE_ENV=development\n").empty());
  EXPECT_TRUE(StagedFaults(".envrc", "export DB_PASSWORD=$(pass db)\nexport API_TOKEN=\"${TOKEN}\"\n").empty());
  const auto faults = StagedFaults(".envrc", "use flake\nexport DB_PASSWORD=hunter2\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].where, ".envrc:2");
  EXPECT_FALSE(faults[0].Text().contains("hunter2"));
}

}  // namespace
}  // namespace gatehouse::cli

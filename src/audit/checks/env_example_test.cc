#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

std::string Found(const char* rule, const testing::Files& files) {
  return testing::Lines(EnvExampleCheck(), rule, files);
}

TEST(EnvExample, B5_PlaceholdersOnly) {
  EXPECT_EQ(Found("env-example-placeholders",
                  {{".env.example", "# x\nAPI_KEY=your-key-here\nB=\nTOKEN=9f8e7d6c5b4a39281706f5e4d3c2b1a0\n"}}),
            "4");
  EXPECT_EQ(Found("env-example-placeholders", {{".env.example",
                                                "\xEF\xBB\xBF"
                                                "A=1\r\nDB_PASSWORD=Tr0ub4dor99\r\n"}}),
            "2");
  EXPECT_EQ(Found("env-example-placeholders", {{".env.example", ""}}), "");
}

TEST(EnvExample, B5_EverySettingThatTheCodeReads) {
  const std::string python =
      "import os\na = os.environ[\"ONE\"]\nb = os.environ.get('TWO', '')\nc = os.getenv(\"HOME\")\nos.environ[\"SET\"] "
      "= \"1\"\nd = os.environ[name]\n";
  EXPECT_EQ(Found("env-example-complete", {{".env.example", "ONE=\n"}, {"app.py", python}}), "app.py:3");
  const std::string script =
      "const a = process.env.ONE;\r\nconst { b } = process.env;\r\n// process.env.OLD\r\nc = process.env['THREE'] ?? "
      "import.meta.env.MODE\r\nprocess.env.SET = '1'\r\nif (process.env.FOUR === 'x') {}\r\n";
  EXPECT_EQ(Found("env-example-complete", {{".env.example", "ONE=\n"}, {"app.js", script}}), "app.js:4 app.js:6");
  EXPECT_EQ(Found("env-example-complete", {{".env.example", ""}, {"tests/test_app.py", python}}), "");
  EXPECT_EQ(Found("env-example-complete",
                  {{".env.example", ""}, {"app.py", "# os.environ['OLD']\n'''os.environ['DOC']'''\n"}}),
            "");
}

}  // namespace
}  // namespace gatehouse::audit

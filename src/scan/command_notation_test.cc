#include "scan/command_notation.h"

#include <gtest/gtest.h>

#include "scan/pattern.h"
#include "scan/rules/families.h"

namespace gatehouse::scan {
namespace {

TEST(CommandNotation, NamesStandForPrograms) {
  const CommandNotation redis = CommandNotationAt("<programs:redis>)x");
  EXPECT_EQ(redis.regex, R"(redis\-cli|valkey\-cli|keydb\-cli)");
  EXPECT_EQ(redis.length, 16U);
  EXPECT_EQ(Expand("(?:<programs:http>) -u<2:digit>"), "(?:curl|lftp) -u[0-9]{2}");
}

TEST(CommandNotation, ArgumentsAreCountedBehindTheCommand) {
  EXPECT_TRUE(CommandNotationAt("<commands:account>").regex.contains(R"(wpa_passphrase\s)"));
  EXPECT_TRUE(CommandNotationAt("<arguments:account>").regex.contains(R"(\bisql\s\s*(?:-[^\sSUPHDsup]\S*\s+)*)"));
}

TEST(CommandNotation, AnythingElseStaysAsItIs) {
  for (const char* text : {"<programs:nobody>", "<programs>", "<16:alnum>", "<arguments:>", "programs:http", "<"})
    EXPECT_EQ(CommandNotationAt(text).length, 0U) << text;
}

// A name that no row has would be looked for as it is written.
TEST(CommandNotation, EveryNameInTheRulesHasARow) {
  for (const Rule& rule : CommandRules()) {
    for (const std::string& regex : {Expand(rule.pattern), Expand(rule.trigger)}) {
      for (const char* notation : {"<programs", "<arguments", "<commands"})
        EXPECT_FALSE(regex.contains(notation)) << rule.id;
    }
  }
}

}  // namespace
}  // namespace gatehouse::scan

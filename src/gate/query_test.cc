#include "gate/query.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(Query, B8_FindsTheArgumentWhateverItsSpelling) {
  EXPECT_EQ(FindQueryArgument("a=1&name=report.txt&b=2", "name")->value(), "report.txt");
  EXPECT_EQ(FindQueryArgument("n%61me=x", "name")->value(), "x");
  EXPECT_EQ(FindQueryArgument("name", "name")->value(), "");
  EXPECT_EQ(FindQueryArgument("name=..%2Fx", "name")->value(), "..%2Fx") << "the value stays as sent";
}

TEST(Query, B8_AbsentIsNotAnError) {
  EXPECT_EQ(FindQueryArgument("", "name").value(), std::nullopt);
  EXPECT_EQ(FindQueryArgument("names=1&nam=2&xname=3", "name").value(), std::nullopt);
  EXPECT_EQ(FindQueryArgument("%=1&%6=2&%zz=3", "name").value(), std::nullopt);
}

TEST(Query, B8_TwiceIsRefused) {
  EXPECT_FALSE(FindQueryArgument("name=a&name=b", "name"));
  EXPECT_FALSE(FindQueryArgument("name=a;n%61me=b", "name"));
}

TEST(Query, B8_ANameSpelledOtherwiseIsTheSameArgument) {
  for (const char* query :
       {"Name=x", "NAME=x", "+name=x", "%20name=x", "name[]=x", "name%5B%5D=x", "name[0]=x", "name.=x", "name+=x",
        "name%00z=x", "%4eame=x", "[name]=x", "%5Bname%5D=x", "name]=x", "%u006eame=x", "%U004Eame=x"}) {
    EXPECT_EQ(FindQueryArgument(query, "name").value(), "x") << query;
    EXPECT_FALSE(FindQueryArgument(std::string("name=a&") + query, "name")) << query;
  }
  EXPECT_EQ(FindQueryArgument("file.name=x", "file_name").value(), "x");
  EXPECT_EQ(FindQueryArgument("file%C5%BF=x", "files").value(), "x");
  EXPECT_EQ(FindQueryArgument("to%E2%84%AAen=x", "token").value(), "x");
  for (const char* other : {"names=x", "my_name=x", "n=x", "n[ame]=x", "[n]ame=x", "name2=x", "%u016eame=x"}) {
    EXPECT_EQ(FindQueryArgument(other, "name").value(), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace gatehouse::gate

#include "gate/directory/directory.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

Directory Some() {
  Directory directory;
  directory.droplets[14] = {.id = 14,
                            .state = DropletState::kActive,
                            .tls = false,
                            .host = "127.0.0.1",
                            .port = 9014,
                            .address = base::IpAddress::Parse("127.0.0.1")};
  directory.droplets[21] = {.id = 21,
                            .state = DropletState::kSuspended,
                            .tls = true,
                            .host = "deck.example",
                            .port = 443,
                            .address = base::IpAddress::Parse("2001:db8::21")};
  directory.droplets[999] = {
      .id = 999, .state = DropletState::kRetired, .tls = true, .host = "2001:db8::9", .port = 1, .address = {}};
  return directory;
}

std::string File(std::string_view droplets, std::string_view version = "1") {
  return R"({"version":)" + std::string(version) + R"(,"droplets":[)" + std::string(droplets) + "]}";
}

constexpr std::string_view kGood =
    R"({"id":14,"state":"active","tls":false,"host":"127.0.0.1","port":9014,"address":"127.0.0.1"})";

std::string GoodWith(std::string_view part, std::string_view other) {
  std::string text(kGood);
  return text.replace(text.find(part), part.size(), other);
}

TEST(Directory, B6_WhatIsWrittenIsRead) {
  const auto read = ReadDirectory(WriteDirectory(Some()));
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(*read, Some());
  EXPECT_EQ(*ReadDirectory(WriteDirectory({})), Directory{});
}

TEST(Directory, B6_EveryIdHasItsPlace) {
  Directory all;
  for (int id = kMinDropletId; id <= kMaxDropletId; ++id) {
    all.droplets[id] = {
        .id = id, .state = DropletState::kActive, .tls = true, .host = std::string(63, 'a'), .port = 9, .address = {}};
  }
  const auto read = ReadDirectory(WriteDirectory(all));
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(*read, all);
}

TEST(Directory, B6_FindsById) {
  const Directory some = Some();
  ASSERT_NE(some.Find(21), nullptr);
  EXPECT_EQ(some.Find(21)->host, "deck.example");
  EXPECT_EQ(some.Find(22), nullptr);
}

TEST(Directory, B2_ReadsOnlyWhatIsADirectory) {
  ASSERT_TRUE(ReadDirectory(File(kGood)));
  ASSERT_TRUE(ReadDirectory(File(GoodWith(R"(,"address":"127.0.0.1")", "")))) << "not resolved yet";
  ASSERT_TRUE(ReadDirectory(File(GoodWith(R"("127.0.0.1"})", "null}"))));
  const std::string two = std::string(kGood) + "," + std::string(kGood);
  for (const std::string& text : {std::string(),
                                  std::string("{"),
                                  std::string("[]"),
                                  std::string("null"),
                                  std::string(R"({"version":1})"),
                                  std::string(R"({"droplets":[]})"),
                                  File(kGood, "2"),
                                  File(kGood, "\"1\""),
                                  File("14"),
                                  File("{}"),
                                  File(two),
                                  std::string(R"({"version":1,"droplets":{}})"),
                                  File(GoodWith("14", "0")),
                                  File(GoodWith("14", "1000")),
                                  File(GoodWith("14", "14.0")),
                                  File(GoodWith("14", "\"14\"")),
                                  File(GoodWith("active", "Active")),
                                  File(GoodWith("active", "")),
                                  File(GoodWith("false", "0")),
                                  File(GoodWith("9014", "0")),
                                  File(GoodWith("9014", "65536")),
                                  File(GoodWith(R"("host":"127.0.0.1")", R"("host":"a b")")),
                                  File(GoodWith(R"("host":"127.0.0.1")", R"("host":"a\";b")")),
                                  File(GoodWith(R"("host":"127.0.0.1")", R"("host":"")")),
                                  File(GoodWith(R"("address":"127.0.0.1")", R"("address":"localhost")")),
                                  File(GoodWith(R"("address":"127.0.0.1")", R"("address":1)")),
                                  File(GoodWith(R"("id":14,)", "")),
                                  File(GoodWith(R"("state":"active",)", "")),
                                  File(GoodWith(R"("tls":false,)", "")),
                                  File(GoodWith(R"(,"port":9014)", "")),
                                  File(kGood) + "x"}) {
    const auto read = ReadDirectory(text);
    EXPECT_FALSE(read) << text;
    if (!read) {
      EXPECT_FALSE(read.error().what.empty() || read.error().fix.empty()) << text;
    }
  }
}

TEST(Directory, AFileThatIsTooLargeIsNone) {
  std::string text = File(kGood);
  text.append(1'100'000, ' ');
  EXPECT_FALSE(ReadDirectory(text));
}

TEST(Directory, StatesHaveTheirNames) {
  for (const DropletState state : {DropletState::kActive, DropletState::kSuspended, DropletState::kRetired}) {
    EXPECT_EQ(DropletStateNamed(Name(state)), state);
  }
  EXPECT_EQ(Name(DropletState::kSuspended), "suspended");
  EXPECT_FALSE(DropletStateNamed("gone"));
}

TEST(DropletUrl, B2_HttpAndHttpsWithAHostAndAPort) {
  const auto plain = ParseDropletUrl("http://Deck.Example:9014/");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "deck.example");
  EXPECT_EQ(plain->port, 9014);
  EXPECT_FALSE(plain->tls);
  const auto tls = ParseDropletUrl("https://[2001:db8::1]");
  ASSERT_TRUE(tls);
  EXPECT_EQ(tls->host, "2001:db8::1");
  EXPECT_EQ(tls->port, 443);
  EXPECT_TRUE(tls->tls);
  EXPECT_EQ(ParseDropletUrl("http://a")->port, 80);
}

TEST(DropletUrl, B2_RefusesEveryOtherUrl) {
  for (const char* url : {"",
                          "a",
                          "ftp://a",
                          "HTTP://a",
                          "http:/a",
                          "http://",
                          "http:///",
                          "http://a/b",
                          "http://a?b",
                          "http://a#b",
                          "http://user@a",
                          "http://user:hunter2@a",
                          "http://a:0",
                          "http://a:65536",
                          "http://a b",
                          "http://a\n",
                          "unix:/run/a",
                          "https://-a",
                          "http://1.2.3",
                          "http://[::1",
                          "http://[127.0.0.1]",
                          "javascript:alert(1)",
                          "http://a\\b"}) {
    const auto parsed = ParseDropletUrl(url);
    EXPECT_FALSE(parsed) << url;
    if (!parsed) {
      EXPECT_FALSE(parsed.error().Text().contains("hunter2")) << "a password is not repeated";
    }
  }
  EXPECT_FALSE(ParseDropletUrl("http://" + std::string(600, 'a')));
}

}  // namespace
}  // namespace gatehouse::gate

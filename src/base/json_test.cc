#include "base/json.h"

#include <gtest/gtest.h>
#include <simdjson.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace gatehouse::json {
namespace {

using namespace std::literals;

// "accepted", or the fault's sentence.
std::string Verdict(std::string_view text, const Limits& limits = {}) {
  Parser parser;
  const auto document = parser.Parse(text, limits);
  return document ? "accepted" : std::string(Sentence(document.error()));
}

constexpr auto kAccepted = "accepted";
constexpr auto kSyntax = "JSON syntax is wrong";
constexpr auto kRepeated = "JSON holds a repeated key";

TEST(Json, ValuesComeBackAsTheyWereWritten) {
  Parser parser;
  const auto document = parser.Parse(
      R"( { "s" : "a\tb" , "i":-7,"u":18446744073709551615, "d":14.0, "t":true, "f" : false,"n":null,"a":[1,[ ],{}],"o":{"x":{"y":2}} } )",
      {});
  ASSERT_TRUE(document);
  EXPECT_TRUE(document->IsObject());
  EXPECT_EQ(document->Count(), 9U);
  EXPECT_EQ(document->Member("s")->String(), "a\tb");
  EXPECT_EQ(document->Member("i")->Integer(), -7);
  EXPECT_EQ(document->Member("i")->Number(), -7.0);
  EXPECT_EQ(document->Member("u")->kind(), Kind::kUnsigned);
  EXPECT_EQ(document->Member("u")->Integer(), std::nullopt);
  EXPECT_EQ(document->Member("u")->Number(), 18446744073709551615.0);
  EXPECT_EQ(document->Member("t")->Bool(), true);
  EXPECT_EQ(document->Member("f")->Bool(), false);
  EXPECT_EQ(document->Member("n")->kind(), Kind::kNull);
  EXPECT_EQ(document->Member("a")->Count(), 3U);
  EXPECT_EQ(document->Member("o")->Member("x")->Member("y")->Integer(), 2);
  EXPECT_FALSE(document->Member("missing"));
  EXPECT_FALSE(document->Member("y"));  // of a member's member
  EXPECT_FALSE(document->Member("a")->Member("x"));
  EXPECT_EQ(document->Member("s")->Integer(), std::nullopt);
  EXPECT_EQ(document->Member("i")->String(), std::nullopt);
  EXPECT_EQ(document->Member("n")->Bool(), std::nullopt);
}

TEST(Json, IntegersAreWhatIsWrittenAsOne) {
  Parser parser;
  const auto kind = [&](std::string_view text) { return parser.Parse(text, {})->kind(); };
  EXPECT_EQ(kind("14"), Kind::kInteger);
  EXPECT_EQ(kind("14.0"), Kind::kDouble);
  EXPECT_EQ(kind("14e0"), Kind::kDouble);
  EXPECT_EQ(kind("-0"), Kind::kInteger);
  EXPECT_EQ(parser.Parse("-0", {})->Integer(), 0);
  EXPECT_EQ(kind("9223372036854775807"), Kind::kInteger);
  EXPECT_EQ(kind("-9223372036854775808"), Kind::kInteger);
  EXPECT_EQ(kind("9223372036854775808"), Kind::kUnsigned);
  EXPECT_EQ(kind("18446744073709551616"), Kind::kDouble);
  EXPECT_EQ(kind("-9223372036854775809"), Kind::kDouble);
  EXPECT_EQ(parser.Parse("14.0", {})->Integer(), std::nullopt);
}

TEST(Json, WholeNumbersMayHaveAPointAndNoExponent) {
  json::Parser parser;
  const auto of = [&parser](std::string_view text) { return parser.Parse(text, {})->WholeNumber(); };
  EXPECT_EQ(of("14"), 14);
  EXPECT_EQ(of("14.0"), 14);
  EXPECT_EQ(of("-14.000"), -14);
  EXPECT_EQ(of("9223372036854775807.0"), INT64_MAX);
  for (const char* text : {"14.5", "14.00000000000000000001", "1.4e1", "140e-1", "14.0e0", "14.0E0", "1e1",
                           "9223372036854775808.0", "9223372036854775808", "\"14\"", "true", "null", "[14]"}) {
    EXPECT_EQ(of(text), std::nullopt) << text;
  }
}

TEST(Json, ForEachVisitsInOrderAndStops) {
  Parser parser;
  const auto document = parser.Parse(R"({"a":[1,2],"b":{"x":0},"c":3})", {});
  std::string keys;
  EXPECT_TRUE(document->ForEach([&](std::string_view key, Value) {
    keys += key;
    return true;
  }));
  EXPECT_EQ(keys, "abc");
  keys.clear();
  EXPECT_FALSE(document->ForEach([&](std::string_view key, Value) {
    keys += key;
    return key != "b";
  }));
  EXPECT_EQ(keys, "ab");
  int64_t sum = 0;
  EXPECT_TRUE(document->Member("a")->ForEach([&](std::string_view key, Value value) {
    EXPECT_EQ(key, "");
    sum += *value.Integer();
    return true;
  }));
  EXPECT_EQ(sum, 3);
  EXPECT_TRUE(document->Member("c")->ForEach([](std::string_view, Value) { return false; }));
}

TEST(Json, StringsAreUnescaped) {
  Parser parser;
  const auto string = [&](std::string_view text) { return std::string(*parser.Parse(text, {})->String()); };
  EXPECT_EQ(string(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(string(R"("\u0041\u00e9\u20AC\ud83D\uDE00")"), "Aé€😀");
  EXPECT_EQ(string(R"("a\u0000b")"), "a\0b"s);
  EXPECT_EQ(string(R"("plain")"), "plain");
  EXPECT_EQ(string(R"("")"), "");
  // Two escaped strings in one document do not overwrite each other.
  const auto pair = parser.Parse(R"(["\u0041", "x", "\u0042\n"])", {});
  std::string all;
  pair->ForEach([&](std::string_view, Value value) {
    all += *value.String();
    return true;
  });
  EXPECT_EQ(all, "AxB\n");
}

// Strings are looked through sixteen and sixty-four characters at a time: each length and each place once.
TEST(Json, A11_StringsEndWhereTheyEndWhateverTheirLength) {
  Parser parser;
  for (size_t size = 0; size < 150; ++size) {
    const std::string plain(size, 'x');
    const auto document = parser.Parse("[\"" + plain + "\",1]", {});
    ASSERT_TRUE(document) << size;
    document->ForEach([&](std::string_view, Value value) {
      EXPECT_EQ(value.String().value_or("1"), value.kind() == Kind::kString ? plain : "1");
      return true;
    });
    EXPECT_EQ(Verdict("[\"" + plain), kSyntax) << size;
    EXPECT_EQ(Verdict("[\"" + plain + "\\"), kSyntax) << size;
    EXPECT_EQ(Verdict("[\"" + plain + "\\\""), kSyntax) << size;
    for (size_t at = 0; at < size; ++at) {
      const auto with = [&](std::string_view special) {
        return "[\"" + plain.substr(0, at) + std::string(special) + plain.substr(at) + "\"]";
      };
      ASSERT_EQ(Verdict(with("\n")), kSyntax) << size << " " << at;
      ASSERT_EQ(Verdict(with("\x1f"sv)), kSyntax) << size << " " << at;
      ASSERT_EQ(Verdict(with("\0"sv)), kSyntax) << size << " " << at;
      ASSERT_EQ(Verdict(with("\"")), kSyntax) << size << " " << at;
      ASSERT_EQ(Verdict(with("\xff")), "JSON text is not valid UTF-8") << size << " " << at;
      ASSERT_EQ(Verdict(with("\\\"")), kAccepted) << size << " " << at;
      ASSERT_EQ(Verdict(with("\\\\")), kAccepted) << size << " " << at;
      ASSERT_EQ(Verdict(with("\xc3\xa9\x7f")), kAccepted) << size << " " << at;
    }
  }
}

TEST(Json, ManyNodesMoveWithoutLosingTheirPlaces) {
  constexpr size_t kMany = 5000;
  std::string text = R"({"a":[[)";
  for (size_t i = 0; i < kMany; ++i) text += std::to_string(i) + ",";
  text += R"(-1]],"b":{"c":"d"}})";
  Parser parser;
  const auto document = parser.Parse(text, {});
  ASSERT_TRUE(document);
  EXPECT_EQ(document->Count(), 2U);
  EXPECT_EQ(document->Member("a")->Count(), 1U);
  EXPECT_EQ(document->Member("b")->Member("c")->String(), "d");
  int64_t sum = 0;
  document->Member("a")->ForEach([&](std::string_view, Value inner) {
    EXPECT_EQ(inner.Count(), kMany + 1);
    return inner.ForEach([&](std::string_view, Value number) {
      sum += *number.Integer();
      return true;
    });
  });
  EXPECT_EQ(sum, static_cast<int64_t>(kMany * (kMany - 1) / 2) - 1);
}

TEST(Json, RefusesEscapesThatStandForNothing) {
  for (const auto text : {R"("\x41")"sv, R"(["\ud800"])"sv, R"({"\q":1})"sv, R"({"a":"\udc00"})"sv}) {
    EXPECT_EQ(Verdict(text), kSyntax) << text;
  }
}

TEST(Json, A11_RefusesARepeatedKeyHoweverItIsWritten) {
  EXPECT_EQ(Verdict(R"({"a":1,"a":1})"), kRepeated);
  EXPECT_EQ(Verdict(R"({"a":1,"b":2,"\u0061":1})"), kRepeated);
  EXPECT_EQ(Verdict(R"({"\u0000":1,"\u0000":1})"), kRepeated);
  EXPECT_EQ(Verdict(R"({"":1,"":1})"), kRepeated);
  EXPECT_EQ(Verdict(R"([{"x":{"a":1,"a":1}}])"), kRepeated);
  EXPECT_EQ(Verdict(R"({"source":14,"x":{"source":14}})"), kAccepted);  // another object's
  EXPECT_EQ(Verdict(R"({"a":1,"A":1,"a ":1,"\u0000":1,"":1})"), kAccepted);
  EXPECT_EQ(Verdict(R"({"é":1,"e\u0301":1})"), kAccepted);  // the same to a reader, not to a parser
}

TEST(Json, A11_FindsTheRepeatedKeyInObjectsOfEverySize) {
  for (const int size : {2, 3, 8, 31, 32, 33, 64, 65, 1000}) {
    for (const int repeated : {0, size / 2, size - 1}) {
      std::string text = "{";
      for (int i = 0; i < size; ++i) text += "\"k" + std::to_string(i) + "\":{\"k0\":[1,2]},";
      const std::string distinct = text + "\"other\":0}";
      text += "\"k" + std::to_string(repeated) + "\":0}";
      EXPECT_EQ(Verdict(distinct), kAccepted) << size;
      EXPECT_EQ(Verdict(text), kRepeated) << size << " " << repeated;
    }
  }
}

TEST(Json, A11_TenThousandKeysMadeToCollideAreNotQuadratic) {
  const auto cpu_time = [] {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);  // what else runs here does not count
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
  };
  // The best of several runs over keys of one length with the same ends, equal under sums of their bytes.
  const auto time = [&cpu_time](int keys) {
    std::string text = "{";
    for (int i = 0; i < keys; ++i) {
      std::string middle = std::to_string(100'000 + i);
      for (const char c : std::string(middle)) middle += static_cast<char>('0' + '9' - c);
      text += (i > 0 ? ",\"" : "\"") + std::string(50, 'a') + middle + std::string(50, 'a') + "\":0";
    }
    text += "}";
    Parser parser;
    auto best = std::chrono::nanoseconds::max();
    for (int run = 0; run < 7; ++run) {
      const auto start = cpu_time();
      EXPECT_TRUE(parser.Parse(text, {.max_bytes = 4 << 20}));
      best = std::min<std::chrono::nanoseconds>(best, cpu_time() - start);
    }
    return best;
  };
  EXPECT_LT(time(10'000), 40 * time(1'000));  // a comparison of each with each would take 100 times as long
}

TEST(Json, A11_DepthIsBoundedBeforeAnythingIsBuilt) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  constexpr auto kDeep = "JSON is nested too deep";
  EXPECT_EQ(Verdict(nested(32)), kAccepted);
  EXPECT_EQ(Verdict(nested(33)), kDeep);
  EXPECT_EQ(Verdict("1", {.max_depth = 0}), kAccepted);
  EXPECT_EQ(Verdict("[]", {.max_depth = 0}), kDeep);
  EXPECT_EQ(Verdict("{}", {.max_depth = 1}), kAccepted);
  EXPECT_EQ(Verdict(R"({"a":[]})", {.max_depth = 1}), kDeep);
  EXPECT_EQ(Verdict(R"([{"a":1},[2]])", {.max_depth = 2}), kAccepted);  // side by side is not deeper
  EXPECT_EQ(Verdict(std::string(1'000'000, '[')), kDeep);
  EXPECT_EQ(Verdict(nested(9'000), {.max_depth = 1'000'000'000}), kAccepted);
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"a":)";
  EXPECT_EQ(Verdict(objects), kDeep);
}

TEST(Json, A11_MembersAreCountedInTheWholeDocument) {
  constexpr auto kMany = "JSON has too many members";
  EXPECT_EQ(Verdict("[1,2,3]", {.max_members = 3}), kAccepted);
  EXPECT_EQ(Verdict("[1,2,3,4]", {.max_members = 3}), kMany);
  EXPECT_EQ(Verdict(R"({"a":{"b":{"c":1}}})", {.max_members = 3}), kAccepted);
  EXPECT_EQ(Verdict(R"({"a":{"b":{"c":[0]}}})", {.max_members = 3}), kMany);
  EXPECT_EQ(Verdict("[[],[],[]]", {.max_members = 3}), kAccepted);
  EXPECT_EQ(Verdict("{}", {.max_members = 0}), kAccepted);
  EXPECT_EQ(Verdict("[0]", {.max_members = 0}), kMany);
  EXPECT_EQ(Verdict("[0]", {.max_members = SIZE_MAX}), kAccepted);
}

TEST(Json, A11_SizeIsBounded) {
  EXPECT_EQ(Verdict("[1]", {.max_bytes = 3}), kAccepted);
  EXPECT_EQ(Verdict("[1] ", {.max_bytes = 3}), "JSON text is too large");
}

TEST(Json, NothingIsEmpty) {
  for (const auto text : {""sv, " "sv, "\n\t\r "sv}) EXPECT_EQ(Verdict(text), "JSON text is empty");
}

TEST(Json, RefusesWhatIsNotUtf8) {
  for (const auto text :
       {"\"\xff\""sv, "\"\xc0\x80\""sv, "\"\xed\xa0\x80\""sv, "\"\xf4\x90\x80\x80\""sv, "[\"a\xe2\x82\"]"sv}) {
    EXPECT_EQ(Verdict(text), "JSON text is not valid UTF-8");
  }
  EXPECT_EQ(Verdict("\xef\xbb\xbf{}"), kSyntax);  // a byte order mark
}

TEST(Json, RefusesWhatOtherParsersMightRead) {
  for (const auto text : {"{"sv,
                          "}"sv,
                          "["sv,
                          "]"sv,
                          "[1,]"sv,
                          "{\"a\":1,}"sv,
                          "{,}"sv,
                          "[,1]"sv,
                          "{\"a\"}"sv,
                          "{\"a\":}"sv,
                          "{a:1}"sv,
                          "{'a':1}"sv,
                          "{1:1}"sv,
                          "[1 2]"sv,
                          "[1:2]"sv,
                          "{\"a\",1}"sv,
                          "1 2"sv,
                          "{}{}"sv,
                          "[]]"sv,
                          "{}x"sv,
                          "\"a\"b"sv,
                          "a\"b\""sv,
                          "[1\"x\"]"sv,
                          "[\"x\"1]"sv,
                          "[\"x\"\"y\"]"sv,
                          "\"unclosed"sv,
                          "\"tab\there\""sv,
                          "\"nul\0\""sv,
                          "\0"sv,
                          "[1\0]"sv,
                          "[1]\0"sv,
                          "[1]\f"sv,
                          "[1\f]"sv,
                          "[1]\x1a"sv,
                          "[1\v,2]"sv,
                          "/**/1"sv,
                          "[1]//"sv,
                          "01"sv,
                          "-"sv,
                          "-01"sv,
                          "+1"sv,
                          ".5"sv,
                          "1."sv,
                          "1.e1"sv,
                          "1e"sv,
                          "1e+"sv,
                          "0x10"sv,
                          "1_000"sv,
                          "NaN"sv,
                          "Infinity"sv,
                          "-Infinity"sv,
                          "nul"sv,
                          "nulll"sv,
                          "True"sv,
                          "tru e"sv,
                          "undefined"sv,
                          "1e309"sv,
                          "-1e309"sv,
                          "1e99999999999999999999"sv,
                          "[1}"sv,
                          "{\"a\":1]"sv,
                          "[\"a\\\"]"sv,
                          "\"\\\\\\\""sv,
                          "\"\xe2\x80\xa8\"\xe2\x80\xa8"sv}) {
    EXPECT_EQ(Verdict(text), kSyntax) << text;
  }
  EXPECT_EQ(Verdict("1e-400"), kAccepted);  // 0 to every reader
  EXPECT_EQ(Verdict("\"\x7f\xe2\x80\xa8\""), kAccepted);
}

TEST(Json, NothingIsReadPastTheEnd) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  void* const memory = mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  char* const end = static_cast<char*>(memory) + page;
  ASSERT_EQ(mprotect(end, page, PROT_NONE), 0);
  Parser parser;
  for (const auto text :
       {"1"sv, "-12.5e3"sv, "true"sv, "\"\""sv, "\"a\\n\""sv, "{}"sv, "tru"sv, "\""sv, "\"\\u12"sv, "[1,"sv, "-"sv,
        R"({"a":"0123456789012345678901234567890123456789012345678901234567890123456789"})"sv}) {
    char* const begin = end - text.size();
    std::memcpy(begin, text.data(), text.size());
    const auto document = parser.Parse({begin, text.size()}, {}, true);
    if (document) {
      EXPECT_GT(document->DumpedSize(), 0U);
    }
  }
  munmap(memory, 2 * page);
}

TEST(Json, AParserCanBeUsedAgainAfterAFault) {
  Parser parser;
  for (int round = 0; round < 3; ++round) {
    EXPECT_FALSE(parser.Parse(R"({"a":[1,{"b":)", {}));
    EXPECT_FALSE(parser.Parse(std::string(100, '['), {}));
    EXPECT_EQ(parser.Parse(R"({"a":"\u0041"})", {})->Member("a")->String(), "A");
  }
  Parser moved(std::move(parser));
  EXPECT_EQ(moved.Parse("[1]", {})->Count(), 1U);
}

TEST(Json, TheTextMayGoUnlessItWasBorrowed) {
  Parser parser;
  auto text = std::make_unique<std::string>(R"({"key":"a value that is not short"})");
  const auto document = parser.Parse(*text, {});
  text->assign(text->size(), '#');
  text.reset();
  EXPECT_EQ(document->Member("key")->String(), "a value that is not short");
}

// Every kernel of simdjson that this processor can run must say the same.
class JsonCorpus : public testing::Test {
 protected:
  JsonCorpus() : active_(simdjson::get_active_implementation()) {}
  ~JsonCorpus() override { simdjson::get_active_implementation() = active_; }
  const simdjson::implementation* active_;
};

TEST_F(JsonCorpus, A11_JsonTestSuite) {
  const char* const corpora = std::getenv("GATEHOUSE_CORPORA");
  if (corpora == nullptr) GTEST_SKIP() << "GATEHOUSE_CORPORA names no folder";
  // RFC 8259 leaves these two open; A11 does not.
  const auto is_refused_on_purpose = [](std::string_view name) {
    return name == "y_object_duplicated_key.json" || name == "y_object_duplicated_key_and_value.json";
  };
  constexpr Limits kWide{.max_bytes = 1 << 20, .max_depth = 600, .max_members = 1'000'000};
  for (const auto* const implementation : simdjson::get_available_implementations()) {
    if (!implementation->supported_by_runtime_system()) continue;
    simdjson::get_active_implementation() = implementation;
    Parser parser;
    int judged = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(corpora) + "/json_parsing_nst/test_parsing")) {
      const std::string name = entry.path().filename();
      if (name[0] == 'i') continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(in), {}};
      const auto document = parser.Parse(text, kWide);
      EXPECT_EQ(document.has_value(), name[0] == 'y' && !is_refused_on_purpose(name))
          << implementation->name() << " " << name;
      ++judged;
    }
    EXPECT_EQ(judged, 283) << implementation->name();
  }
}

TEST_F(JsonCorpus, NaughtyStringsSurvive) {
  const char* const corpora = std::getenv("GATEHOUSE_CORPORA");
  if (corpora == nullptr) GTEST_SKIP() << "GATEHOUSE_CORPORA names no folder";
  std::ifstream in(std::string(corpora) + "/blns/blns.json", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  Parser parser;
  const auto document = parser.Parse(text, {});
  ASSERT_TRUE(document);
  std::vector<std::string> strings;
  document->ForEach([&](std::string_view, Value value) {
    strings.emplace_back(value.String().value());
    return true;
  });
  EXPECT_EQ(strings.size(), 515U);
  // Each, written with every byte that may be escaped escaped, reads back as it was.
  for (const auto& string : strings) {
    std::string written = "\"";
    for (const char c : string) {
      constexpr std::string_view kHex = "0123456789abcdef";
      const auto byte = static_cast<uint8_t>(c);
      if (byte < 0x80) {
        written += "\\u00";
        written += kHex[byte >> 4U];
        written += kHex[byte & 15U];
      } else {
        written += c;
      }
    }
    written += '"';
    const auto again = parser.Parse(written, {});
    ASSERT_TRUE(again) << string;
    EXPECT_EQ(again->String(), string);
  }
}

TEST(Json, B6_NamesThatDifferInCaseAreRepeatedWhereTheyAreFolded) {
  constexpr Limits kFolding{.fold_names = true};
  Parser parser;
  for (const char* text :
       {R"({"source":14,"Source":1})", R"({"a":{"id":1,"x":2,"ID":3}})", R"({"source":1,"\u017fource":2})",
        "{\"\xC5\xBFource\":1,\"source\":2}", R"({"key":1,"\u212aey":2})", R"([{"\u00c4":1,"\u00e4":2}])"}) {
    const auto folded = parser.Parse(text, kFolding);
    ASSERT_FALSE(folded) << text;
    EXPECT_EQ(folded.error(), Fault::kRepeatedKey) << text;
    EXPECT_TRUE(parser.Parse(text, {})) << text;
  }
  for (const char* text : {R"({"source":{"source":1},"sources":2,"s":3})", R"([{"a":1},{"A":2}])",
                           R"({"stra\u00dfe":1,"strasse":2})", "{}", R"({"\u00fc":1,"u":2,"\u00f6":3})"}) {
    EXPECT_TRUE(parser.Parse(text, kFolding)) << text;
  }
}

TEST(Json, B6_ManyNamesAreFoldedToo) {
  std::string text = "{";
  for (int i = 0; i < 200; ++i) text += "\"key" + std::to_string(i) + "\":1,";
  Parser parser;
  EXPECT_TRUE(parser.Parse(text + "\"last\":1}", {.fold_names = true}));
  EXPECT_FALSE(parser.Parse(text + "\"KEY150\":1}", {.fold_names = true}));
}

}  // namespace
}  // namespace gatehouse::json

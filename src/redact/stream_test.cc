#include "redact/stream.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "events/redaction.h"

namespace gatehouse::redact {
namespace {

class RedactStream : public ::testing::Test {
 protected:
  // The text in pieces of so many bytes.
  std::string Through(const std::string& text, size_t piece = 65'536) {
    std::string out;
    for (size_t at = 0; at < text.size(); at += piece) stream_.Feed(std::string_view(text).substr(at, piece), out);
    stream_.Finish(out);
    return out;
  }
  Stream stream_ = Stream::Make().value();
};

const std::vector<std::string>& Secrets() {
  static const std::vector<std::string> lines = {
      "password=hunter2",
      "user=ada&password=hunter2&x=1",
      R"({"api_key": "abc", "x": 1})",
      R"({"a":"{\"api_key\":\"abc\"}"})",
      "X-Auth-Token: 9f3c",
      "Authorization: Bearer abcdef123456",
      "got Bearer abcdef123456 there",
      "Cookie: a=b; c=d",
      "login with token 9f3c12ab34cd56ef78",
      "key AbCdEfGhIj1234567890xyz",
      "mysql --password hunter2 -u root",
      "psql -Password hunter2",
      "<password>hunter2</password>",
      R"(<ns:apiKey a="b">hunter2</ns:apiKey>)",
      R"({"name":"password","value":"x1"})",
      R"(SELECT 1 WHERE t = $1  [["reset_token", "b94d27b9934d3e08a52e"]])",
      "Args: [--api-key, 9f3ca17b2e4d5f60aa17, -v]",
      "ALTER USER app WITH PASSWORD 'two words and 1';",
      "CREATE USER app IDENTIFIED BY 'correct horse';",
      R"(<add key="Password" value="x"/>)",
      "q=%22password%22%3A%22hunter2%22",
      "q=password%253Dhunter2",
      "https://ada:hunter2@db.example/x",
      "AKIAIOSFODNN7EXAMPLE1",
      "_ghp_0123456789abcdefghijABCDEFGHIJ012345",
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc",
      "$6$saltsalt$abcdefghijklmnopqrstuvwxyz0123456789",
      "https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXX",
      "sig=a1b2c3d4e5",
      "otp: 123456",
      "user[password]=hunter2",
      "DB_PASS=hunter22",
      "curl -sSu bob:hunter2 https://h/",
      R"(exec: "mysql" "-phunter2")",
      "/usr/bin/sshpass -p hunter2 ssh h",
      "docker login -u ci -p hunter2 h",
      "openssl rsa -passin pass:hunter2",
      "redis-cli --pass hunter2 PING",
      "SSHPASS=hunter2 ssh h",
      "session = abcdef123456",
  };
  return lines;
}
const std::vector<std::string>& Plain() {
  static const std::vector<std::string> lines = {
      "",
      "2024-01-31 12:00:00 INFO GET /index.html 200 12ms",
      "Invalid token: malformed",
      "the keys of the session were read; 3 passed, 0 failed",
      "code 200, key pressed, signature verified",
      "std::pair<key, value> x; a < b, b > c",
      "https://example.com:8080/path?x=1",
      "5$ to 6$",
      "cookies are good",
      "\xff\xfe not UTF-8 \x01",
  };
  return lines;
}

TEST_F(RedactStream, C10_FindsWhatRedactionFindsInEveryLine) {
  for (const std::string& line : Secrets()) {
    ASSERT_NE(events::Redact(line), line) << "no secret for this test: " << line;
    EXPECT_EQ(Through(line + "\n"), events::Redact(line) + "\n");
  }
}

TEST_F(RedactStream, C10_LeavesOtherLinesByteForByte) {
  std::string text;
  for (const std::string& line : Plain()) text += line + (text.size() % 2 == 0 ? "\n" : "\r\n");
  EXPECT_EQ(Through(text), text);
  EXPECT_EQ(Through("no end of line"), "no end of line");
  EXPECT_EQ(Through(std::string("NUL \0 inside\n", 13)), std::string("NUL \0 inside\n", 13));
}

TEST_F(RedactStream, C10_ASecretThatIsSplitOverReadsIsFound) {
  std::string text;
  std::string expected;
  for (size_t i = 0; i < Secrets().size(); ++i) {
    text += Secrets()[i] + "\n" + Plain()[i % Plain().size()] + "\n";
    expected += events::Redact(Secrets()[i]) + "\n" + Plain()[i % Plain().size()] + "\n";
  }
  for (const size_t piece : {1, 2, 3, 7, 16, 61, 1000}) EXPECT_EQ(Through(text, piece), expected) << piece;
}

TEST_F(RedactStream, C10_PrivateKeysGoWholeAndWhatFollowsStays) {
  const std::string key =
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEpAIBAAKCAQEA1234+/=\nabcdefgh\n"
      "-----END RSA PRIVATE KEY-----\n";
  for (const size_t piece : {1, 5, 1000}) {
    EXPECT_EQ(Through("before\n" + key + "after\n", piece), "before\n[REDACTED]\nafter\n") << piece;
  }
  EXPECT_EQ(Through("-----BEGIN PRIVATE KEY-----\nMIIE\n<html>\nrest\n"), "[REDACTED]\n<html>\nrest\n")
      << "never ended";
  EXPECT_EQ(Through("-----BEGIN CERTIFICATE-----\nMIIE\n"), "-----BEGIN CERTIFICATE-----\nMIIE\n");
  const std::string one_line = R"({"key":"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"})";
  EXPECT_EQ(Through(one_line + "\nx\n"), events::Redact(one_line) + "\nx\n");
}

TEST_F(RedactStream, C10_ValuesOnTheNextLinesAreFound) {
  EXPECT_EQ(Through("password: |\n  correct horse\nnext: 1\n", 4), "password: |\n  [REDACTED]\nnext: 1\n");
  const std::string part = "Content-Disposition: form-data; name=\"password\"\r\n\r\nhunter2\r\n--x\r\n";
  EXPECT_EQ(Through(part, 3), "Content-Disposition: form-data; name=\"password\"\r\n\r\n[REDACTED]\r\n--x\r\n");
  EXPECT_EQ(Through("{\n  \"credentials\": {\n    \"user\": \"ada\",\n    \"password\": \"x\"\n  }\n}\n"),
            "{\n  \"credentials\": {\n    \"user\": \"ada\",\n    \"password\": \"[REDACTED]\"\n  }\n}\n");
}

TEST_F(RedactStream, C10_InSilenceWholeLinesGoOutAndHalfOnesStay) {
  std::string out;
  stream_.Feed("password: |\nhal", out);
  EXPECT_EQ(out, "");
  stream_.Silence(out);
  EXPECT_EQ(out, "password: |\n");
  stream_.Feed("f\n", out);
  EXPECT_EQ(out, "password: |\nhalf\n");
}

TEST_F(RedactStream, C10_ALineWithoutAnEndIsBoundedAndItsSecretFound) {
  std::string text(3 << 20, ' ');
  for (size_t i = 0; i < text.size(); ++i) text[i] = i % 10 == 9 ? ' ' : 'x';
  for (size_t at : {size_t{100}, text.size() / 3, text.size() / 2, text.size() - 100})
    text.replace(at, 18, " password=hunter2 ");
  const std::string out = Through(text);
  EXPECT_FALSE(out.contains("hunter2"));
  EXPECT_EQ(out.size(), text.size() + 4 * (std::string_view("[REDACTED]").size() - std::string_view("hunter2").size()));
}

TEST_F(RedactStream, C10_TheCorporasLinesComeOutAsRedactionHasThem) {
  const char* corpora = std::getenv("GATEHOUSE_CORPORA");
  if (corpora == nullptr) GTEST_SKIP() << "GATEHOUSE_CORPORA is not set";
  size_t lines = 0;
  size_t secret = 0;
  for (const char* name : {"/log_redaction/benign_log_lines.jsonl", "/secrets/noseyparker_examples.jsonl",
                           "/secrets/kingfisher_examples.jsonl"}) {
    std::ifstream file(std::string(corpora) + name);
    json::Parser parser;
    for (std::string line; std::getline(file, line);) {
      const auto root = parser.Parse(line, {});
      const auto text = root ? root->Member("text") : std::nullopt;
      if (!text || !text->String() || text->String()->contains('\n')) continue;
      const std::string one(*text->String());
      if (one.ends_with('\r') || one.ends_with('{') || one.ends_with('[')) continue;
      ++lines;
      secret += events::Redact(one) != one ? 1 : 0;
      EXPECT_EQ(Through(one + "\n"), events::Redact(one) + "\n");
    }
  }
  std::printf("%zu lines, %zu of them with a secret\n", lines, secret);
  EXPECT_GT(lines, 1000U);
}

}  // namespace
}  // namespace gatehouse::redact

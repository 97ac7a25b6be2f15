#include "audit/checks/source_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/repository/testing_folder.h"

namespace gatehouse::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SourceFile Source(Language language, const std::string& text) {
  return {.path = "a", .language = language, .text = text, .tokens = Tokenise(text, language)};
}

std::vector<std::string> Callees(Language language, const std::string& text) {
  const SourceFile file = Source(language, text);
  std::vector<std::string> callees;
  ForEachCall(file, [&](const Call& call) { callees.push_back(call.callee); });
  return callees;
}

// The text of the argument of that name in the first call.
std::string Argument(Language language, const std::string& text, std::string_view name) {
  const SourceFile file = Source(language, text);
  std::string found = "no call";
  ForEachCall(file, [&](const Call& call) {
    if (found != "no call") return;
    const size_t at = ArgumentNamed(file.tokens, call, name);
    found = at == 0 ? "" : file.tokens[at].text;
  });
  return found;
}

TEST(SourceFile, B7_C12_CodeOfTheServiceIsReadTestsAndMadeFilesAreNot) {
  const testing::Folder folder{{"a.py", "x = 1\n"},   {"b.tsx", "x\n"},
                               {"c.min.js", "x\n"},   {"d.d.ts", "x\n"},
                               {"vendor.js", "x\n"},  {"lib/vendor/e.js", "x\n"},
                               {"tests/f.py", "x\n"}, {"g.test.js", "x\n"},
                               {"h.txt", "x\n"},      {"i.py", std::string(kMaxReadBytes + 1, '#')}};
  const auto repository = Repository::Open(folder.path());
  ASSERT_TRUE(repository);
  Results results;
  std::vector<std::string> seen;
  ForEachSource(*repository, results, [&](const SourceFile& file) {
    seen.push_back(file.path);
    EXPECT_EQ(file.IsPython(), file.path.ends_with(".py")) << file.path;
  });
  EXPECT_THAT(seen, ElementsAre("a.py", "b.tsx", "vendor.js"));
  ASSERT_EQ(results.left_out().size(), 1U);
  EXPECT_EQ(results.left_out().front().place.file, "i.py");
}

TEST(SourceFile, B7_CallsByTheirWholeName) {
  EXPECT_THAT(Callees(Language::kPython, "a.b.c(1)\nf(g(x))\nx[0].run(1)\ny().z()\n"),
              ElementsAre("a.b.c", "f", "g", ".run", "y", ".z"));
  EXPECT_THAT(Callees(Language::kPython, "def f(a):\n  pass\nclass A(B):\n  pass\n# g()\n'h()'\n"), IsEmpty());
  EXPECT_THAT(Callees(Language::kJavaScript, "a?.b(1); function f(x) {}\n// g()\n"), ElementsAre("a.b"));
  EXPECT_THAT(Callees(Language::kPython, "(1)\n()((("), IsEmpty());
}

TEST(SourceFile, B7_ArgumentsByName) {
  EXPECT_EQ(Argument(Language::kPython, "run(cmd, shell=True)", "shell"), "True");
  EXPECT_EQ(Argument(Language::kPython, "run(cmd)", "shell"), "");
  EXPECT_EQ(Argument(Language::kJavaScript, "run(cmd, { shell: true })", "shell"), "true");
  EXPECT_EQ(Argument(Language::kJavaScript, "run(cmd, { 'shell': yes })", "shell"), "yes");
  EXPECT_EQ(Argument(Language::kPython, "run(cmd, shell=", "shell"), "");  // the file ends there
}

}  // namespace
}  // namespace gatehouse::audit

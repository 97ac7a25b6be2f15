#include "cli/env/export_format.h"

#include <gtest/gtest.h>

namespace gatehouse::cli {
namespace {

std::string Text(std::vector<NamedValue> settings, ExportFormat format) {
  const auto text = Export(settings, format, "app", "EOF_1");
  return text ? std::string(text->Reveal()) : "error: " + text.error().what;
}

TEST(ExportFormat, A2_EachForm) {
  const std::vector<NamedValue> settings = {{"A", "b c"}, {"B", "it's $HOME\n2"}};
  EXPECT_EQ(Text(settings, ExportFormat::kShell), "export A='b c'\nexport B='it'\\''s $HOME\n2'\n");
  EXPECT_EQ(Text(settings, ExportFormat::kJson), "{\"A\":\"b c\",\"B\":\"it's $HOME\\n2\"}\n");
  EXPECT_EQ(Text(settings, ExportFormat::kGithub), "A<<EOF_1\nb c\nEOF_1\nB<<EOF_1\nit's $HOME\n2\nEOF_1\n");
  EXPECT_EQ(Text({{"A", "b c"}}, ExportFormat::kDocker), "A=b c\n");
  EXPECT_EQ(Text(settings, ExportFormat::kDocker), "error: The value of B has several lines, which docker cannot read");
  EXPECT_EQ(Text({{"A", "b"}, {"E", ""}}, ExportFormat::kK8s),
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\ntype: Opaque\ndata:\n  A: Yg==\n  E: \"\"\n");
  EXPECT_EQ(Text({}, ExportFormat::kJson), "{}\n");
  EXPECT_EQ(Text({{"A", "x EOF_1 y"}}, ExportFormat::kGithub), "error: The value of A contains the delimiter");
}

TEST(ExportFormat, A2_Words) {
  EXPECT_TRUE(ParseExportFormat("k8s"));
  EXPECT_FALSE(ParseExportFormat("yaml"));
}

}  // namespace
}  // namespace gatehouse::cli

#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using testing::FailedFiles;
using testing::Files;

const std::string kLong(400, 'x');

std::string Found(const char* rule, const Files& files) {
  return FailedFiles(testing::ResultsOf(DocumentsCheck(), files), rule);
}

TEST(Documents, A16_B17_C12_EachUnderTheNamesThatPeopleGiveIt) {
  for (const char* name : {"doc/security-architecture.md", "docs/Security_Architecture.rst", "SECURITY DESIGN.txt"})
    EXPECT_EQ(Found("doc-security-architecture", {{name, kLong}}), "pass") << name;
  for (const char* name : {"doc/threat-model.md", "THREATS.md", "wiki/2024-threat-analysis.adoc"})
    EXPECT_EQ(Found("doc-threat-model", {{name, kLong}}), "pass") << name;
  for (const char* name : {"doc/incident-response.md", "Incident Response Plan.md", "runbooks/incidents.md"})
    EXPECT_EQ(Found("doc-incident-response", {{name, kLong}}), "pass") << name;
  for (const char* name : {"SECURITY.md", ".github/security.md", "public/.well-known/security.txt"})
    EXPECT_EQ(Found("doc-security-contact", {{name, kLong}}), "pass") << name;
}

TEST(Documents, A16_B17_C12_AHeadingIsNoDocument) {
  EXPECT_EQ(Found("doc-threat-model", {{"threat-model.md", std::string(399, 'x')}}), "-");
  EXPECT_EQ(Found("doc-threat-model", {{"threat-model.md", ""}, {"doc/threats.md", kLong}}), "pass");
}

TEST(Documents, A16_B17_C12_OtherFilesAreNone) {
  EXPECT_EQ(Found("doc-incident-response", {{"src/incident_response.py", kLong}}), "-");
  EXPECT_EQ(Found("doc-security-contact", {{"doc/security.md.bak", kLong}, {"my-security.md", kLong}}), "-");
  for (const char* rule :
       {"doc-security-architecture", "doc-threat-model", "doc-incident-response", "doc-security-contact"})
    EXPECT_EQ(Found(rule, {}), "-") << rule;
}

}  // namespace
}  // namespace gatehouse::audit

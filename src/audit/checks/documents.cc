// Rows A16 B17 C12: the documents that the checklists ask for are there, and are more than a heading.
#include <fmt/format.h>

#include <array>
#include <string>

#include "audit/checks/checks.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kArchitecture{"doc-security-architecture", Severity::kNote, "The security architecture is documented",
                             "describe every security control in doc/security-architecture.md"};
constexpr Rule kThreats{"doc-threat-model", Severity::kNote, "Threats are listed and assessed",
                        "write doc/threat-model.md: who attacks what, and what counters it"};
constexpr Rule kIncidents{
    "doc-incident-response", Severity::kLow, "There is an incident response plan",
    "write doc/incident-response.md: detection, assessment, containment, investigation, recovery, lessons learned"};
constexpr Rule kReporting{"doc-security-contact", Severity::kLow,
                          "The repository says how to report a security problem",
                          "write SECURITY.md with a private address"};
constexpr const Rule* kDocumentRules[] = {&kArchitecture, &kThreats, &kIncidents, &kReporting};

constexpr size_t kLeastBytes = 400;  // more than a heading and a promise

struct Document {
  const Rule* rule;
  std::string_view what;                  // "incident response plan"
  std::array<std::string_view, 3> names;  // words of the file's name, without '-' and '_'
};
constexpr std::array<Document, 4> kDocuments = {
    {{&kArchitecture, "security architecture", {"securityarchitecture", "securitydesign", "securitycontrols"}},
     {&kThreats, "threat model", {"threatmodel", "threats", "threatanalysis"}},
     {&kIncidents, "incident response plan", {"incidentresponse", "incidents", "incidentplan"}},
     {&kReporting, "word on how to report a security problem", {"security.md", "security.txt", "security.rst"}}}};

bool IsText(std::string_view path) {
  return path.ends_with(".md") || path.ends_with(".rst") || path.ends_with(".txt") || path.ends_with(".adoc");
}

std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : base::AsciiLower(name)) {
    if (c != '-' && c != '_' && c != ' ') plain.push_back(c);
  }
  return plain;
}

void CheckDocuments(const Repository& repository, Results& results) {
  for (const Document& document : kDocuments) {
    bool is_there = false;
    for (const std::string& file : repository.files()) {
      if (!IsText(file)) continue;
      const std::string name = Plain(BaseName(file));
      bool fits = false;
      for (const std::string_view word : document.names)
        fits = fits || (word.contains('.') ? name == word : name.contains(word));
      if (!fits) continue;
      const auto text = repository.Read(file);
      if (!text || text->size() < kLeastBytes) continue;
      is_there = true;
      results.Pass(*document.rule, {.file = file}, fmt::format("{} bytes", text->size()));
    }
    if (!is_there) results.Fail(*document.rule, {}, fmt::format("there is no {}", document.what));
  }
}

}  // namespace

Check DocumentsCheck() { return {.subject = "documents", .rules = kDocumentRules, .run = CheckDocuments}; }

}  // namespace gatehouse::audit

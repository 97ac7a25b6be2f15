#include "audit/join.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>

#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

// Words in a rule's name, and the subject that they tell of. The first that fits counts.
struct Subject {
  std::string_view word;
  std::string_view subject;
};
constexpr std::array<Subject, 44> kSubjects = {{
    {"shell", "shell"},
    {"b602", "shell"},
    {"b604", "shell"},
    {"b605", "shell"},
    {"subprocess", "shell"},
    {"os-system", "shell"},
    {"sql", "sql"},
    {"b608", "sql"},
    {"b501", "tls"},
    {"tls-verification", "tls"},
    {"disabled-cert", "tls"},
    {"verify=false", "tls"},
    {"b506", "load"},
    {"b301", "load"},
    {"b302", "load"},
    {"unsafe-load", "load"},
    {"pickle", "load"},
    {"yaml", "load"},
    {"b324", "hash"},
    {"b303", "hash"},
    {"weak-password-hash", "hash"},
    {"md5", "hash"},
    {"sha1", "hash"},
    {"insecure-hash", "hash"},
    {"b201", "debug"},
    {"debug", "debug"},
    {"b105", "secret"},
    {"b106", "secret"},
    {"b107", "secret"},
    {"secret", "secret"},
    {"key-in-code", "secret"},
    {"private-key", "secret"},
    {"api-key", "secret"},
    {"token", "secret"},
    {"password", "secret"},
    {"jwt", "jwt"},
    {"cors", "cors"},
    {"cookie", "cookie"},
    {"docker-user", "user"},
    {"missing-user", "user"},
    {"ds-0002", "user"},
    {"ds002", "user"},
    {"docker-image-tag", "tag"},
    {"ds-0001", "tag"},
}};

std::string_view SubjectOf(const Finding& finding) {
  const std::string rule = base::AsciiLower(finding.rule);
  for (const Subject& each : kSubjects) {
    if (rule.contains(each.word)) return each.subject;
  }
  return {};
}

std::string PackageName(const Finding& finding) {
  std::string name = base::AsciiLower(std::string_view(finding.package).substr(0, finding.package.find(' ')));
  std::ranges::replace(name, '_', '-');
  return name;
}

void Absorb(Finding& into, Finding&& from) {
  into.severity = std::max(into.severity, from.severity);
  if (into.fix.empty()) into.fix = std::move(from.fix);
  if (from.tool != into.tool || from.rule != into.rule)
    into.also_by.push_back(fmt::format("{} {}", from.tool, from.rule));
  for (std::string& id : from.ids) {
    if (std::ranges::find(into.ids, id) == into.ids.end()) into.ids.push_back(std::move(id));
  }
}

}  // namespace

std::vector<Finding> JoinDuplicates(std::vector<Finding> findings) {
  std::vector<Finding> joined;
  std::map<std::pair<std::string, std::string>, size_t> packages;         // name, number
  std::map<std::tuple<std::string, size_t, std::string>, size_t> places;  // file, line, subject
  for (Finding& finding : findings) {
    size_t at = joined.size();
    if (!finding.package.empty()) {
      const std::string name = PackageName(finding);
      for (const std::string& id : finding.ids) {
        const auto found = packages.find({name, id});
        if (found != packages.end()) at = std::min(at, found->second);
      }
      for (const std::string& id : finding.ids) packages.try_emplace({name, id}, at);
    } else if (finding.place.line > 0) {
      std::string subject(SubjectOf(finding));
      // Two findings of one rule on one line are two, unless they say the same.
      if (subject.empty()) subject = finding.tool + " " + finding.rule;
      const auto [found, is_new] = places.try_emplace({finding.place.file, finding.place.line, subject}, at);
      const bool is_same =
          !is_new && (joined[found->second].tool != finding.tool || joined[found->second].rule != finding.rule ||
                      joined[found->second].what == finding.what);
      if (is_same) at = found->second;
    }
    if (at == joined.size())
      joined.push_back(std::move(finding));
    else
      Absorb(joined[at], std::move(finding));
  }
  return joined;
}

}  // namespace gatehouse::audit

// Reports of scanners that read lists of dependencies: pip-audit, safety, npm audit, osv-scanner, snyk, trivy.
#include <fmt/format.h>

#include <algorithm>

#include "audit/scanners/report.h"
#include "audit/scanners/report_json.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

// A vulnerability without a severity of its own is taken for a high one.
constexpr Severity kUnrated = Severity::kHigh;

Finding Vulnerable(std::string tool, std::string id, Severity severity, std::string file, std::string package,
                   std::string words) {
  std::string what = fmt::format("{} is vulnerable ({})", package, id);
  if (!words.empty()) what += ": " + Shortened(words);
  return {.tool = std::move(tool),
          .rule = id,
          .severity = severity,
          .place = {.file = std::move(file)},
          .what = std::move(what),
          .fix = {},
          .accepted = {},
          .package = std::move(package),
          .ids = {std::move(id)},
          .also_by = {}};
}

std::string Take(std::string version) { return version.empty() ? std::string() : "take version " + version; }

}  // namespace

base::Result<std::vector<Finding>> ReadPipAudit(std::string_view text, const std::string& file) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (!HasManyAt(*root, "dependencies")) return base::Fail("its report has no dependencies");
  std::vector<Finding> findings;
  size_t audited = 0;
  std::string skipped;
  ForEachAt(*root, "dependencies", [&](std::string_view, json::Value dependency) {
    const std::string name = TextAt(dependency, "name");
    // It ends with 0 where it could ask nobody about a package: that is not a clean package.
    if (const std::string reason = TextAt(dependency, "skip_reason"); !reason.empty()) {
      skipped = Shortened(reason);
      findings.push_back({.tool = "pip-audit",
                          .rule = "not-audited",
                          .severity = Severity::kMedium,
                          .place = {.file = file},
                          .what = fmt::format("{} was not audited: {}", name, skipped),
                          .fix = "pin it to a version that the package index has"});
      return;
    }
    ++audited;
    const std::string package = fmt::format("{} {}", name, TextAt(dependency, "version"));
    ForEachAt(dependency, "vulns", [&](std::string_view, json::Value each) {
      Finding finding =
          Vulnerable("pip-audit", TextAt(each, "id"), kUnrated, file, package, TextAt(each, "description"));
      for (std::string& alias : TextsAt(each, "aliases")) finding.ids.push_back(std::move(alias));
      const std::vector<std::string> fixes = TextsAt(each, "fix_versions");
      if (!fixes.empty()) finding.fix = Take(fixes.back());
      findings.push_back(std::move(finding));
    });
  });
  if (audited == 0 && !skipped.empty()) return base::Fail("it could audit no package: " + skipped);
  return findings;
}

base::Result<std::vector<Finding>> ReadSafety(std::string_view text, const std::string& file) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (!HasManyAt(*root, "vulnerabilities")) return base::Fail("its report has no vulnerabilities");
  std::vector<Finding> findings;
  ForEachAt(*root, "vulnerabilities", [&](std::string_view, json::Value each) {
    const std::string package = fmt::format("{} {}", TextAt(each, "package_name"), TextAt(each, "analyzed_version"));
    Finding finding = Vulnerable("safety", TextAt(each, "vulnerability_id"),
                                 SeverityOf(TextAt(each, "severity.cvssv3.base_severity"), kUnrated), file, package,
                                 TextAt(each, "advisory"));
    if (const std::string cve = TextAt(each, "CVE"); !cve.empty()) finding.ids.push_back(cve);
    const std::vector<std::string> fixes = TextsAt(each, "fixed_versions");
    if (!fixes.empty()) finding.fix = Take(fixes.back());
    findings.push_back(std::move(finding));
  });
  return findings;
}

base::Result<std::vector<Finding>> ReadNpmAudit(std::string_view text, const std::string& file) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (const auto error = MemberAt(*root, "error")) {
    std::string words = TextAt(*error, "summary") + " " + TextAt(*error, "code");
    if (base::TrimSpace(words).empty()) words = TextAt(*root, "message");
    return base::Fail(Shortened(words));
  }
  if (!HasManyAt(*root, "vulnerabilities"))
    return base::Fail("its report has no vulnerabilities: " + Shortened(TextAt(*root, "message")));
  std::vector<Finding> findings;
  ForEachAt(*root, "vulnerabilities", [&](std::string_view name, json::Value each) {
    ForEachAt(each, "via", [&](std::string_view, json::Value via) {
      if (!via.IsObject()) return;  // the name of another vulnerable package, which has an entry of its own
      const std::string url = TextAt(via, "url");
      const std::string id = url.empty() ? TextAt(via, "source") : url.substr(url.rfind('/') + 1);
      const std::string range = TextAt(via, "range");
      Finding finding = Vulnerable("npm audit", id, SeverityOf(TextAt(via, "severity"), kUnrated), file,
                                   fmt::format("{} {}", name, range), TextAt(via, "title"));
      finding.fix = "npm audit fix";
      findings.push_back(std::move(finding));
    });
  });
  return findings;
}

base::Result<std::vector<Finding>> ReadOsvScanner(std::string_view text, const std::string& file) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  // Written in Go: an empty list may be null.
  const auto results = MemberAt(*root, "results");
  if (!results || !(results->IsArray() || results->Raw() == "null")) return base::Fail("its report has no results");
  std::vector<Finding> findings;
  ForEachAt(*root, "results", [&](std::string_view, json::Value result) {
    std::string source = Relative(TextAt(result, "source.path"));
    // It names files by their whole path.
    if (!file.empty() && source.starts_with(file + "/")) source.erase(0, file.size() + 1);
    ForEachAt(result, "packages", [&](std::string_view, json::Value entry) {
      const std::string package = fmt::format("{} {}", TextAt(entry, "package.name"), TextAt(entry, "package.version"));
      ForEachAt(entry, "vulnerabilities", [&](std::string_view, json::Value each) {
        const Severity severity = SeverityOf(TextAt(each, "database_specific.severity"), kUnrated);
        Finding finding =
            Vulnerable("osv-scanner", TextAt(each, "id"), severity, source, package, TextAt(each, "summary"));
        for (std::string& alias : TextsAt(each, "aliases")) finding.ids.push_back(std::move(alias));
        findings.push_back(std::move(finding));
      });
    });
  });
  return findings;
}

base::Result<std::vector<Finding>> ReadSnyk(std::string_view text, const std::string& file) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  std::vector<Finding> findings;
  std::string error;
  const auto read = [&](json::Value project) {
    if (!HasManyAt(project, "vulnerabilities")) {
      error = Shortened(TextAt(project, "error"));
      if (error.empty()) error = "its report has no vulnerabilities";
      return;
    }
    const std::string target = TextAt(project, "displayTargetFile");
    ForEachAt(project, "vulnerabilities", [&](std::string_view, json::Value each) {
      Finding finding = Vulnerable(
          "snyk", TextAt(each, "id"), SeverityOf(TextAt(each, "severity"), kUnrated), target.empty() ? file : target,
          fmt::format("{} {}", TextAt(each, "packageName"), TextAt(each, "version")), TextAt(each, "title"));
      for (std::string& id : TextsAt(each, "identifiers.CVE")) finding.ids.push_back(std::move(id));
      for (std::string& id : TextsAt(each, "identifiers.GHSA")) finding.ids.push_back(std::move(id));
      findings.push_back(std::move(finding));
    });
  };
  if (root->IsArray())
    ForEachAt(*root, "", [&](std::string_view, json::Value project) { read(project); });
  else
    read(*root);
  if (!error.empty()) return base::Fail(error);
  return findings;
}

base::Result<std::vector<Finding>> ReadTrivy(std::string_view text, const std::string& /*file*/) {
  ReportJson report;
  const auto root = report.Parse(text);
  if (!root) return std::unexpected(root.error());
  if (NumberAt(*root, "SchemaVersion") == 0) return base::Fail("its report has no version");
  std::vector<Finding> findings;
  ForEachAt(*root, "Results", [&](std::string_view, json::Value result) {
    const std::string target = Relative(TextAt(result, "Target"));
    ForEachAt(result, "Vulnerabilities", [&](std::string_view, json::Value each) {
      Finding finding = Vulnerable(
          "trivy", TextAt(each, "VulnerabilityID"), SeverityOf(TextAt(each, "Severity"), kUnrated), target,
          fmt::format("{} {}", TextAt(each, "PkgName"), TextAt(each, "InstalledVersion")), TextAt(each, "Title"));
      finding.fix = Take(TextAt(each, "FixedVersion"));
      findings.push_back(std::move(finding));
    });
    ForEachAt(result, "Misconfigurations", [&](std::string_view, json::Value each) {
      findings.push_back({.tool = "trivy",
                          .rule = TextAt(each, "ID"),
                          .severity = SeverityOf(TextAt(each, "Severity"), Severity::kMedium),
                          .place = {target, NumberAt(each, "CauseMetadata.StartLine")},
                          .what = Shortened(TextAt(each, "Message")),
                          .fix = Shortened(TextAt(each, "Resolution"))});
    });
    ForEachAt(result, "Secrets", [&](std::string_view, json::Value each) {
      findings.push_back({.tool = "trivy",
                          .rule = TextAt(each, "RuleID"),
                          .severity = SeverityOf(TextAt(each, "Severity"), Severity::kCritical),
                          .place = {target, NumberAt(each, "StartLine")},
                          .what = "a secret: " + TextAt(each, "Title"),
                          .fix = "take it out, and change it: everyone who has a clone has it"});
    });
  });
  return findings;
}

}  // namespace gatehouse::audit

// Rows A6 B15: each line of a requirements file names one exact version, and its hashes where the file has hashes. The
// format is pip's (https://pip.pypa.io/en/stable/reference/requirements-file-format/).
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "audit/checks/checks.h"
#include "base/bytes.h"
#include "base/lines.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kExactPins{"requirements-pinned", Severity::kMedium, "Python requirements name exact versions",
                          "write NAME==VERSION, or make the file with pip-compile"};
constexpr Rule kPinHashes{"requirements-hashes", Severity::kLow, "Python requirements carry hashes",
                          "make the file with 'pip-compile --generate-hashes' or 'poetry export'"};
constexpr Rule kPinTransport{"requirements-transport", Severity::kHigh,
                             "Python packages come over a verified connection", "use https:// and no --trusted-host"};
constexpr const Rule* kPinRules[] = {&kExactPins, &kPinHashes, &kPinTransport};

struct Line {
  std::string text;
  size_t number;
};

bool IsRequirements(std::string_view path) {
  const std::string name = base::AsciiLower(BaseName(path));
  if (!name.ends_with(".txt")) return false;
  return name.starts_with("requirements") || name.ends_with("requirements.txt") ||
         FolderOf(path).ends_with("requirements");
}

// What people write by hand and a tool compiles: "requirements.in" beside it is where ranges belong.
std::vector<Line> LogicalLines(std::string_view text) {
  std::vector<Line> lines;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::string joined;
  size_t number = 0;
  size_t first = 0;
  while (!text.empty()) {
    const std::string_view line = base::TakeLine(text);
    ++number;
    if (joined.empty()) first = number;
    if (line.ends_with('\\')) {
      joined.append(line.substr(0, line.size() - 1)).push_back(' ');
      continue;
    }
    joined.append(line);
    const size_t comment = joined.starts_with('#') ? 0 : std::min(joined.find(" #"), joined.find("\t#"));
    std::string_view kept = base::TrimSpace(std::string_view(joined).substr(0, comment));
    if (!kept.empty() && kept.front() != '#') lines.push_back({std::string(kept), first});
    joined.clear();
  }
  if (!base::TrimSpace(joined).empty()) lines.push_back({std::string(base::TrimSpace(joined)), first});
  return lines;
}

// "name[extra]==1.2 ; marker --hash=…" names one version.
bool IsPinned(std::string_view text) {
  const std::string_view spec = text.substr(0, text.find_first_of(";"));
  if (const size_t at = spec.find(" @ "); at != std::string_view::npos || spec.contains("://")) {
    // A commit, a hash in the URL, or an archive with a version of its own.
    const std::string_view url = spec.substr(at == std::string_view::npos ? 0 : at + 3);
    const size_t commit = url.rfind('@');
    const bool is_commit = commit != std::string_view::npos && url.size() - commit > 40;
    return is_commit || url.contains("#sha256=") || text.contains("--hash=") || url.contains(".whl") ||
           url.contains(".tar.gz");
  }
  const size_t equals = spec.find("==");
  if (equals == std::string_view::npos) return false;
  const size_t version = spec.find_first_not_of("= ", equals);
  std::string_view rest = version == std::string_view::npos ? std::string_view() : spec.substr(version);
  rest = rest.substr(0, rest.find(" --"));  // options of pip: "--no-binary lxml,xmlsec"
  return !rest.empty() && !rest.substr(0, rest.find(' ')).contains('*') && !rest.contains(',');
}

void CheckFile(const std::string& file, std::string_view text, Results& results) {
  size_t pinned = 0;
  size_t hashed = 0;
  std::vector<Line> lines = LogicalLines(text);
  std::vector<const Line*> without_hash;
  size_t requirements = 0;
  bool is_safe = true;
  for (const Line& line : lines) {
    if (line.text.contains("http://") || line.text.contains("--trusted-host")) {
      is_safe = false;
      results.Fail(kPinTransport, {file, line.number}, "what is loaded here is not verified");
    }
    if (line.text.starts_with('-')) continue;  // options, other files, the project itself
    if (line.text.starts_with('.') || line.text.starts_with('/') || line.text.starts_with("file:")) continue;
    if (line.text.starts_with('{')) continue;  // of a template
    ++requirements;
    const std::string name = line.text.substr(0, line.text.find_first_of(" =<>!~;[@"));
    if (IsPinned(line.text))
      ++pinned;
    else
      results.Fail(kExactPins, {file, line.number}, name + " is not pinned to one version");
    if (line.text.contains("--hash="))
      ++hashed;
    else
      without_hash.push_back(&line);
  }
  if (requirements == 0) return;
  if (is_safe) results.Pass(kPinTransport, {.file = file});
  if (pinned == requirements)
    results.Pass(kExactPins, {.file = file}, fmt::format("{} requirements, all pinned", pinned));
  if (hashed == requirements) {
    results.Pass(kPinHashes, {.file = file}, fmt::format("{} requirements, all with hashes", hashed));
  } else if (hashed == 0) {
    results.Fail(kPinHashes, {.file = file}, "has no hashes");
  } else {
    for (const Line* line : without_hash)
      results.Fail(kPinHashes, {file, line->number}, "has no hash, and pip refuses the file for it");
  }
}

void CheckPins(const Repository& repository, Results& results) {
  for (const std::string& file : repository.files()) {
    if (!IsRequirements(file)) continue;
    const auto text = repository.Read(file);
    if (text)
      CheckFile(file, *text, results);
    else
      results.Leave(file, text.error().what);
  }
}

}  // namespace

Check PythonPinsCheck() { return {.subject = "Python requirements", .rules = kPinRules, .run = CheckPins}; }

}  // namespace gatehouse::audit

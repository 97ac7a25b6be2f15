// Rows B4 B5: the six names that never belong into a repository are ignored: not only written in .gitignore, but
// ignored by git as it reads the file, with everything that takes it back.
#include <algorithm>
#include <array>
#include <string>

#include "audit/checks/checks.h"
#include "base/bytes.h"
#include "base/lines.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kLines{"gitignore", Severity::kHigh,
                      "git ignores .env, .env.local, .env.production, *.pem, *.key and secrets/",
                      "write the missing lines into .gitignore at the top of the repository"};
constexpr const Rule* kIgnoreRules[] = {&kLines};

struct Wanted {
  const char* line;
  const char* sample;  // a path that the line must keep out
};
constexpr std::array<Wanted, 6> kWanted = {{{".env", ".env"},
                                            {".env.local", ".env.local"},
                                            {".env.production", ".env.production"},
                                            {"*.pem", "certs/gatehouse-audit.pem"},
                                            {"*.key", "certs/gatehouse-audit.key"},
                                            {"secrets/", "secrets/gatehouse-audit"}}};

struct Said {
  size_t line = 0;  // 0 where none does
  bool is_taken_back = false;
};

// The last line that says it, and whether a later one takes it back.
Said LineThatSays(std::string_view text, std::string_view wanted) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Said said;
  for (size_t number = 1; !text.empty(); ++number) {
    std::string_view line = base::TakeLine(text);
    while (line.ends_with(' ')) line.remove_suffix(1);
    const bool takes_back = line.starts_with('!');
    if (takes_back) line.remove_prefix(1);
    if (line.starts_with('/')) line.remove_prefix(1);
    if (line.starts_with("**/")) line.remove_prefix(3);
    for (const std::string_view all : {"/**", "/*", "/"}) {
      if (wanted.ends_with('/') && line.ends_with(all)) {
        line.remove_suffix(all.size());
        break;
      }
    }
    const bool is_it = line == (wanted.ends_with('/') ? wanted.substr(0, wanted.size() - 1) : wanted) ||
                       (wanted.starts_with(".env") && (line == ".env*" || (line == ".env.*" && wanted != ".env")));
    if (is_it && (!takes_back || said.line != 0))
      said = {.line = takes_back ? said.line : number, .is_taken_back = takes_back};
  }
  return said;
}

void CheckGitignore(const Repository& repository, Results& results) {
  const std::string text = repository.Read(".gitignore").value_or(std::string());
  if (!repository.git())
    results.Leave({}, "the folder is not a git repository: what git ignores was read from .gitignore alone");
  for (const Wanted& wanted : kWanted) {
    const auto [line, is_taken_back] = LineThatSays(text, wanted.line);
    const Place place{.file = ".gitignore", .line = line};
    if (!repository.git()) {
      if (line == 0)
        results.Fail(kLines, place, std::string(wanted.line) + " is not in .gitignore");
      else if (is_taken_back)
        results.Fail(kLines, place, std::string(wanted.line) + " is in .gitignore, but a later line takes it back");
      else
        results.Pass(kLines, place, wanted.line);
      continue;
    }
    const auto ignored = repository.git()->Ignores(wanted.sample);
    if (!ignored) {
      results.NotRun(kLines, ignored.error().what);
    } else if (*ignored) {
      results.Pass(kLines, place, std::string("git ignores ") + wanted.line);
    } else if (line == 0) {
      results.Fail(kLines, {.file = ".gitignore"}, std::string(wanted.line) + " is not ignored");
    } else {
      results.Fail(kLines, place, std::string(wanted.line) + " is in .gitignore, but a later line takes it back");
    }
  }
}

}  // namespace

Check GitignoreCheck() { return {.subject = ".gitignore", .rules = kIgnoreRules, .run = CheckGitignore}; }

}  // namespace gatehouse::audit

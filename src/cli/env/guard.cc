#include "cli/env/guard.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/lines.h"
#include "cli/env/env.h"

namespace gatehouse::cli {
namespace {

constexpr std::string_view kPublic = "gatehouse-public";

// If one of these words is a part of the name (between dots), the file is an example without secrets.
constexpr std::array<std::string_view, 7> kExamples = {"example", "sample", "template", "dist",
                                                       "tpl",     "tmpl",   "defaults"};
// `NAME.env.STAGE`. Other endings can be anything: `types.env.d.ts` is TypeScript code.
constexpr std::array<std::string_view, 11> kStages = {"local",   "dev",  "development", "test", "ci",       "stage",
                                                      "staging", "prod", "production",  "qa",   "encrypted"};

std::vector<std::string> PartsOf(std::string_view name) {
  std::vector<std::string> parts;
  while (true) {
    const size_t dot = name.find('.');
    parts.emplace_back(name.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    name.remove_prefix(dot + 1);
  }
}

bool Contains(const auto& list, std::string_view word) { return std::ranges::find(list, word) != list.end(); }

// Lines of a script that contain a secret, as the redactor finds them. A call of a program, $(op read …), is not one.
std::vector<size_t> SecretLines(std::string_view script) {
  std::vector<size_t> lines;
  for (size_t number = 1; !script.empty(); ++number) {
    const std::string_view line = base::TakeLine(script);
    const size_t equals = line.find('=');
    std::string_view value = equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1);
    while (value.starts_with('"') || value.starts_with('\'')) value.remove_prefix(1);
    if (value.starts_with('$') || value.starts_with('`')) continue;
    if (dotenv::CommentHoldsSecret(line)) lines.push_back(number);
  }
  return lines;
}

base::Error InClear(const std::string& path) {
  return {"A plain .env file is about to be committed", path,
          "git rm --cached FILE, and commit what 'gatehouse env encrypt' makes of it; if it is meant to be public: a "
          "line 'FILE " +
              std::string(kPublic) + "' in .gitattributes, and git add .gitattributes"};
}

base::Result<bool> IsPublic(const std::string& path) {
  const auto asked = RunGit({"check-attr", "--cached", "-z", std::string(kPublic), "--", path});
  if (!asked) return std::unexpected(asked.error());
  // PATH NUL ATTRIBUTE NUL VALUE NUL
  constexpr std::string_view kSet = std::string_view("\0set\0", 5);
  return asked->status == 0 && asked->output.ends_with(kSet);
}

}  // namespace

Guarded GuardOf(std::string_view path) {
  const std::string name = base::AsciiLower(path.substr(path.rfind('/') + 1));
  const std::vector<std::string> parts = PartsOf(name);
  if (std::ranges::any_of(parts, [](const std::string& part) { return Contains(kExamples, part); }))
    return Guarded::kNot;
  if (name == ".envrc") return Guarded::kDirenv;
  if (name == ".env" || name.starts_with(".env.") || name.ends_with(".env")) return Guarded::kSettings;
  const bool stage = parts.size() > 2 && parts[parts.size() - 2] == "env" && Contains(kStages, parts.back());
  if (stage) return Guarded::kSettings;
  return name.ends_with(".encrypted") ? Guarded::kEncrypted : Guarded::kNot;
}

base::Result<std::vector<std::string>> StagedFiles() {
  constexpr size_t kMaxListing = size_t{4} << 20;
  const auto listed =
      RunGit({"diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=ACMT", "--",
              ":(top,glob,icase)**/.env", ":(top,glob,icase)**/.env.*", ":(top,glob,icase)**/*.env",
              ":(top,glob,icase)**/*.env.*", ":(top,glob,icase)**/.envrc", ":(top,glob,icase)**/*.encrypted"},
             kMaxListing);
  if (!listed) return std::unexpected(listed.error());
  if (listed->status != 0) return GitRefuses(*listed);
  if (listed->output.size() == kMaxListing) return base::Fail("Too many .env files are staged");
  std::vector<std::string> files;
  for (size_t at = 0; at < listed->output.size();) {
    const size_t end = std::min(listed->output.find('\0', at), listed->output.size());
    std::string path = listed->output.substr(at, end - at);
    at = end + 1;
    if (GuardOf(path) == Guarded::kNot) continue;
    const auto is_public = IsPublic(path);
    if (!is_public) return std::unexpected(is_public.error());
    if (!*is_public) files.push_back(std::move(path));
  }
  return files;
}

std::vector<base::Error> StagedFaults(const std::string& path, std::string_view content) {
  const Guarded guard = GuardOf(path);
  std::vector<base::Error> faults;
  if (dotenv::IsSealed(content)) {
    const auto sealed = dotenv::SealedFile::Parse(content, path);
    if (!sealed) return {sealed.error()};
    for (const size_t line : sealed->ClearSecrets()) faults.push_back(ClearComment(sealed->Where(line)));
  } else if (guard == Guarded::kSettings) {
    faults.push_back(InClear(path));
  } else if (guard == Guarded::kDirenv) {
    for (const size_t line : SecretLines(content)) {
      faults.push_back({"A file with a plain secret is about to be committed", path + ":" + std::to_string(line),
                        "keep it in .env.encrypted: gatehouse env set NAME"});
    }
  }
  return faults;
}

base::Error ClearComment(std::string where) {
  return {"A comment contains a plain secret", std::move(where),
          "'gatehouse env rotate' encrypts it; git's history has it: change the secret where it was made"};
}

}  // namespace gatehouse::cli

// Rows A6 B15: what names dependencies has a lock file beside it or above it, and the lock file has a hash for each of
// them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/checks/checks.h"
#include "base/bytes.h"
#include "base/json.h"
#include "base/lines.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kThere{"lock-file", Severity::kMedium, "Dependencies are locked", "make the lock file, and commit it"};
constexpr Rule kLockHashes{"lock-hashes", Severity::kMedium, "Every locked package has a hash",
                           "make the lock file again with the package manager's present version"};
constexpr Rule kLockTransport{"lock-transport", Severity::kHigh, "Locked packages come over https",
                              "change the registry to https, and make the lock file again"};
constexpr const Rule* kLockRules[] = {&kThere, &kLockHashes, &kLockTransport};

constexpr json::Limits kLockLimits{.max_bytes = kMaxReadBytes, .max_depth = 64, .max_members = 2'000'000};

// A manifest, what it must hold to need a lock, and the lock files that do.
struct Manager {
  std::string_view manifest;
  std::array<std::string_view, 3> says;  // any of them in its text
  std::array<std::string_view, 5> locks;
};
constexpr std::array<Manager, 8> kLockManagers = {{
    {"package.json",
     {"\"dependencies\"", "\"devDependencies\"", ""},
     {"package-lock.json", "yarn.lock", "pnpm-lock.yaml", "npm-shrinkwrap.json", "bun.lock"}},
    {"pyproject.toml",
     {"[tool.poetry.dependencies]", "\ndependencies", ""},
     {"poetry.lock", "uv.lock", "pdm.lock", "requirements.txt", "pylock.toml"}},
    {"Pipfile", {"[packages]", "[dev-packages]", ""}, {"Pipfile.lock", "", "", "", ""}},
    {"Cargo.toml", {"[dependencies", "[dev-dependencies", "[workspace"}, {"Cargo.lock", "", "", "", ""}},
    {"go.mod", {"\nrequire ", "", ""}, {"go.sum", "", "", "", ""}},
    {"Gemfile", {"gem ", "", ""}, {"Gemfile.lock", "", "", "", ""}},
    {"gems.rb", {"gem ", "", ""}, {"gems.locked", "", "", "", ""}},
    {"composer.json", {"\"require\"", "", ""}, {"composer.lock", "", "", "", ""}},
}};

// The lock file of this folder or one above it, which a workspace shares.
std::optional<std::string> FindLock(const Repository& repository, std::string_view manifest, const Manager& manager) {
  for (std::string_view folder = FolderOf(manifest);; folder = FolderOf(folder)) {
    for (const std::string_view lock : manager.locks) {
      if (lock.empty()) continue;
      std::string path = folder.empty() ? std::string(lock) : fmt::format("{}/{}", folder, lock);
      if (repository.Has(path)) return path;
    }
    if (folder.empty()) return std::nullopt;
  }
}

struct Package {
  std::string name;
  size_t line = 0;
  bool has_hash = false;
  bool has_source = false;
  bool is_elsewhere = false;  // of this repository, or of a version control system: it has none
};

void Judge(const std::string& file, const std::vector<Package>& packages, Results& results) {
  size_t hashed = 0;
  for (const Package& package : packages) {
    if (package.has_hash || package.is_elsewhere)
      ++hashed;
    else
      results.Fail(kLockHashes, {file, package.line}, package.name + " has no hash");
  }
  if (hashed == packages.size() && hashed > 0)
    results.Pass(kLockHashes, {.file = file}, fmt::format("{} packages", hashed));
}

// Calls on_line(line, number), counted from 1, for each line of the text.
template <typename OnLine>
void ForEachLine(std::string_view text, OnLine on_line) {
  for (size_t number = 1; !text.empty(); ++number) on_line(base::TakeLine(text), number);
}

// The object that the lock file is; if it is none, `rule` has not run.
std::optional<json::Value> ReadJsonLock(json::Parser& parser, std::string_view text, const std::string& file,
                                        const Rule& rule, Results& results) {
  const auto lock = parser.Parse(text, kLockLimits, true);
  if (lock && lock->IsObject()) return *lock;
  results.Leave(file, "is not JSON");
  results.NotRun(rule, file + " is not JSON");
  return std::nullopt;
}

// Of locks that are read line by line: addresses that packages are loaded from.
void CheckTransport(const std::string& file, std::string_view text, Results& results) {
  static constexpr auto kAddresses = std::to_array<std::string_view>(
      {"url = \"http://", "registry = \"http://", "registry+http://", "resolved \"http://", "tarball: http://",
       "  remote: http://", "\"url\": \"http://", "\"url\":\"http://", "\"verify_ssl\": false",
       "\"verify_ssl\":false"});
  bool is_safe = true;
  ForEachLine(text, [&](std::string_view line, size_t number) {
    if (std::ranges::none_of(kAddresses, [&](std::string_view address) { return line.contains(address); })) return;
    is_safe = false;
    const bool is_https = line.contains("verify_ssl\"") && !line.contains("\"http://");
    results.Fail(kLockTransport, {file, number},
                 is_https ? "comes without a verified certificate" : "comes over plain http");
  });
  if (is_safe) results.Pass(kLockTransport, {.file = file});
}

// Cargo.lock, poetry.lock, uv.lock, pdm.lock: a [[package]] each.
void CheckTomlLock(const std::string& file, std::string_view text, Results& results) {
  std::vector<Package> packages;
  bool is_package = false;
  bool in_old_files = false;  // [metadata.files] of old poetry.lock: NAME = [ {hash} ]
  std::set<std::string> hashed_elsewhere;
  std::string current;
  ForEachLine(text, [&](std::string_view line, size_t number) {
    if (line.starts_with('[')) {
      is_package = line.starts_with("[[package]]");
      in_old_files = line.starts_with("[metadata.files]");
      if (is_package) packages.push_back({.name = {}, .line = number});
      return;
    }
    // Cargo before 2019: "checksum NAME VERSION (SOURCE)" = "…", behind all packages.
    if (line.starts_with("\"checksum ")) {
      const size_t name = line.find(' ') + 1;
      hashed_elsewhere.insert(std::string(line.substr(name, line.find(' ', name) - name)));
      return;
    }
    if (in_old_files) {
      if (line.contains(" = [")) current = std::string(line.substr(0, line.find(' ')));
      if (line.contains("hash = \"")) hashed_elsewhere.insert(current);
      return;
    }
    if (packages.empty()) return;
    Package& package = packages.back();
    if (is_package && line.starts_with("name = \"")) package.name = std::string(line.substr(8, line.rfind('"') - 8));
    if (line.starts_with("checksum = ") || line.contains("hash = \"")) package.has_hash = true;
    if (line.starts_with("source = ")) package.has_source = true;
    if (line.starts_with("source = \"git+") || line.starts_with("type = \"git\"") ||
        line.starts_with("type = \"directory\"") || line.contains("{ git = ") || line.contains("{ editable = ") ||
        line.contains("{ virtual = ") || line.contains("{ directory = ")) {
      package.is_elsewhere = true;
    }
  });
  for (Package& package : packages) {
    if (hashed_elsewhere.contains(package.name)) package.has_hash = true;
    // A crate without a source is of this workspace.
    if (file.ends_with("Cargo.lock") && !package.has_source) package.is_elsewhere = true;
  }
  Judge(file, packages, results);
}

// yarn.lock of both kinds: a block for each package, whose first line ends with a colon and stands at the margin.
void CheckYarnLock(const std::string& file, std::string_view text, Results& results) {
  std::vector<Package> packages;
  ForEachLine(text, [&](std::string_view line, size_t number) {
    if (line.empty() || line.starts_with('#')) return;
    if (line.front() != ' ') {
      line.remove_suffix(line.ends_with(':') ? 1 : 0);
      packages.push_back({.name = std::string(line), .line = number, .is_elsewhere = line == "__metadata"});
      return;
    }
    if (packages.empty()) return;
    Package& package = packages.back();
    const std::string_view field = base::TrimSpace(line);
    if (field.starts_with("integrity ") || field.starts_with("checksum: ")) package.has_hash = true;
    // Addresses of the first kind end with the sum: "….tgz#0123".
    if (field.starts_with("resolved ")) {
      package.has_hash = package.has_hash || field.contains(".tgz#");
      package.is_elsewhere = package.is_elsewhere || field.contains("git");
    }
    // It does not come from a registry.
    if (field.starts_with("resolution: ") && !field.contains("@npm:")) package.is_elsewhere = true;
    // Packages for other machines have no sum before one of those loads them.
    if (field == "linkType: soft" || field.starts_with("conditions: ")) package.is_elsewhere = true;
  });
  std::erase_if(packages, [](const Package& package) { return package.name == "__metadata"; });
  Judge(file, packages, results);
}

// pnpm-lock.yaml: the list `packages`, each with its `resolution`.
void CheckPnpmLock(const std::string& file, std::string_view text, Results& results) {
  std::vector<Package> packages;
  bool in_list = false;
  ForEachLine(text, [&](std::string_view line, size_t number) {
    if (line.empty()) return;
    if (line.front() != ' ') {
      in_list = line == "packages:";
      return;
    }
    if (!in_list) return;
    if (line.size() > 2 && line.starts_with("  ") && line[2] != ' ') {
      packages.push_back({.name = std::string(line.substr(2, line.rfind(':') - 2)), .line = number});
      return;
    }
    if (packages.empty()) return;
    Package& package = packages.back();
    if (line.contains("integrity: ")) package.has_hash = true;
    if (line.contains("type: git") || line.contains("type: directory") || line.contains("commit: "))
      package.is_elsewhere = true;
  });
  Judge(file, packages, results);
}

// Pipfile.lock: `default` and `develop`, each with its `hashes`.
void CheckPipfileLock(const std::string& file, std::string_view text, Results& results) {
  json::Parser parser;
  const auto lock = ReadJsonLock(parser, text, file, kLockHashes, results);
  if (!lock) return;
  std::vector<Package> packages;
  for (const char* group : {"default", "develop"}) {
    const auto list = lock->Member(group);
    if (!list) continue;
    list->ForEach([&](std::string_view name, json::Value value) {
      if (!value.IsObject()) return true;
      const bool is_elsewhere =
          value.Member("git").has_value() || value.Member("path").has_value() || value.Member("file").has_value();
      packages.push_back({.name = std::string(name),
                          .line = 0,
                          .has_hash = value.Member("hashes").has_value(),
                          .is_elsewhere = is_elsewhere});
      return true;
    });
  }
  Judge(file, packages, results);
}

// Gemfile.lock: the gems of its GEM parts, and since Bundler 2.6 the part CHECKSUMS. Gems of GIT and PATH have none.
void CheckGemfileLock(const std::string& file, std::string_view text, Results& results) {
  std::vector<Package> packages;
  std::set<std::string_view> hashed;
  std::string_view part;
  bool has_sums = false;
  ForEachLine(text, [&](std::string_view line, size_t number) {
    if (line.empty() || line.front() != ' ') {
      part = line;
      has_sums = has_sums || part == "CHECKSUMS";
      return;
    }
    const std::string_view gem = base::TrimSpace(line);
    const size_t margin = line.find_first_not_of(' ');
    if (part == "GEM" && margin == 4) packages.push_back({.name = std::string(gem), .line = number});
    const size_t sum = gem.find(" sha");
    if (part == "CHECKSUMS" && sum != std::string_view::npos) hashed.insert(gem.substr(0, sum));
  });
  if (packages.empty()) return;
  if (!has_sums) return results.Fail(kLockHashes, {.file = file}, "has no CHECKSUMS: 'bundle lock --add-checksums'");
  for (Package& package : packages) package.has_hash = hashed.contains(package.name);
  Judge(file, packages, results);
}

// composer.lock: `dist` and `source` of each package. Others of its addresses are for people.
void CheckComposerLock(const std::string& file, std::string_view text, Results& results) {
  json::Parser parser;
  const auto lock = ReadJsonLock(parser, text, file, kLockTransport, results);
  if (!lock) return;
  bool is_safe = true;
  for (const char* group : {"packages", "packages-dev"}) {
    const auto list = lock->Member(group);
    if (!list) continue;
    list->ForEach([&](std::string_view /*key*/, json::Value package) {
      for (const char* from : {"dist", "source"}) {
        const auto place = package.Member(from);
        const auto url = place && place->Member("url") ? place->Member("url")->String() : std::nullopt;
        if (!url || !url->starts_with("http://")) continue;
        is_safe = false;
        results.Fail(kLockTransport, {.file = file}, fmt::format("{} comes over plain http", *url));
      }
      return true;
    });
  }
  if (is_safe) results.Pass(kLockTransport, {.file = file});
}

void CheckNpmLock(const std::string& file, std::string_view text, Results& results) {
  json::Parser parser;
  const auto lock = ReadJsonLock(parser, text, file, kLockHashes, results);
  if (!lock) return;
  const bool by_path = lock->Member("packages").has_value();
  const auto list = lock->Member(by_path ? "packages" : "dependencies");
  if (!list) return;
  std::vector<Package> packages;
  bool is_safe = true;
  list->ForEach([&](std::string_view name, json::Value value) {
    if (name.empty() || !value.IsObject()) return true;  // the project itself
    const auto flag = [&](const char* member) {
      return value.Member(member) && value.Member(member)->Bool().value_or(false);
    };
    const auto resolved = value.Member("resolved") ? value.Member("resolved")->String() : std::nullopt;
    const auto version = value.Member("version") ? value.Member("version")->String() : std::nullopt;
    Package package{.name = std::string(name), .line = 0, .has_hash = value.Member("integrity").has_value()};
    // Where the list is by path, what is not in node_modules/ is a folder of this repository.
    const bool is_own = by_path && !name.contains("node_modules/");
    package.is_elsewhere = is_own || flag("link") || flag("bundled") || flag("inBundle") ||
                           (resolved && (resolved->starts_with("git") || resolved->starts_with("file:"))) ||
                           (version && (version->starts_with("file:") || version->starts_with("git")));
    if (resolved && resolved->starts_with("http://")) {
      is_safe = false;
      results.Fail(kLockTransport, {.file = file}, package.name + " comes over plain http");
    }
    packages.push_back(std::move(package));
    return true;
  });
  if (is_safe && !packages.empty()) results.Pass(kLockTransport, {.file = file});
  Judge(file, packages, results);
}

// replace OLD [VERSION] => NEW VERSION, or => ../FOLDER: by OLD what is taken for it.
std::map<std::string_view, std::string_view> Replacements(std::string_view text) {
  std::map<std::string_view, std::string_view> replaced;
  ForEachLine(text, [&](std::string_view line, size_t /*number*/) {
    line = base::TrimSpace(line.substr(0, line.find("//")));
    const size_t arrow = line.find(" => ");
    if (arrow == std::string_view::npos) return;
    if (line.starts_with("replace ")) line.remove_prefix(8);
    const std::string_view old = line.substr(0, line.find(' '));
    replaced.emplace(old, base::TrimSpace(line.substr(line.find(" => ") + 4)));
  });
  return replaced;
}

// "MODULE VERSION" of each line of go.sum that has a hash.
std::set<std::string_view> SummedModules(std::string_view sums) {
  std::set<std::string_view> modules;
  ForEachLine(sums, [&](std::string_view line, size_t /*number*/) {
    std::string_view module = line.substr(0, line.find(" h1:"));
    if (module.size() == line.size()) return;
    if (module.ends_with("/go.mod")) module.remove_suffix(std::string_view("/go.mod").size());
    modules.insert(module);
  });
  return modules;
}

// Each module that go.mod requires has its "h1:" line in go.sum.
void CheckGoSum(const Repository& repository, const std::string& manifest, std::string_view text,
                const std::string& lock, Results& results) {
  const auto sums = repository.Read(lock);
  if (!sums) return results.NotRun(kLockHashes, sums.error().Text());
  const std::set<std::string_view> summed = SummedModules(*sums);
  const std::map<std::string_view, std::string_view> replaced = Replacements(text);
  std::vector<Package> packages;
  bool in_block = false;
  ForEachLine(text, [&](std::string_view line, size_t number) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.starts_with("require ("))
      in_block = true;
    else if (in_block && line.starts_with(')'))
      in_block = false;
    const bool is_single = line.starts_with("require ") && !line.contains('(');
    if (!in_block && !is_single) return;
    if (is_single) line.remove_prefix(8);
    const size_t blank = line.find(' ');
    if (blank == std::string_view::npos || line.starts_with("//") || line.starts_with("require")) return;
    const std::string_view version = line.substr(blank + 1, line.find_first_of(" \t\r/", blank + 1) - blank - 1);
    std::string wanted = fmt::format("{} {}", line.substr(0, blank), version);
    if (const auto found = replaced.find(line.substr(0, blank)); found != replaced.end()) {
      // A folder has no sum.
      if (found->second.starts_with('.') || found->second.starts_with('/')) return;
      wanted = std::string(found->second);
    }
    const bool has_hash = summed.contains(wanted);
    packages.push_back({.name = std::move(wanted), .line = number, .has_hash = has_hash});
  });
  Judge(manifest, packages, results);
}

// What looks at a lock file.
struct LockFile {
  std::string_view name;
  bool has_lines;  // its addresses are read line by line
  void (*check)(const std::string& file, std::string_view text, Results& results);
};
constexpr std::array<LockFile, 12> kLocks = {{{"package-lock.json", false, CheckNpmLock},
                                              {"npm-shrinkwrap.json", false, CheckNpmLock},
                                              {"yarn.lock", true, CheckYarnLock},
                                              {"pnpm-lock.yaml", true, CheckPnpmLock},
                                              {"Cargo.lock", true, CheckTomlLock},
                                              {"poetry.lock", true, CheckTomlLock},
                                              {"uv.lock", true, CheckTomlLock},
                                              {"pdm.lock", true, CheckTomlLock},
                                              {"Pipfile.lock", true, CheckPipfileLock},
                                              {"Gemfile.lock", true, CheckGemfileLock},
                                              {"gems.locked", true, CheckGemfileLock},
                                              {"composer.lock", false, CheckComposerLock}}};

void CheckLockFiles(const Repository& repository, Results& results) {
  for (const std::string& file : repository.files()) {
    const std::string_view name = BaseName(file);
    const auto* const lock_file = std::ranges::find(kLocks, name, &LockFile::name);
    if (lock_file != kLocks.end()) {
      const auto text = repository.Read(file);
      if (!text) results.NotRun(kLockHashes, text.error().Text());
      if (text) lock_file->check(file, *text, results);
      if (text && lock_file->has_lines) CheckTransport(file, *text, results);
    }
    for (const Manager& manager : kLockManagers) {
      if (name != manager.manifest || IsTestPath(file)) continue;
      const auto text = repository.Read(file);
      if (!text) continue;
      const bool needs = std::ranges::any_of(
          manager.says, [&](std::string_view word) { return !word.empty() && text->contains(word); });
      if (!needs) continue;
      const auto lock = FindLock(repository, file, manager);
      if (lock)
        results.Pass(kThere, {.file = *lock}, fmt::format("locks {}", file));
      else
        results.Fail(kThere, {.file = file}, fmt::format("has dependencies, and no {}", manager.locks[0]));
      if (lock && name == "go.mod") CheckGoSum(repository, file, *text, *lock, results);
    }
  }
}

}  // namespace

Check LockFilesCheck() { return {.subject = "lock files", .rules = kLockRules, .run = CheckLockFiles}; }

}  // namespace gatehouse::audit

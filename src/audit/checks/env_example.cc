// Row B5: .env.example is there, holds placeholders only, and names what the code and the settings schema ask for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/kinds.h"
#include "audit/checks/placeholder.h"
#include "dotenv/grammar.h"
#include "settings/schema.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kExists{"env-example", Severity::kMedium, ".env.example shows which settings there are",
                       "add .env.example with every setting and a placeholder for each value"};
constexpr Rule kPlaceholders{"env-example-placeholders", Severity::kHigh, ".env.example holds placeholders only",
                             "put a placeholder in its place, and change the secret: everyone who has a clone has it"};
constexpr Rule kComplete{"env-example-complete", Severity::kLow, ".env.example names every setting that the code reads",
                         "add the setting with a placeholder"};
constexpr const Rule* kRules[] = {&kExists, &kPlaceholders, &kComplete};

constexpr const char* kSchemaFile = "settings.yaml";
constexpr std::array<std::string_view, 6> kEnvironmentReads = {"os.environ[",  "os.environ.get(", "os.getenv(",
                                                               "process.env.", "process.env[",    "import.meta.env."};
// What a system or a test runner sets, not a person.
constexpr std::array<std::string_view, 26> kOfTheSystem = {"HOME",
                                                           "PATH",
                                                           "USER",
                                                           "SHELL",
                                                           "LANG",
                                                           "TZ",
                                                           "TMPDIR",
                                                           "TEMP",
                                                           "PWD",
                                                           "CI",
                                                           "HOSTNAME",
                                                           "NODE_ENV",
                                                           "PYTHONPATH",
                                                           "DISPLAY",
                                                           "TERM",
                                                           "EDITOR",
                                                           "APPDATA",
                                                           "XDG_CONFIG_HOME",
                                                           "XDG_CACHE_HOME",
                                                           "VIRTUAL_ENV",
                                                           "NO_COLOR",
                                                           "GITHUB_TOKEN",
                                                           "GITHUB_ACTIONS",
                                                           "PROD",
                                                           "DEV",
                                                           "MODE"};

bool IsSourceCode(std::string_view path) {
  static constexpr std::array<std::string_view, 7> kEndings = {".py", ".js", ".ts", ".mjs", ".cjs", ".jsx", ".tsx"};
  return std::ranges::any_of(kEndings, [&](std::string_view ending) { return path.ends_with(ending); });
}

// Each name that the code reads from its environment, once, with the place where it does.
void CollectReads(std::string_view text, const std::string& file, std::set<std::string>& known, Results& results,
                  const std::string& example) {
  for (const std::string_view call : kEnvironmentReads) {
    for (size_t at = text.find(call); at != std::string_view::npos; at = text.find(call, at + 1)) {
      size_t begin = at + call.size();
      const bool wants_quote = !call.ends_with('.');
      if (wants_quote && (begin >= text.size() || (text[begin] != '"' && text[begin] != '\''))) continue;
      if (wants_quote) ++begin;
      size_t end = begin;
      while (end < text.size() &&
             ((text[end] >= 'A' && text[end] <= 'Z') || (text[end] >= '0' && text[end] <= '9') || text[end] == '_'))
        ++end;
      const std::string name(text.substr(begin, end - begin));
      if (name.size() < 2 || (wants_quote && (end >= text.size() || (text[end] != '"' && text[end] != '\'')))) continue;
      if (std::ranges::find(kOfTheSystem, name) != kOfTheSystem.end() || !known.insert(name).second) continue;
      const size_t line = 1 + static_cast<size_t>(std::ranges::count(text.substr(0, at), '\n'));
      results.Fail(kComplete, {.file = file, .line = line},
                   fmt::format("{} is read here, and {} does not name it", name, example));
    }
  }
}

void CheckDrift(const Repository& repository, Results& results, const std::string& example,
                std::set<std::string> known) {
  const size_t before = results.findings().size();
  bool looked = false;
  if (repository.Has(kSchemaFile)) {
    if (const auto text = repository.Read(kSchemaFile)) {
      if (const auto schema = settings::ParseSchema(*text, kSchemaFile)) {
        looked = true;
        for (const settings::Entry& entry : schema->entries) {
          const bool is_there = std::ranges::any_of(
              known, [&](const std::string& name) { return name == entry.name || name == entry.name + "_FILE"; });
          if (!is_there && entry.required) {
            results.Fail(kComplete, {.file = kSchemaFile},
                         fmt::format("{} is required here, and {} does not name it", entry.name, example));
            known.insert(entry.name);
          }
        }
      }
    }
  }
  for (const std::string& file : repository.files()) {
    if (!IsSourceCode(file) || IsTestPath(file)) continue;
    const auto text = repository.Read(file);
    if (!text) continue;
    looked = true;
    CollectReads(*text, file, known, results, example);
  }
  if (looked && results.findings().size() == before)
    results.Pass(kComplete, {.file = example}, "names all that the code and the schema ask for");
}

void Run(const Repository& repository, Results& results) {
  std::string shown;
  for (const std::string& file : repository.files()) {
    if (!IsEnvExample(file) || IsTestPath(file)) continue;
    const auto text = repository.Read(file);
    if (!text) {
      results.NotRun(kPlaceholders, text.error().Text());
      continue;
    }
    const auto settings = dotenv::ParseDotenv(*text, file);
    if (!settings) {
      results.Leave(file, settings.error().Text());
      results.NotRun(kPlaceholders, settings.error().Text());
      continue;
    }
    results.Pass(kExists, {.file = file});
    std::set<std::string> names;
    bool is_clean = true;
    for (const dotenv::Setting& setting : *settings) {
      names.insert(setting.name);
      if (!IsSecretSetting(setting.name, setting.value.Reveal())) continue;
      is_clean = false;
      results.Fail(kPlaceholders, {.file = file, .line = setting.line}, setting.name + " looks like a real secret");
    }
    if (is_clean) results.Pass(kPlaceholders, {.file = file}, fmt::format("{} settings, no secret", settings->size()));
    if (shown.empty() || FolderOf(file).empty()) {
      shown = file;
      if (FolderOf(file).empty()) CheckDrift(repository, results, file, names);
    }
  }
  if (shown.empty()) results.Fail(kExists, {.file = ".env.example"}, "there is none");
}

}  // namespace

Check EnvExampleCheck() { return {.subject = ".env.example", .rules = kRules, .run = Run}; }

}  // namespace gatehouse::audit

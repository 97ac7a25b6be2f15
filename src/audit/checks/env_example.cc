// Row B5: .env.example is there, holds placeholders only, and names what the code and the settings schema ask for.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/kinds.h"
#include "audit/checks/placeholder.h"
#include "audit/checks/source_file.h"
#include "base/ascii.h"
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
constexpr const Rule* kExampleRules[] = {&kExists, &kPlaceholders, &kComplete};

constexpr const char* kSchemaFile = "settings.yaml";
// How code reads a setting: the tokens before its name.
struct EnvironmentRead {
  std::array<std::string_view, 6> tokens;
  bool by_text;     // the name is a text: ["NAME"], ("NAME"); else a name: .NAME
  bool can_be_set;  // the same form with a value behind it sets it
};
constexpr std::array<EnvironmentRead, 7> kEnvironmentReads = {{
    {{"os", ".", "environ", "[", "", ""}, true, true},
    {{"os", ".", "environ", ".", "get", "("}, true, false},
    {{"os", ".", "getenv", "(", "", ""}, true, false},
    {{"process", ".", "env", ".", "", ""}, false, true},
    {{"process", ".", "env", "?.", "", ""}, false, false},
    {{"process", ".", "env", "[", "", ""}, true, true},
    {{"import", ".", "meta", ".", "env", "."}, false, false},
}};
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

bool IsName(std::string_view text) {
  return text.size() >= 2 &&
         std::ranges::all_of(text, [](char c) { return base::IsUpper(c) || base::IsDigit(c) || c == '_'; });
}

// Each name that the code reads from its environment, once, with the place where it does.
void CollectReads(const SourceFile& file, std::set<std::string>& known, Results& results, const std::string& example) {
  for (size_t i = 0; i + kEndTokens <= file.tokens.size(); ++i) {
    for (const EnvironmentRead& read : kEnvironmentReads) {
      size_t at = i;
      const bool begins = std::ranges::all_of(read.tokens, [&](std::string_view each) {
        return each.empty() || (at < file.tokens.size() && file.tokens[at++].Is(each));
      });
      if (!begins || at + 1 >= file.tokens.size()) continue;
      const Token& name = file.tokens[at];
      const bool is_known_form = read.by_text ? name.IsString() : name.IsName();
      // NAME] = value sets it.
      const size_t behind = at + (read.by_text ? 2 : 1);
      const bool is_set = read.can_be_set && behind < file.tokens.size() && file.tokens[behind].Is("=");
      if (!is_known_form || is_set || !IsName(name.text)) continue;
      if (std::ranges::find(kOfTheSystem, name.text) != kOfTheSystem.end() || !known.insert(name.text).second) continue;
      results.Fail(kComplete, {.file = file.path, .line = name.line},
                   fmt::format("{} is read here, and {} does not name it", name.text, example));
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
          const bool is_there = known.contains(entry.name) || known.contains(entry.name + "_FILE");
          if (!is_there && entry.required) {
            results.Fail(kComplete, {.file = kSchemaFile},
                         fmt::format("{} is required here, and {} does not name it", entry.name, example));
            known.insert(entry.name);
          }
        }
      }
    }
  }
  ForEachSource(repository, results, [&](const SourceFile& file) {
    looked = true;
    CollectReads(file, known, results, example);
  });
  if (looked && results.findings().size() == before)
    results.Pass(kComplete, {.file = example}, "names all that the code and the schema ask for");
}

void CheckEnvExamples(const Repository& repository, Results& results) {
  std::string shown;
  for (const std::string& file : repository.files()) {
    if (!IsEnvExample(file) || IsTestPath(file)) continue;
    const auto text = repository.Read(file);
    if (!text) {
      results.NotRun(kPlaceholders, text.error().Text());
      continue;
    }
    const std::string_view bare = std::string_view(*text).substr(text->starts_with("\xEF\xBB\xBF") ? 3 : 0);
    const auto settings = dotenv::ParseDotenv(bare, file);
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

Check EnvExampleCheck() { return {.subject = ".env.example", .rules = kExampleRules, .run = CheckEnvExamples}; }

}  // namespace gatehouse::audit

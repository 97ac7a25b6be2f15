#include "settings/notes.h"

#include <algorithm>

#include "base/counted.h"

namespace gatehouse::settings {

std::vector<std::string> ShadowedFiles(std::span<const EnvFile> files) {
  std::vector<std::string> notes;
  for (const EnvFile& plain : files) {
    const auto sealed = std::ranges::find(files, plain.path + ".encrypted", &EnvFile::path);
    if (sealed == files.end()) continue;
    const auto differ = std::ranges::count_if(plain.variables, [&](const Variable& variable) {
      const auto same = std::ranges::find(sealed->variables, variable.name, &Variable::name);
      return same != sealed->variables.end() && same->value.Reveal() != variable.value.Reveal();
    });
    if (differ == 0) continue;
    notes.push_back(plain.path + " says something else than " + sealed->path + " of " +
                    base::Counted(static_cast<uint64_t>(differ), "setting") +
                    ": the encrypted file wins; gatehouse env diff shows which");
  }
  return notes;
}

std::vector<std::string> NothingFound(const std::string& folder, Environment environment) {
  std::string looked_for;
  for (const std::string& name : CommonFileNames()) looked_for += (looked_for.empty() ? "" : ", ") + name;
  const std::string word(Name(environment));
  std::vector<std::string> notes = {"there are no settings: no " + looked_for + ", and no .env." + word +
                                    " (or with .local, .encrypted)"};
  for (const std::string& other : FindOtherFiles(folder, environment)) {
    notes.push_back(other + " is for another environment than " + word + ": --environment names it");
  }
  return notes;
}

}  // namespace gatehouse::settings

#include "settings/load.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/bytes.h"
#include "base/file.h"
#include "secrets/provider.h"
#include "settings/draft.h"
#include "settings/expand_drafts.h"
#include "settings/notes.h"

namespace gatehouse::settings {
namespace {

constexpr std::string_view kFileEnding = "_FILE";
constexpr std::string_view kTheEnvironment = "the environment";  // ReadEnvironment's origin

// The variables of one source. For a name in several layers, the first layer wins.
struct Layer {
  const std::vector<Variable>* variables = nullptr;
  bool names = true;  // every variable in it is a setting; false: only names that occur elsewhere
};

std::string Origin(const Variable& variable) { return variable.name + " (" + variable.origin + ")"; }

bool EndsInFile(std::string_view name) {
  return name.size() > kFileEnding.size() && base::AsciiLower(name).ends_with("_file");
}

class Loading {
 public:
  Loading(const Sources& sources, const Schema* schema) : sources_(sources), schema_(schema) {}

  std::expected<Settings, std::vector<base::Error>> Run(const Resolve& resolve) {
    OpenFiles();
    if (schema_ != nullptr) {
      for (const Entry& entry : schema_->entries) ReadEntry(entry);
    }
    ReadUnlisted();
    NameEnvironment();
    ResolveReferences(resolve);
    ExpandDrafts(drafts_, sources_, result_.notes, errors_);
    for (Draft& draft : drafts_) Judge(draft);
    JudgeInherited();
    if (!errors_.empty()) return std::unexpected(std::move(errors_));
    for (Draft& draft : drafts_) {
      if (draft.set) result_.settings.push_back(std::move(draft.setting));
    }
    TellNothing();
    return std::move(result_);
  }

 private:
  void Add(std::string what, std::string where, std::string fix = {}) {
    errors_.push_back({std::move(what), std::move(where), std::move(fix)});
  }

  std::optional<EnvFile> Open(const std::string& path) {
    result_.files.push_back(LookAt(path));
    auto file = OpenEnvFile(path);
    if (file) return std::move(*file);
    std::ranges::move(file.error(), std::back_inserter(errors_));
    return {};
  }

  // Opens the files. ENVIRONMENT may be set in the sources, and selects further files.
  void OpenFiles() {
    const std::vector<std::string> first = sources_.find_files ? FindCommonFiles(sources_.folder) : sources_.files;
    for (const std::string& path : first) {
      if (auto file = Open(path)) files_.push_back(std::move(*file));
    }
    Stack();
    ReadEnvironmentName();
    if (sources_.find_files) AddFilesOfEnvironment();
    Stack();
    std::ranges::move(ShadowedFiles(files_), std::back_inserter(result_.notes));
    if (result_.environment != Environment::kProduction) return;
    for (const EnvFile& file : files_) {
      if (!file.encrypted) Add("A plain .env file in production", file.path, "gatehouse env encrypt");
    }
  }

  void AddFilesOfEnvironment() {
    const auto paths = FindEnvFiles(sources_.folder, result_.environment);
    if (!paths) {
      errors_.push_back(paths.error());
      return;
    }
    std::vector<EnvFile> ordered;
    for (const std::string& path : *paths) {
      const auto known = std::ranges::find(files_, path, &EnvFile::path);
      if (known != files_.end()) {
        ordered.push_back(std::move(*known));
      } else if (std::ranges::find(result_.files, path, &WatchedFile::path) ==
                 result_.files.end()) {  // else reported already
        if (auto file = Open(path)) {
          CheckOwnEnvironment(*file);
          ordered.push_back(std::move(*file));
        }
      }
    }
    files_ = std::move(ordered);
  }

  // A note, because a service without any settings is rarely intended.
  void TellNothing() {
    const bool any = std::ranges::any_of(result_.settings, [](const Setting& setting) {
      return !base::EqualIgnoringCase(setting.name, kEnvironmentName);  // set by --environment
    });
    if (!sources_.find_files || schema_ != nullptr || any || !files_.empty()) return;
    std::ranges::move(NothingFound(sources_.folder, result_.environment), std::back_inserter(result_.notes));
  }

  void Stack() {
    layers_ = {{&sources_.chosen, true}};
    if (!sources_.override) layers_.push_back({&sources_.inherited, false});
    for (const EnvFile& file : files_) layers_.push_back({&file.variables, true});
    if (sources_.override) layers_.push_back({&sources_.inherited, false});
  }

  void ReadEnvironmentName() {
    std::string_view text = sources_.environment;
    if (text.empty()) {
      const Variable* variable = Find(kEnvironmentName);
      const Entry* entry = schema_ == nullptr ? nullptr : schema_->Find(kEnvironmentName);
      if (variable != nullptr) text = variable->value.Reveal();
      if (text.empty() && entry != nullptr && entry->fallback) text = *entry->fallback;
    }
    if (text.empty()) return;
    const auto environment = EnvironmentNamed(text);
    if (!environment) {
      errors_.push_back(environment.error());
    } else {
      result_.environment = *environment;
    }
  }

  void CheckOwnEnvironment(const EnvFile& file) {
    for (const Variable& variable : file.variables) {
      if (!base::EqualIgnoringCase(variable.name, kEnvironmentName)) continue;
      if (variable.value.Reveal() == Name(result_.environment)) continue;
      Add("Names another environment than the one it is read for", variable.origin, "take ENVIRONMENT out of it");
    }
  }

  // The variable of that name, ignoring case, in the first layer that has it. Two spellings of it in one layer are an
  // error, reported once.
  const Variable* Find(std::string_view name, bool tell = false) {
    for (const Layer& layer : layers_) {
      const Variable* found = nullptr;
      for (const Variable& variable : *layer.variables) {
        if (!base::EqualIgnoringCase(variable.name, name)) continue;
        if (found != nullptr && tell) {
          Add("Two spellings of one setting", Origin(*found) + " and " + Origin(variable), "keep one of them");
        }
        found = &variable;
      }
      if (found != nullptr) return found;
    }
    return nullptr;
  }

  bool TellBoth(const Variable* plain, const Variable* file) {
    if (plain == nullptr || file == nullptr) return false;
    Add(plain->name + " and " + file->name + " are both set", plain->origin + " and " + file->origin,
        "keep one of them; where both are settings of their own, name both in the schema");
    return true;
  }

  void ReadEntry(const Entry& entry) {
    Draft draft{.entry = &entry, .setting = {.name = entry.name}};
    const std::string file_name = entry.name + std::string(kFileEnding);
    const bool file_is_own = schema_->Find(file_name) != nullptr;
    const Variable* plain = Find(entry.name, true);
    const Variable* file = file_is_own ? nullptr : Find(file_name, true);
    if (TellBoth(plain, file)) return;
    if (file != nullptr) {
      TakeFile(*file, draft);
      draft.setting.secret = true;
    } else if (plain != nullptr) {
      Take(*plain, draft);
    }
    ReplaceSpellings(entry.name);
    if (file != nullptr) ReplaceSpellings(file_name);
    if (!draft.set) TakeDefault(entry, draft);
    if (draft.set && entry.secret) draft.setting.secret = *entry.secret;
    if (IsNeverSecret(entry.name)) draft.setting.secret = false;
    drafts_.push_back(std::move(draft));
  }

  void ReplaceSpellings(std::string_view name) {
    for (const Variable& variable : sources_.inherited) {
      if (base::EqualIgnoringCase(variable.name, name)) result_.replaced.push_back(variable.name);
    }
  }

  void Take(const Variable& variable, Draft& draft) {
    // An empty value of a typed setting means that it is not set; of a string it is an empty text.
    const bool typed = draft.entry != nullptr && draft.entry->type != Type::kString;
    if (variable.value.empty() && typed) return;
    draft.set = true;
    draft.setting.origin = variable.origin;
    draft.setting.secret = variable.sealed;
    draft.literal = variable.literal || variable.origin == kTheEnvironment;
    TakeText(variable.value, draft);
  }

  void TakeText(const base::SecretString& value, Draft& draft) {
    if (secrets::IsReference(value.Reveal())) {
      draft.setting.reference = value.Reveal();
    } else {
      draft.setting.value = value.Copy();
    }
  }

  void TakeFile(const Variable& variable, Draft& draft) {
    draft.set = true;
    draft.setting.origin = Origin(variable);
    const std::string path(variable.value.Reveal());
    result_.files.push_back(LookAt(path));
    auto content = base::ReadFile(path, secrets::kMaxSecretBytes);
    if (!content) {
      // The path is not shown: a user who confuses the two may have written the secret there.
      Add("Its file cannot be used: " + content.error().what, Origin(variable), "name a file that can be read");
      draft.unknown = true;
      return;
    }
    base::SecretString whole(std::move(*content));
    std::string_view text = whole.Reveal();
    if (text.ends_with('\n')) text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    draft.setting.value = base::SecretString(std::string(text));
  }

  void TakeDefault(const Entry& entry, Draft& draft) {
    std::string text = entry.fallback.value_or("");
    bool there = entry.fallback.has_value();
    if (result_.environment == Environment::kProduction && (!there || !CheckProduction(entry.name, text, {}))) {
      const std::string_view quiet = ProductionDefault(entry.name);
      if (!quiet.empty()) {
        text = quiet;
        there = true;
        const auto word = std::ranges::find_if(
            entry.one_of, [&](const std::string& allowed) { return base::EqualIgnoringCase(allowed, quiet); });
        if (word != entry.one_of.end()) text = *word;
      }
    }
    if (!there) return;
    draft.set = true;
    draft.setting.origin = "the schema's default";
    TakeText(base::SecretString(std::move(text)), draft);
  }

  // Settings in the sources that the schema does not list.
  void ReadUnlisted() {
    for (const Layer& layer : layers_) {
      if (!layer.names) continue;
      for (const Variable& variable : *layer.variables) {
        if (schema_ != nullptr && IsOfSchema(variable.name)) continue;
        const bool known = std::ranges::any_of(
            drafts_, [&](const Draft& draft) { return draft.entry == nullptr && draft.setting.name == variable.name; });
        if (known) continue;
        ReadUnlisted(variable.name);
      }
    }
  }

  bool IsOfSchema(const std::string& name) const {
    if (schema_->Find(name) != nullptr) return true;
    return EndsInFile(name) && schema_->Find(name.substr(0, name.size() - kFileEnding.size())) != nullptr;
  }

  void ReadUnlisted(const std::string& name) {
    Draft draft{.setting = {.name = name}};
    for (const Layer& layer : layers_) {
      const auto found = std::ranges::find(*layer.variables, name, &Variable::name);
      if (found == layer.variables->end()) continue;
      Take(*found, draft);
      break;
    }
    if (EndsInFile(name)) TellBoth(FindNamed(name.substr(0, name.size() - kFileEnding.size())), FindNamed(name));
    if (std::ranges::find(sources_.inherited, name, &Variable::name) != sources_.inherited.end()) {
      result_.replaced.push_back(name);
    }
    if (IsNeverSecret(name)) draft.setting.secret = false;
    drafts_.push_back(std::move(draft));
  }

  // Only in layers whose names are settings: LANG_FILE has nothing to do with LANG, which every shell sets.
  const Variable* FindNamed(const std::string& name) const {
    for (const Layer& layer : layers_) {
      if (!layer.names) continue;
      const auto found = std::ranges::find(*layer.variables, name, &Variable::name);
      if (found != layer.variables->end()) return &*found;
    }
    return nullptr;
  }

  // An environment requested by the caller is passed on to the service too.
  void NameEnvironment() {
    if (sources_.environment.empty()) return;
    const auto named = std::ranges::find_if(
        drafts_, [](const Draft& draft) { return base::EqualIgnoringCase(draft.setting.name, kEnvironmentName); });
    Draft& draft = named == drafts_.end() ? drafts_.emplace_back() : *named;
    if (draft.setting.name.empty()) draft.setting.name = kEnvironmentName;
    ReplaceSpellings(kEnvironmentName);
    draft.set = true;
    draft.unknown = false;
    draft.setting.reference.clear();
    draft.setting.origin = "what was asked for";
    draft.setting.value = base::SecretString(std::string(sources_.environment));
  }

  void ResolveReferences(const Resolve& resolve) {
    std::vector<secrets::Reference> references;
    std::vector<Draft*> waiting;
    for (Draft& draft : drafts_) {
      if (draft.setting.reference.empty()) continue;
      draft.unknown = true;
      if (!IsNeverSecret(draft.setting.name) && (draft.entry == nullptr || !draft.entry->secret)) {
        draft.setting.secret = true;
      }
      auto reference = secrets::ParseReference(draft.setting.reference);
      if (!reference) {
        Add(reference.error().what, draft.setting.name + " (" + draft.setting.origin + ")", reference.error().fix);
        continue;
      }
      references.push_back(std::move(*reference));
      waiting.push_back(&draft);
    }
    if (!resolve || references.empty()) return;
    std::vector<base::Result<base::SecretString>> values = resolve(references);
    for (size_t i = 0; i < waiting.size() && i < values.size(); ++i) {
      Setting& setting = waiting[i]->setting;
      if (!values[i]) {
        const base::Error& error = values[i].error();
        Add(error.what, setting.name + " (" + setting.origin + ", " + setting.reference + ")", error.fix);
        continue;
      }
      setting.value = std::move(*values[i]);
      waiting[i]->unknown = false;
    }
  }

  void Judge(Draft& draft) {
    const std::string where =
        draft.setting.origin.empty() ? draft.setting.name : draft.setting.name + " (" + draft.setting.origin + ")";
    const std::string_view value = draft.setting.value.Reveal();
    if (draft.entry != nullptr && draft.entry->required && (!draft.set || (!draft.unknown && value.empty()))) {
      Add(draft.set ? "A required setting is empty" : "A required setting is missing", where,
          "set " + draft.setting.name + " or " + draft.setting.name + std::string(kFileEnding));
      return;
    }
    if (!draft.set || draft.unknown) return;
    if (draft.entry != nullptr) {
      // A missing optional secret is the empty value, whatever its type.
      const bool left_out = value.empty() && !draft.setting.reference.empty();
      if (const auto judged = CheckValue(*draft.entry, value); !judged && !left_out) {
        Add("The value " + judged.error().what, where, judged.error().fix);
      }
    }
    if (result_.environment != Environment::kProduction) return;
    if (const auto judged = CheckProduction(draft.setting.name, value, where); !judged) {
      errors_.push_back(judged.error());
    }
  }

  // Checks the inherited variables too: the service sees them although no source names them.
  void JudgeInherited() {
    if (result_.environment != Environment::kProduction) return;
    for (const Variable& variable : sources_.inherited) {
      if (std::ranges::find(result_.replaced, variable.name) != result_.replaced.end()) continue;
      const auto judged = CheckProduction(variable.name, variable.value.Reveal(), Origin(variable));
      if (!judged) errors_.push_back(judged.error());
    }
  }

  const Sources& sources_;
  const Schema* schema_;
  std::vector<EnvFile> files_;
  std::vector<Layer> layers_;
  std::vector<Draft> drafts_;
  std::vector<base::Error> errors_;
  Settings result_;
};

}  // namespace

std::expected<Settings, std::vector<base::Error>> Load(const Sources& sources, const Schema* schema,
                                                       const Resolve& resolve) {
  return Loading(sources, schema).Run(resolve);
}

}  // namespace gatehouse::settings

// gatehouse env diff: what two files say differently, by names; values only if asked. With --textconv git's own diff
// shows a fingerprint in the place of each value: the same value has the same one, and nothing else can be read from
// it.
#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <set>

#include "cli/env/env.h"

namespace gatehouse::cli {
namespace {

struct DiffOptions {
  std::vector<std::string> files;
  std::string textconv;
  bool values = false;
  Format format = Format::kText;
};

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

std::string Shown(const dotenv::Item& item) {
  const auto spelled = dotenv::SpellValue(item.value.Reveal());
  return fmt::format("{}={}", item.name, spelled ? Visible(spelled->Reveal()) : std::string());
}

void ShowChange(const dotenv::Item* before, const dotenv::Item* after, const DiffOptions& options) {
  const std::string& name = (before != nullptr ? before : after)->name;
  const char* const change = before == nullptr ? "added" : after == nullptr ? "removed" : "changed";
  if (options.format == Format::kJson) {
    Json line{{"name", name}, {"change", change}};
    if (options.values && before != nullptr) line["before"] = before->value.Reveal();
    if (options.values && after != nullptr) line["after"] = after->value.Reveal();
    PrintJson(line);
    return;
  }
  if (!options.values) {
    Print(fmt::format("{} {}", before == nullptr ? "+" : after == nullptr ? "-" : "~", name));
    return;
  }
  if (before != nullptr) Print("- " + Shown(*before));
  if (after != nullptr) Print("+ " + Shown(*after));
}

ExitCode CompareFiles(const DiffOptions& options) {
  const auto before = LoadAny(options.files[0]);
  if (!before) return Refuse(before.error());
  const auto after = LoadAny(options.files[1]);
  if (!after) return Refuse(after.error());
  bool same = true;
  const auto compare = [&](const dotenv::Item* old_item, const dotenv::Item* new_item) {
    const bool equal =
        old_item != nullptr && new_item != nullptr && old_item->value.Reveal() == new_item->value.Reveal();
    if (!equal) ShowChange(old_item, new_item, options);
    same = same && equal;
  };
  for (const dotenv::Item& item : before->document.items) {
    if (item.kind == dotenv::Item::Kind::kSetting) compare(&item, after->document.Find(item.name));
  }
  for (const dotenv::Item& item : after->document.items) {
    const bool is_setting = item.kind == dotenv::Item::Kind::kSetting;
    if (is_setting && before->document.Find(item.name) == nullptr) compare(nullptr, &item);
  }
  return same ? ExitCode::kFine : ExitCode::kFindings;
}

// One version of a file as lines for git. It must not fail over a version that cannot be opened: that is shown as it is
// when it is encrypted, and its names alone when it is in clear.
ExitCode ConvertForGit(const DiffOptions& options) {
  const auto text = ReadSecretText(options.textconv);
  if (!text) return Refuse(text.error());
  const bool is_sealed = dotenv::IsSealed(text->Reveal());
  const auto env = LoadAny(options.textconv);
  if (!env) {
    Complain(env.error());
    if (!is_sealed) return ExitCode::kCouldNotRun;
    PrintText(text->Reveal());
    return ExitCode::kFine;
  }
  for (const dotenv::Item& item : env->document.items) {
    switch (item.kind) {
      case dotenv::Item::Kind::kText:
        Print(item.head);
        break;
      case dotenv::Item::Kind::kHidden:
        Print(env->key ? fmt::format("#<{}>", env->key->Fingerprint("", item.raw.Reveal()))
                       : std::string("#<in clear>"));
        break;
      case dotenv::Item::Kind::kSetting:
        Print(options.values ? Shown(item)
              : env->key     ? fmt::format("{}<{}>", item.head, env->key->Fingerprint(item.name, item.value.Reveal()))
                             : fmt::format("{}<in clear>", item.head));
        break;
    }
  }
  if (is_sealed) {
    const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.textconv);
    for (const dotenv::KeyLine& key : sealed->keys) Print(fmt::format("#recipient {}", key.fingerprint));
  }
  return ExitCode::kFine;
}

ExitCode RunDiff(const DiffOptions& options) {
  if (!options.textconv.empty()) return ConvertForGit(options);
  constexpr size_t kBoth = 2;
  if (options.files.size() != kBoth) return Refuse({"Two files are to be compared", {}, "gatehouse env diff A B"});
  if (options.values && isatty(STDOUT_FILENO) == 1 && !Confirm("Show values on this terminal?")) {
    return Refuse({"Nothing was shown", {}, "answer y, or leave --values out"});
  }
  return CompareFiles(options);
}

}  // namespace

void AddEnvDiff(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command = env.add_subcommand("diff", "What two files set differently; values only with --values");
  command->add_option("files", options->files, "Two files, encrypted or in clear; - for stdin")
      ->type_name("FILE")
      ->expected(0, 2);
  command->add_option("--textconv", options->textconv, "Write one file for git's diff, fingerprints for values")
      ->type_name("FILE");
  command->add_flag("--values", options->values, "Show values too; a terminal asks first");
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse env diff .env.dev .env.prod", "git diff .env.encrypted        after git-setup"});
  SetAction(*command, chosen, options, RunDiff);
}

}  // namespace gatehouse::cli

// gatehouse env diff: the differences of two files by name; it shows values only if asked. With --textconv, git's own
// diff shows a fingerprint for each value: equal values have equal fingerprints, which reveal nothing else about the
// value.
#include <fmt/format.h>
#include <unistd.h>

#include <set>

#include "cli/commands.h"
#include "cli/env/env.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kBoth = 2;

struct DiffOptions {
  std::vector<std::string> files;
  std::string textconv;
  bool values = false;
  Format format = Format::kText;
};

std::string LineOf(const dotenv::Item& item) {
  const auto spelled = dotenv::SpellValue(item.value.Reveal());
  return fmt::format("{}={}", item.name, spelled ? Visible(spelled->Reveal()) : std::string());
}

void ShowChange(const dotenv::Item* before, const dotenv::Item* after, const DiffOptions& options) {
  const std::string& name = (before != nullptr ? before : after)->name;
  const char* const change = before == nullptr ? "added" : after == nullptr ? "removed" : "changed";
  if (options.format == Format::kJson) {
    Value line = Object({{"name", name}, {"change", change}});
    if (options.values && before != nullptr) line.Set("before", before->value.Reveal());
    if (options.values && after != nullptr) line.Set("after", after->value.Reveal());
    PrintJson(line);
    return;
  }
  if (!options.values) {
    Print(fmt::format("{} {}", before == nullptr ? "+" : after == nullptr ? "-" : "~", name));
    return;
  }
  if (before != nullptr) Print("- " + LineOf(*before));
  if (after != nullptr) Print("+ " + LineOf(*after));
}

Outcome CompareFiles(const DiffOptions& options) {
  const auto before = LoadAny(options.files[0]);
  if (!before) return std::unexpected(before.error());
  const auto after = LoadAny(options.files[1]);
  if (!after) return std::unexpected(after.error());
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

// Prints one version of a file as lines for git. It must not fail if a version cannot be decrypted: an encrypted file
// is then shown unchanged. For a file in clear, only the names are shown.
Outcome ConvertForGit(const DiffOptions& options) {
  const auto text = ReadSecretText(options.textconv);
  if (!text) return std::unexpected(text.error());
  const bool is_sealed = dotenv::IsSealed(text->Reveal());
  // Git may hold an older version in clear of a file that is encrypted now: showing it is not an error.
  const auto load = [&]() -> base::Result<AnyEnv> {
    if (is_sealed) return LoadAny(options.textconv);
    auto document = dotenv::Document::Parse(text->Reveal(), options.textconv);
    if (!document) return std::unexpected(document.error());
    return AnyEnv{std::move(*document), {}};
  };
  const auto env = load();
  if (!env) {
    if (!is_sealed) return std::unexpected(env.error());
    Complain(env.error());
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
        Print(options.values ? LineOf(item)
              : env->key     ? fmt::format("{}<{}>", item.head, env->key->Fingerprint(item.name, item.value.Reveal()))
                             : fmt::format("{}<in clear>", item.head));
        break;
    }
  }
  if (is_sealed) {
    const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.textconv);
    for (const dotenv::KeyLine& key : sealed->keys)
      Print(fmt::format("#recipient {} {}", key.fingerprint, Visible(key.user)));
  }
  return ExitCode::kFine;
}

Outcome RunDiff(const DiffOptions& options) {
  if (!options.textconv.empty()) return ConvertForGit(options);
  if (options.files.size() != kBoth) return base::Fail("Two files are to be compared", {}, "gatehouse env diff A B");
  if (options.values && isatty(STDOUT_FILENO) == 1 && !Confirm("Show values on this terminal?")) {
    return base::Fail("Nothing was shown", {}, "answer y, or leave --values out");
  }
  return CompareFiles(options);
}

Option FilesPositional(DiffOptions& options) {
  Option files = Texts("FILE", options.files, "FILE", "Two files, encrypted or in clear; - for stdin");
  files.most = kBoth;
  return files;
}

}  // namespace

Command EnvDiffCommand() {
  auto options = std::make_shared<DiffOptions>();
  return {.help = "Show what two files set differently; values only with --values",
          .positionals = {FilesPositional(*options)},
          .options = {Text("--textconv", options->textconv, "FILE",
                           "Write one file for git's diff, with fingerprints in place of values"),
                      Flag("--values", options->values, "Show values too; asks first on a terminal"),
                      FormatOption(options->format)},
          .examples = {"gatehouse env diff .env.dev .env.prod", "git diff .env.encrypted      # after git-setup"},
          .action = Runs(options, RunDiff)};
}

}  // namespace gatehouse::cli

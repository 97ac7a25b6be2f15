// gatehouse env rotate and recipients: who can read an encrypted file. Whoever is removed knew the data key, so that
// removing makes a new one.
#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "dotenv/gpg.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMinKeyId = 8;  // hexadecimal digits by which a recipient may be named without its key

struct RecipientOptions {
  std::string file;
  std::vector<std::string> keys;
  Format format = Format::kText;
};

Outcome Saved(const OpenEnv& env) {
  if (auto saved = env.Save(); !saved) return std::unexpected(saved.error());
  return ExitCode::kFine;
}

Outcome RunRotate(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  if (auto rotated = env->file.Rotate(dotenv::GpgKeyring()); !rotated) return std::unexpected(rotated.error());
  return Saved(*env);
}

Outcome RunAdd(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  const auto fingerprints = FindRecipients(options.keys);
  if (!fingerprints) return std::unexpected(fingerprints.error());
  for (const std::string& fingerprint : *fingerprints) {
    if (auto added = env->file.AddRecipient(fingerprint, dotenv::GpgKeyring()); !added)
      return std::unexpected(added.error());
  }
  return Saved(*env);
}

// The recipients of the file that are named: by the end of a fingerprint, or by what GPG knows of their keys, which may
// have expired since.
base::Result<std::vector<std::string>> Named(const std::vector<std::string>& recipients, const std::string& name) {
  std::string_view digits = name;
  if (digits.starts_with("0x")) digits.remove_prefix(2);
  std::vector<std::string> named;
  for (const std::string& one : recipients) {
    if (digits.size() < kMinKeyId || digits.size() > one.size()) continue;
    if (base::EqualIgnoringCase(std::string_view(one).substr(one.size() - digits.size()), digits)) named.push_back(one);
  }
  if (!named.empty()) return named;
  const auto keys = dotenv::PublicKeys(std::span(&name, 1));
  if (!keys) return std::unexpected(keys.error());
  for (const dotenv::GpgKey& key : *keys) {
    if (std::ranges::find(recipients, key.fingerprint) != recipients.end()) named.push_back(key.fingerprint);
  }
  return named;
}

Outcome RunRemove(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  for (const std::string& name : options.keys) {
    const auto named = Named(env->file.Recipients(), name);
    if (!named) return std::unexpected(named.error());
    if (named->size() > 1)
      return base::Fail("More than one recipient has this name", name, "name one by its fingerprint");
    if (named->empty())
      return EndWith(ExitCode::kNothingToDo,
                     {"Is no recipient of the file", name, "'gatehouse env recipients list' shows them"});
    if (auto gone = env->file.RemoveRecipient(named->front(), dotenv::GpgKeyring()); !gone)
      return std::unexpected(gone.error());
  }
  const Outcome saved = Saved(*env);
  if (saved) {
    Warn("whoever was removed may have kept the old values, and git has them: change them where they are made");
  }
  return saved;
}

std::string_view State(const dotenv::GpgKey* key) {
  if (key == nullptr) return "unknown";
  if (key->unusable) return "unusable";
  return dotenv::EncryptionPart(*key) != nullptr ? "good" : "expired";
}

Outcome RunListRecipients(const RecipientOptions& options) {
  const auto text = ReadSecretText(options.file);
  if (!text) return std::unexpected(text.error());
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.file);
  if (!sealed) return std::unexpected(sealed.error());
  std::vector<std::string> fingerprints;
  for (const dotenv::KeyLine& key : sealed->keys) fingerprints.push_back(key.fingerprint);
  const auto known = dotenv::PublicKeys(fingerprints);
  if (!known) return std::unexpected(known.error());
  for (const std::string& fingerprint : fingerprints) {
    const auto found = std::ranges::find(*known, fingerprint, &dotenv::GpgKey::fingerprint);
    const dotenv::GpgKey* const key = found == known->end() ? nullptr : &*found;
    const std::string user = key == nullptr ? std::string() : key->user;
    if (options.format == Format::kJson) {
      PrintJson(Object({{"fingerprint", fingerprint}, {"user", user}, {"state", State(key)}}));
    } else {
      Print(fmt::format("{}  {:8}  {}", fingerprint, State(key), Visible(user)));
    }
  }
  return ExitCode::kFine;
}

Option KeysPositional(RecipientOptions& options) {
  Option keys = Required(Texts("keys", options.keys, "KEY", "Fingerprint, key id or mail address"));
  keys.most = dotenv::kMaxRecipients;
  return keys;
}

}  // namespace

Command EnvRotateCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "Make a new data key for the same recipients",
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env rotate"},
          .action = Runs(options, RunRotate)};
}

Command EnvRecipientsGroup() {
  return {.help = "Who can read an encrypted file",
          .examples = {"gatehouse env recipients list", "gatehouse env recipients add bert@example.org"}};
}

Command EnvRecipientsAddCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "Let a GPG key read the file",
          .positionals = {KeysPositional(*options)},
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env recipients add bert@example.org"},
          .action = Runs(options, RunAdd)};
}

Command EnvRecipientsRemoveCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "Let a GPG key no longer read the file; makes a new data key",
          .positionals = {KeysPositional(*options)},
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env recipients remove bert@example.org"},
          .action = Runs(options, RunRemove)};
}

Command EnvRecipientsListCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "Whose keys can read the file; needs none of them",
          .options = {EnvFileOption(options->file), FormatOption(options->format)},
          .examples = {"gatehouse env recipients list"},
          .action = Runs(options, RunListRecipients)};
}

}  // namespace gatehouse::cli

// gatehouse env rotate and recipients: who can read an encrypted file. A removed recipient knew the data key, so
// removal creates a new one.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/env/key_lines.h"
#include "dotenv/gpg.h"
#include "dotenv/key_name.h"

namespace gatehouse::cli {
namespace {

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
  const auto recipients = FindRecipients(options.keys);
  if (!recipients) return std::unexpected(recipients.error());
  std::vector<std::string> added;
  for (const dotenv::Recipient& recipient : *recipients) {
    if (env->file.HasRecipient(recipient.fingerprint)) {
      Say(fmt::format("Is a recipient already: {}", Shown(recipient)));
      continue;
    }
    if (auto done = env->file.AddRecipient(recipient.fingerprint, dotenv::GpgKeyring()); !done)
      return std::unexpected(done.error());
    added.push_back(Shown(recipient));
  }
  if (added.empty()) return ExitCode::kNothingToDo;
  const Outcome saved = Saved(*env);
  if (!saved) return saved;
  for (const std::string& recipient : added) Say(fmt::format("Added {}", recipient));
  return saved;
}

// Encrypts the same data key again for recipients whose GPG key was renewed; the values stay unchanged.
Outcome RunWrapAgain(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  const auto judged = JudgeKeyLines(env->file.KeyLines());
  if (!judged) return std::unexpected(judged.error());
  std::vector<std::string> again;
  for (const JudgedKeyLine& line : *judged) {
    if (line.state == dotenv::KeyLineState::kStale) again.push_back(line.fingerprint);
  }
  for (const std::string& fingerprint : again) {
    if (auto done = env->file.WrapAgain(fingerprint, dotenv::GpgKeyring()); !done) return std::unexpected(done.error());
  }
  if (again.empty()) {
    Say("Nothing was changed: every recipient's line is for a key that can still be used, or for one that is not "
        "here.");
    return ExitCode::kFine;
  }
  const Outcome saved = Saved(*env);
  if (!saved) return saved;
  for (const std::string& fingerprint : again) Say(fmt::format("Wrapped again for {}", fingerprint));
  return saved;
}

// Finds the named recipients of the file: by the end of a fingerprint, or by the user id of their GPG key, which may
// have expired.
base::Result<std::vector<std::string>> Named(const std::vector<std::string>& recipients, const std::string& name) {
  const dotenv::KeyName meant = dotenv::ReadKeyName(name);
  std::vector<std::string> named;
  if (meant.kind == dotenv::KeyName::Kind::kFingerprint || meant.kind == dotenv::KeyName::Kind::kKeyId) {
    const std::string ending = meant.text + (meant.this_part ? "!" : "");
    for (const std::string& one : recipients) {
      if (one.ends_with(ending)) named.push_back(one);
    }
    if (!named.empty()) return named;
  }
  const auto keys = dotenv::PublicKeysNamed(name);
  if (!keys) return std::unexpected(keys.error());
  for (const std::string& one : recipients) {
    if (std::ranges::any_of(*keys, [&](const dotenv::GpgKey& key) { return HasPart(key, one); })) named.push_back(one);
  }
  return named;
}

// "FINGERPRINT  Anna <anna@example.org>", or the fingerprint alone if nobody knows whose it is.
std::string Shown(const std::string& fingerprint, std::span<const JudgedKeyLine> known) {
  const auto line = std::ranges::find(known, fingerprint, &JudgedKeyLine::fingerprint);
  if (line == known.end() || line->user.empty()) return fingerprint;
  return fmt::format("{}  {}", fingerprint, Visible(line->user));
}

Outcome RunRemove(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  const auto known = JudgeKeyLines(env->file.KeyLines());
  if (!known) return std::unexpected(known.error());
  std::vector<std::string> removed;
  for (const std::string& name : options.keys) {
    const auto named = Named(env->file.Recipients(), name);
    if (!named) return std::unexpected(named.error());
    if (named->size() > 1)
      return base::Fail("More than one recipient has this name", name, "name one by its fingerprint");
    if (named->empty())
      return EndWith(ExitCode::kNothingToDo,
                     {"Not a recipient of the file", name, "'gatehouse env recipients list' shows them"});
    if (auto gone = env->file.RemoveRecipient(named->front(), dotenv::GpgKeyring()); !gone)
      return std::unexpected(gone.error());
    removed.push_back(named->front());
  }
  const Outcome saved = Saved(*env);
  if (saved) {
    for (const std::string& fingerprint : removed) Say(fmt::format("Removed {}", Shown(fingerprint, *known)));
    WarnUnlessOurs(env->file);
    Warn("removed recipients may have kept the old values, and git has them: change them where they are made");
  }
  return saved;
}

Outcome RunListRecipients(const RecipientOptions& options) {
  const auto text = ReadEnvText(options.file);
  if (!text) return std::unexpected(text.error());
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.file);
  if (!sealed) return std::unexpected(sealed.error());
  const auto judged = JudgeKeyLines(sealed->keys);
  if (!judged) return std::unexpected(judged.error());
  for (const JudgedKeyLine& line : *judged) {
    if (options.format == Format::kJson) {
      PrintJson(Object({{"fingerprint", line.fingerprint}, {"user", line.user}, {"state", Word(line.state)}}));
    } else {
      Print(fmt::format("{}  {:8}  {}", line.fingerprint, Word(line.state), Visible(line.user)));
    }
  }
  WarnOfStale(*judged, options.file);
  return ExitCode::kFine;
}

Outcome RunExport(const RecipientOptions& options) {
  const auto text = ReadEnvText(options.file);
  if (!text) return std::unexpected(text.error());
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.file);
  if (!sealed) return std::unexpected(sealed.error());
  if (isatty(STDOUT_FILENO) == 1) {
    return base::Fail("Keys are bytes, and not for a terminal", {}, "gatehouse env recipients export | gpg --import");
  }
  size_t count = 0;
  for (const dotenv::KeyLine& key : sealed->keys) {
    if (key.public_key.empty()) continue;
    PrintText(key.public_key);
    ++count;
  }
  if (count > 0) return ExitCode::kFine;
  return EndWith(ExitCode::kNothingToDo, {"The file was made without its recipients' public keys", options.file,
                                          "a person who has these keys must run 'gatehouse env rotate'"});
}

Option KeysPositional(RecipientOptions& options) {
  Option keys = Required(Texts("KEY", options.keys, "KEY", "Fingerprint, key id or mail address"));
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
  return {.help = "Manage who can read an encrypted file",
          .examples = {"gatehouse env recipients list", "gatehouse env recipients add bert@example.org"}};
}

Command EnvRecipientsAddCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "Add a GPG key that can read a file",
          .positionals = {KeysPositional(*options)},
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env recipients add bert@example.org"},
          .action = Runs(options, RunAdd)};
}

Command EnvRecipientsRemoveCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "Remove a GPG key from a file; makes a new data key",
          .positionals = {KeysPositional(*options)},
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env recipients remove bert@example.org"},
          .action = Runs(options, RunRemove)};
}

Command EnvRecipientsRewrapCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "Wrap the data key again for recipients whose encryption key was replaced; no value changes",
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env recipients rewrap"},
          .action = Runs(options, RunWrapAgain)};
}

Command EnvRecipientsExportCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "The recipients' public keys, as the file keeps them, for gpg --import",
          .options = {EnvFileOption(options->file)},
          .examples = {"gatehouse env recipients export | gpg --import"},
          .action = Runs(options, RunExport)};
}

Command EnvRecipientsListCommand() {
  auto options = std::make_shared<RecipientOptions>();
  return {.help = "List the keys that can read the file; needs none of them",
          .options = {EnvFileOption(options->file), FormatOption(options->format)},
          .examples = {"gatehouse env recipients list"},
          .action = Runs(options, RunListRecipients)};
}

}  // namespace gatehouse::cli

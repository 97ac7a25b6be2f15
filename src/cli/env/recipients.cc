// gatehouse env rotate and recipients: who can read an encrypted file. Whoever is removed knew the data key, so that
// removing makes a new one.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
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

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

ExitCode Saved(const OpenEnv& env) {
  if (auto saved = env.Save(); !saved) return Refuse(saved.error());
  return ExitCode::kFine;
}

ExitCode RunRotate(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return Refuse(env.error());
  if (auto rotated = env->file.Rotate(dotenv::GpgKeyring()); !rotated) return Refuse(rotated.error());
  return Saved(*env);
}

ExitCode RunAdd(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return Refuse(env.error());
  const auto fingerprints = FindRecipients(options.keys);
  if (!fingerprints) return Refuse(fingerprints.error());
  for (const std::string& fingerprint : *fingerprints) {
    if (auto added = env->file.AddRecipient(fingerprint, dotenv::GpgKeyring()); !added) return Refuse(added.error());
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

ExitCode RunRemove(const RecipientOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return Refuse(env.error());
  for (const std::string& name : options.keys) {
    const auto named = Named(env->file.Recipients(), name);
    if (!named) return Refuse(named.error());
    if (named->size() > 1)
      return Refuse({"More than one recipient has this name", name, "name one by its fingerprint"});
    if (named->empty()) {
      Complain(base::Error{"Is no recipient of the file", name, "'gatehouse env recipients list' shows them"});
      return ExitCode::kNothingToDo;
    }
    if (auto gone = env->file.RemoveRecipient(named->front(), dotenv::GpgKeyring()); !gone) return Refuse(gone.error());
  }
  const ExitCode saved = Saved(*env);
  if (saved == ExitCode::kFine) {
    Warn("whoever was removed may have kept the old values, and git has them: change them where they are made");
  }
  return saved;
}

std::string_view State(const dotenv::GpgKey* key) {
  if (key == nullptr) return "unknown";
  if (key->unusable) return "unusable";
  return dotenv::EncryptionPart(*key) != nullptr ? "good" : "expired";
}

ExitCode RunListRecipients(const RecipientOptions& options) {
  const auto text = ReadSecretText(options.file);
  if (!text) return Refuse(text.error());
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), options.file);
  if (!sealed) return Refuse(sealed.error());
  std::vector<std::string> fingerprints;
  for (const dotenv::KeyLine& key : sealed->keys) fingerprints.push_back(key.fingerprint);
  const auto known = dotenv::PublicKeys(fingerprints);
  if (!known) return Refuse(known.error());
  for (const std::string& fingerprint : fingerprints) {
    const auto found = std::ranges::find(*known, fingerprint, &dotenv::GpgKey::fingerprint);
    const dotenv::GpgKey* const key = found == known->end() ? nullptr : &*found;
    const std::string user = key == nullptr ? std::string() : key->user;
    if (options.format == Format::kJson) {
      PrintJson(Json{{"fingerprint", fingerprint}, {"user", user}, {"state", State(key)}});
    } else {
      Print(fmt::format("{}  {:8}  {}", fingerprint, State(key), Visible(user)));
    }
  }
  return ExitCode::kFine;
}

}  // namespace

void AddEnvRotate(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<RecipientOptions>();
  CLI::App* command = env.add_subcommand("rotate", "Make a new data key for the same recipients");
  AddEnvFileOption(*command, options->file);
  SetExamples(*command, {"gatehouse env rotate"});
  SetAction(*command, chosen, options, RunRotate);
}

void AddEnvRecipients(CLI::App& env, Action& chosen) {
  CLI::App* recipients = env.add_subcommand("recipients", "Who can read an encrypted file");
  recipients->require_subcommand(1);
  const auto add = [&](const char* word, const char* help, ExitCode (*run)(const RecipientOptions&)) {
    auto options = std::make_shared<RecipientOptions>();
    CLI::App* command = recipients->add_subcommand(word, help);
    AddEnvFileOption(*command, options->file);
    SetAction(*command, chosen, options, run);
    return std::pair(command, options);
  };
  const auto [added, add_options] = add("add", "Let a GPG key read the file", RunAdd);
  AddEach(*added, "keys", add_options->keys, AnyText, "Fingerprint, key id or mail address")
      ->type_name("KEY")
      ->required()
      ->expected(1, static_cast<int>(dotenv::kMaxRecipients));
  SetExamples(*added, {"gatehouse env recipients add bert@example.org"});
  const auto [removed, remove_options] =
      add("remove", "Let a GPG key no longer read the file; makes a new data key", RunRemove);
  AddEach(*removed, "keys", remove_options->keys, AnyText, "Fingerprint, key id or mail address")
      ->type_name("KEY")
      ->required()
      ->expected(1, static_cast<int>(dotenv::kMaxRecipients));
  SetExamples(*removed, {"gatehouse env recipients remove bert@example.org"});
  const auto [listed, list_options] =
      add("list", "Whose keys can read the file; needs none of them", RunListRecipients);
  AddFormatOption(*listed, list_options->format);
  SetExamples(*listed, {"gatehouse env recipients list"});
  SetExamples(*recipients, {"gatehouse env recipients list", "gatehouse env recipients add bert@example.org"});
}

}  // namespace gatehouse::cli

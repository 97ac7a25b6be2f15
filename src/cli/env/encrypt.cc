// gatehouse env encrypt: encrypts a .env file. If the encrypted file exists already, unchanged values keep their
// encrypted text, so that diffs stay small.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "dotenv/repair.h"
#include "system/new_file.h"

namespace gatehouse::cli {
namespace {

struct EncryptOptions {
  std::string input = kClearFile;
  std::string output;  // empty: the input's name plus .encrypted
  std::vector<std::string> recipients;
  bool force = false;
};

base::Result<std::string> OutputOf(const EncryptOptions& options) {
  if (!options.output.empty()) return options.output;
  if (options.input == "-") return base::Fail("stdin has no name", {}, "name the encrypted file with --output");
  return options.input + ".encrypted";
}

base::Result<> Update(const std::string& output, dotenv::Document document, const EncryptOptions& options) {
  if (!options.recipients.empty()) {
    return base::Fail("Is encrypted already, and has its recipients", output, "gatehouse env recipients add KEY");
  }
  auto env = OpenEnv::Load(output);
  if (!env) return std::unexpected(env.error());
  env->file.document = std::move(document);
  return env->Save();
}

base::Result<> MakeNew(const std::string& output, dotenv::Document document, const EncryptOptions& options) {
  const auto recipients = FindRecipients(options.recipients);
  if (!recipients) return std::unexpected(recipients.error());
  std::vector<std::string> fingerprints;
  for (const dotenv::Recipient& recipient : *recipients) fingerprints.push_back(recipient.fingerprint);
  const auto file = dotenv::EncryptedFile::Make(std::move(document), fingerprints, dotenv::GpgKeyring());
  if (!file) return std::unexpected(file.error());
  const auto text = file->Text(base::ReadClocks().wall);
  if (!text) return std::unexpected(text.error());
  auto written = options.force ? base::WriteFile(output, *text, kEncryptedMode)
                               : system::WriteNewFile(output, *text, kEncryptedMode);
  if (!written) return written;
  for (const dotenv::Recipient& recipient : *recipients) Say(fmt::format("For {}", Shown(recipient)));
  WarnUnlessOurs(*file);
  return {};
}

void SayHidden(const std::vector<size_t>& lines) {
  if (lines.empty()) return;
  Say(fmt::format("Comments with a setting or a secret are encrypted, too: line{} {}", lines.size() == 1 ? "" : "s",
                  fmt::join(lines, ", ")));
}

base::Result<std::string> Encrypt(const EncryptOptions& options) {
  auto output = OutputOf(options);
  if (!output) return output;
  const auto text = ReadSecretText(options.input);
  if (!text) return std::unexpected(text.error());
  if (dotenv::IsSealed(text->Reveal())) return base::Fail("Is encrypted already", options.input);
  auto document = dotenv::Document::Parse(text->Reveal(), options.input);
  if (!document) {
    // Prints all problems at once, except the last, which is returned.
    std::vector<base::Error> problems = dotenv::ProblemsAndHelp(text->Reveal(), options.input);
    if (problems.empty()) return std::unexpected(document.error());
    Complain(std::span(problems).first(problems.size() - 1));
    return std::unexpected(std::move(problems.back()));
  }
  const std::vector<size_t> hidden = document->HiddenLines();
  const auto there = base::ReadFile(*output, dotenv::kMaxSealedBytes);
  const bool is_ours = there && dotenv::IsSealed(*there);
  auto done =
      is_ours ? Update(*output, std::move(*document), options) : MakeNew(*output, std::move(*document), options);
  if (!done) return std::unexpected(done.error());
  SayHidden(hidden);
  return output;
}

Outcome RunEncrypt(const EncryptOptions& options) {
  const auto output = Encrypt(options);
  if (!output) return std::unexpected(output.error());
  Say(fmt::format("Encrypted: {}", Visible(*output)));
  if (options.input != "-" && options.input != *output) {
    Say(fmt::format("{} is still there in clear: remove it when you no longer need it", Visible(options.input)));
  }
  return ExitCode::kFine;
}

}  // namespace

Command EnvEncryptCommand() {
  auto options = std::make_shared<EncryptOptions>();
  return {.help = "Encrypt a .env file to GPG keys",
          .positionals = {Text("FILE", options->input, "FILE", "The plain file; - for stdin (default: .env)")},
          .options = {Text("-o,--output", options->output, "FILE", "The encrypted file (default: FILE.encrypted)"),
                      Texts("-r,--recipient", options->recipients, "KEY",
                            "A GPG key that can read it: fingerprint, key id or mail address"),
                      Flag("--force", options->force, "Overwrite an existing file that is not encrypted")},
          .examples = {"gatehouse env encrypt --recipient anna@example.org --recipient bert@example.org",
                       "gatehouse env encrypt                           # .env was edited: encrypt it again",
                       "gatehouse env encrypt - --output .env.dev --recipient anna@example.org < settings"},
          .action = Runs(options, RunEncrypt)};
}

}  // namespace gatehouse::cli

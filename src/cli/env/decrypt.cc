// gatehouse env decrypt: the file in clear, to stdout or to a file that only its owner reads. A terminal is asked
// first.
#include <unistd.h>

#include "base/file.h"
#include "cli/env/env.h"
#include "cli/system/new_file.h"

namespace gatehouse::cli {
namespace {

struct DecryptOptions {
  std::string input = kEncryptedFile;
  std::string output;
  bool yes = false;
  bool force = false;
};

base::Result<> Decrypt(const DecryptOptions& options) {
  const bool to_terminal = options.output.empty() && isatty(STDOUT_FILENO) == 1;
  if (to_terminal && !options.yes && !Confirm("Show every value on this terminal?")) {
    return base::Fail("Nothing was shown", {}, "answer y, give --yes, or pipe the output");
  }
  const auto env = LoadAny(options.input);
  if (!env) return std::unexpected(env.error());
  const base::SecretString text = env->document.Text();
  if (options.output.empty()) {
    PrintText(text.Reveal());
    return {};
  }
  return options.force ? base::WriteFile(options.output, text.Reveal(), kClearMode)
                       : WriteNewFile(options.output, text.Reveal(), kClearMode);
}

ExitCode RunDecrypt(const DecryptOptions& options) {
  if (const auto done = Decrypt(options); !done) {
    Complain(done.error());
    return ExitCode::kCouldNotRun;
  }
  return ExitCode::kFine;
}

}  // namespace

void AddEnvDecrypt(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<DecryptOptions>();
  CLI::App* command = env.add_subcommand("decrypt", "Write an encrypted .env file in clear; a terminal asks first");
  command->add_option("input", options->input, "The encrypted file; - for stdin (default: .env.encrypted)")
      ->type_name("FILE");
  command->add_option("-o,--output", options->output, "A new file in clear, mode 0600, instead of stdout")
      ->type_name("FILE");
  command->add_flag("--yes", options->yes, "Show the values on a terminal without asking");
  command->add_flag("--force", options->force, "Overwrite the output if it is there");
  SetExamples(*command, {"gatehouse env decrypt | grep URL", "gatehouse env decrypt .env.dev --output .env"});
  SetAction(*command, chosen, options, RunDecrypt);
}

}  // namespace gatehouse::cli

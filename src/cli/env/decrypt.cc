// gatehouse env decrypt: the file in clear, to stdout or to a file that only its owner reads. A terminal is asked
// first.
#include <unistd.h>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "system/new_file.h"

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
                       : system::WriteNewFile(options.output, text.Reveal(), kClearMode);
}

}  // namespace

Command EnvDecryptCommand() {
  auto options = std::make_shared<DecryptOptions>();
  return {.help = "Decrypt a .env file; asks first on a terminal",
          .positionals = {Text("input", options->input, "FILE",
                               "The encrypted file; - for stdin (default: .env.encrypted)")},
          .options = {Text("-o,--output", options->output, "FILE", "A new plain file, mode 0600, instead of stdout"),
                      Flag("--yes", options->yes, "Show the values on a terminal without asking"),
                      Flag("--force", options->force, "Overwrite an existing output")},
          .examples = {"gatehouse env decrypt | grep URL", "gatehouse env decrypt .env.dev --output .env"},
          .action = Runs(options, Decrypt)};
}

}  // namespace gatehouse::cli

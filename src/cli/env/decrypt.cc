// gatehouse env decrypt: writes the file in clear to stdout or to a file that only its owner can read. Asks before it
// writes to a terminal.
#include <unistd.h>

#include <optional>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/env/export_format.h"
#include "system/new_file.h"

namespace gatehouse::cli {
namespace {

struct DecryptOptions {
  std::string input = kEncryptedFile;
  std::string output;
  bool yes = false;
  bool force = false;
  std::optional<ExportFormat> format;  // empty: the file unchanged, with its comments
  std::string name = "env";
};

base::Result<base::SecretString> TextOf(const dotenv::Document& document, const DecryptOptions& options) {
  if (!options.format) return document.Text();
  std::vector<NamedValue> settings;
  for (const dotenv::Item& item : document.items) {
    if (item.kind == dotenv::Item::Kind::kSetting) settings.push_back({item.name, item.value.Reveal()});
  }
  return Export(settings, *options.format, options.name, ExportDelimiter());
}

base::Result<> Decrypt(const DecryptOptions& options) {
  const bool to_terminal = options.output.empty() && isatty(STDOUT_FILENO) == 1;
  if (to_terminal && !options.yes && !Confirm("Show every value on this terminal?")) {
    return base::Fail("Nothing was shown", {}, "answer y, give --yes, or pipe the output");
  }
  const auto env = LoadAny(options.input);
  if (!env) return std::unexpected(env.error());
  const auto made = TextOf(env->document, options);
  if (!made) return std::unexpected(made.error());
  const base::SecretString& text = *made;
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
          .positionals = {Text("FILE", options->input, "FILE",
                               "The encrypted file; - for stdin (default: .env.encrypted)")},
          .options = {Text("-o,--output", options->output, "FILE", "A new plain file, mode 0600, instead of stdout"),
                      Parsed("--format", options->format, ParseExportFormat, kExportFormats,
                             "Format for another program (default: the file unchanged)"),
                      Text("--name", options->name, "NAME", "With k8s: the name of the Secret (default: env)"),
                      Flag("--yes", options->yes, "Show the values on a terminal without asking"),
                      Flag("--force", options->force, "Overwrite an existing output")},
          .examples = {"gatehouse env decrypt | grep URL", "gatehouse env decrypt .env.dev --output .env",
                       "gatehouse env decrypt --format k8s --name app | kubectl apply -f -",
                       "gatehouse env decrypt --format github >> \"$GITHUB_ENV\""},
          .action = Runs(options, Decrypt)};
}

}  // namespace gatehouse::cli

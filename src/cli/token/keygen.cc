// gatehouse token keygen: creates a key pair for signing tokens. Only its owner can read the private key's file; the
// key is never printed, and no file is overwritten without --force.
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/crypto.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/token/profile.h"
#include "system/new_file.h"

namespace gatehouse::cli {
namespace {

constexpr mode_t kPrivateMode = 0600;
constexpr mode_t kPublicMode = 0644;

struct KeygenOptions {
  std::string private_file;
  std::string public_file;
  crypto::Algorithm algorithm = crypto::Algorithm::kRs256;
  int bits = 2048;
  bool force = false;
  Format format = Format::kText;
};

base::Result<> Write(const std::string& path, std::string_view content, mode_t mode, bool force) {
  return force ? base::WriteFile(path, content, mode) : system::WriteNewFile(path, content, mode);
}

bool IsThere(const std::string& path) {
  struct stat ignored{};
  return lstat(path.c_str(), &ignored) == 0;
}

base::Result<crypto::PublicKey> MakeKeyPair(const KeygenOptions& options) {
  // Both names are checked before a file is written, so that no half of a pair is left behind.
  for (const std::string& path : {options.private_file, options.public_file}) {
    if (!options.force && IsThere(path)) {
      return base::Fail("Already exists", path, "name another file, or overwrite with --force");
    }
  }
  const auto key = crypto::PrivateKey::Generate(options.algorithm, options.bits);
  if (!key) return std::unexpected(key.error());
  crypto::PublicKey public_key = key->Public();
  if (auto written = Write(options.private_file, key->Pem(), kPrivateMode, options.force); !written) {
    return std::unexpected(written.error());
  }
  if (auto written = Write(options.public_file, public_key.Pem(), kPublicMode, options.force); !written) {
    return std::unexpected(written.error());
  }
  return public_key;
}

Outcome Keygen(const KeygenOptions& options) {
  if (options.private_file == options.public_file)
    return base::Fail("Both halves of the key have the same file name", options.public_file, {});
  const auto public_key = MakeKeyPair(options);
  if (!public_key) return std::unexpected(public_key.error());
  const std::string thumbprint = public_key->Thumbprint();
  if (options.format == Format::kJson) {
    PrintJson(Object({{"private", options.private_file},
                      {"public", options.public_file},
                      {"algorithm", crypto::Name(options.algorithm)},
                      {"thumbprint", thumbprint}}));
  } else {
    Say(fmt::format("Private key: {} (keep it; mode 0600)", Visible(options.private_file)));
    Say(fmt::format("Public key:  {} (hand it out)", Visible(options.public_file)));
    Print(thumbprint);
  }
  return ExitCode::kFine;
}

}  // namespace

Command TokenKeygenCommand() {
  auto options = std::make_shared<KeygenOptions>();
  const auto bits = [](std::string_view text) { return ParseNumber(text, 2048, 8192); };
  return {.help = "Create a key pair for signing tokens and print its thumbprint",
          .options = {Required(Text("--out", options->private_file, "FILE", "The private key, PKCS #8 PEM, mode 0600")),
                      Required(Text("--public", options->public_file, "FILE", "The public key, PEM")),
                      Parsed("--alg", options->algorithm, crypto::AlgorithmNamed, kAlgorithmNames,
                             "The algorithm of the key (default: RS256)"),
                      Parsed("--bits", options->bits, bits, "BITS", "Size of an RSA key (default: 2048)"),
                      Flag("--force", options->force, "Overwrite existing files"), FormatOption(options->format)},
          .examples = {"gatehouse token keygen --out private.pem --public public.pem",
                       "gatehouse token keygen --out private.pem --public public.pem --alg EdDSA"},
          .action = Runs(options, Keygen)};
}

}  // namespace gatehouse::cli

// gatehouse registry credential|rotate|keys|revoke|revocations: the credentials of droplets, the keys that sign their
// tokens, and revocations.
#include <fmt/format.h>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/control/client.h"
#include "cli/registry/registry.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMaxKeyFile = 16 << 10;
constexpr const char* kTargets = "jti|subject|key|droplet";

struct CredentialOptions {
  GateOptions gate;
  int droplet = 0;
  std::string id;
  std::string key;
  std::string out;
  std::optional<base::Wall> expires;
  Format format = Format::kText;
};

struct KeyOptions {
  GateOptions gate;
  bool immediately = false;
  Format format = Format::kText;
};

struct RevokeOptions {
  GateOptions gate;
  std::string what;
  std::string value;
  std::string reason;
  bool undo = false;
  Format format = Format::kText;
};

base::Result<std::string> ParseTarget(std::string_view text) {
  for (const std::string_view known : {"jti", "subject", "key", "droplet"}) {
    if (text == known) return std::string(text);
  }
  return base::Fail(fmt::format("'{}' is none of jti, subject, key, droplet", text));
}

Outcome AddCredential(const CredentialOptions& options) {
  if (auto free = CheckNewFile(options.out); !free) return std::unexpected(free.error());
  Value body = Object({{"kind", options.key.empty() ? "secret" : "key"}});
  if (!options.key.empty()) {
    auto key = ReadPublicKey(options.key);
    if (!key) return std::unexpected(key.error());
    body.Set("public_key", std::move(*key));
  }
  if (options.expires) body.Set("expires", TimeText(*options.expires));
  const auto answer =
      Ask(options.gate,
          {.call = AdminCall::kAddCredential, .about = std::to_string(options.droplet), .body = std::move(body)});
  if (!answer) return std::unexpected(answer.error());
  return ShowCredential(*answer, options.format, options.out);
}

Outcome RevokeCredential(const CredentialOptions& options) {
  const auto answer = Ask(options.gate, {.call = AdminCall::kRevokeCredential, .about = options.id});
  if (!answer) return std::unexpected(answer.error());
  Say(fmt::format("Credential {} is revoked; its tokens stay valid until they expire or are revoked.",
                  Visible(options.id)));
  return ExitCode::kFine;
}

Outcome Rotate(const KeyOptions& options) {
  const auto answer =
      Ask(options.gate, {.call = AdminCall::kRotateKeys, .body = Object({{"immediately", options.immediately}})});
  if (!answer) return std::unexpected(answer.error());
  ShowObject(*answer, options.format);
  if (options.format == Format::kText) {
    Say(options.immediately ? "Tokens are signed with a new key from now on."
                            : "A new key is published; tokens are signed with it once `key_overlap` is over.");
  }
  return ExitCode::kFine;
}

void PrintKey(const Value& key) {
  const std::string served_until = key.TextOf("served_until");
  Print(fmt::format("{:<47} {:<10}{:<8}{:<24}{}", Visible(key.TextOf("kid")), key.TextOf("state"),
                    key.TextOf("algorithm"), key.TextOf("created"),
                    served_until.empty() ? "" : "served until " + served_until));
}

Outcome Keys(const KeyOptions& options) {
  const auto answer = Ask(options.gate, {AdminCall::kListKeys});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintKey, "There are no keys.");
}

Outcome Revoke(const RevokeOptions& options) {
  Value body = Object({{"what", options.what}, {"value", options.value}});
  if (!options.reason.empty()) body.Set("reason", options.reason);
  const auto answer =
      Ask(options.gate, {.call = options.undo ? AdminCall::kUnrevoke : AdminCall::kRevoke, .body = std::move(body)});
  if (!answer) return std::unexpected(answer.error());
  ShowDone(*answer, options.format,
           fmt::format("{} {} {}.", options.what, Visible(options.value),
                       options.undo ? "is no longer revoked" : "is revoked, from the next request on"));
  return ExitCode::kFine;
}

void PrintRevocation(const Value& entry) {
  const std::string expires = entry.TextOf("expires");
  Print(fmt::format("{:<9}{:<43} {:<24}{}", entry.TextOf("what"), Visible(entry.TextOf("value")),
                    expires.empty() ? "for ever" : expires, Visible(entry.TextOf("reason"))));
}

Outcome Revocations(const RevokeOptions& options) {
  const auto answer = Ask(options.gate, {AdminCall::kListRevocations});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintRevocation, "Nothing is revoked.");
}

Command RevocationCommand(const std::string& name, const std::string& help, bool undo) {
  auto options = std::make_shared<RevokeOptions>();
  options->undo = undo;
  std::vector<Option> reason;
  if (!undo) reason.push_back(Text("--reason", options->reason, "TEXT", "The reason, for the list and the event log"));
  return {.help = help,
          .positionals = {Required(Parsed("WHAT", options->what, ParseTarget, kTargets,
                                          "What VALUE names: jti, subject, key or droplet")),
                          Required(Text("VALUE", options->value, "",
                                        "The token's jti, the subject, the key's kid, the droplet's id"))},
          .options = Joined({std::move(reason), GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse registry " + name + (undo ? " jti 8Jt0cGf2RZ2yQq2mB4rN3w" : " droplet 14")},
          .action = Runs(options, Revoke)};
}

}  // namespace

base::Result<std::string> ReadPublicKey(const std::string& file) {
  auto key = base::ReadFile(file, kMaxKeyFile);
  if (key && key->contains("PRIVATE KEY")) {
    return base::Fail("This is a private key, which stays with the droplet", file, "name its public half");
  }
  return key;
}

Command RegistryCredentialGroup() {
  return {.help = "Manage the credentials of a droplet",
          .examples = {"gatehouse registry credential add 14 --out new.secret",
                       "gatehouse registry credential revoke 9f86d081884c7d65"}};
}

Command RegistryCredentialAddCommand() {
  auto options = std::make_shared<CredentialOptions>();
  const auto id = [](std::string_view text) { return ParseNumber(text, 0, kAnyNumber); };
  return {.help = "Add a secret, which is shown once, or a public key; the old ones stay valid",
          .positionals = {Required(Parsed("ID", options->droplet, id, "", "The droplet, 1 to 999"))},
          .options = Joined(
              {{Text("--key", options->key, "FILE", "A public key, PEM or JWK, instead of a secret"),
                Parsed("--expires", options->expires, ParseTime, "TIME", "When it expires (default: never)"),
                Text("--out", options->out, "FILE", "Write the secret to this file, mode 0600, instead of stdout")},
               GateOptionList(options->gate),
               {FormatOption(options->format)}}),
          .examples = {"gatehouse registry credential add 14 --key public.pem --expires 2027-01-01T00:00:00Z"},
          .action = Runs(options, AddCredential)};
}

Command RegistryCredentialRevokeCommand() {
  auto options = std::make_shared<CredentialOptions>();
  return {.help = "Revoke a credential; 'registry show' lists them",
          .positionals = {Required(Text("CREDENTIAL", options->id, "", "Its id"))},
          .options = GateOptionList(options->gate),
          .examples = {"gatehouse registry credential revoke 9f86d081884c7d65"},
          .action = Runs(options, RevokeCredential)};
}

Command RegistryRotateCommand() {
  auto options = std::make_shared<KeyOptions>();
  return {.help = "Create a new signing key; the old one stays published until its tokens expire",
          .options = Joined(
              {{Flag("--immediately", options->immediately, "Sign with it at once, without waiting for key_overlap")},
               GateOptionList(options->gate),
               {FormatOption(options->format)}}),
          .examples = {"gatehouse registry rotate", "gatehouse registry rotate --immediately"},
          .action = Runs(options, Rotate)};
}

Command RegistryKeysCommand() {
  auto options = std::make_shared<KeyOptions>();
  return {.help = "List the signing keys and their states",
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse registry keys"},
          .action = Runs(options, Keys)};
}

Command RegistryRevokeCommand() {
  return RevocationCommand("revoke", "Refuse tokens of the registry from the next request on", false);
}

Command RegistryUnrevokeCommand() { return RevocationCommand("unrevoke", "Lift a revocation", true); }

Command RegistryRevocationsCommand() {
  auto options = std::make_shared<RevokeOptions>();
  return {.help = "List what the registry has revoked, and until when",
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse registry revocations --format json"},
          .action = Runs(options, Revocations)};
}

}  // namespace gatehouse::cli

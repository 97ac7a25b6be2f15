// gatehouse registry credential|rotate|keys|revoke|revocations: what droplets prove themselves with, what their tokens
// are signed with, and what is taken back.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/registry/registry.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMaxKeyFile = 16 << 10;
constexpr int kAnyNumber = 999'999;
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

std::string Moment(base::Wall time) {
  return TimeText(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

base::Result<std::string> ParseTarget(std::string_view text) {
  for (const std::string_view known : {"jti", "subject", "key", "droplet"}) {
    if (text == known) return std::string(text);
  }
  return base::Fail(fmt::format("'{}' is none of jti, subject, key, droplet", text));
}

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

ExitCode AddCredential(const CredentialOptions& options) {
  if (auto free = CheckNewFile(options.out); !free) return Refuse(free.error());
  Json body = {{"kind", options.key.empty() ? "secret" : "key"}};
  if (!options.key.empty()) {
    auto key = ReadPublicKey(options.key);
    if (!key) return Refuse(key.error());
    body["public_key"] = std::move(*key);
  }
  if (options.expires) body["expires"] = Moment(*options.expires);
  return AskAndShow(options.gate, {"POST", fmt::format("/admin/credentials/{}", options.droplet), std::move(body)},
                    [&](const Json& answer) { return ShowCredential(answer, options.format, options.out); });
}

ExitCode RevokeCredential(const CredentialOptions& options) {
  return AskAndShow(
      options.gate, {"DELETE", "/admin/credentials/" + base::PercentEncode(options.id)}, [&](const Json&) {
        Say(fmt::format("Credential {} is revoked; tokens that it got stay good until they end, or are revoked.",
                        Visible(options.id)));
        return ExitCode::kFine;
      });
}

ExitCode Rotate(const KeyOptions& options) {
  const ControlCall call{"POST", "/admin/rotate", {{"immediately", options.immediately}}};
  return AskAndShow(options.gate, call, [&](const Json& answer) {
    ShowObject(answer, options.format);
    if (options.format == Format::kText) {
      Say(options.immediately ? "Tokens are signed with a new key from now on."
                              : "A new key is published; tokens are signed with it once `key_overlap` is over.");
    }
    return ExitCode::kFine;
  });
}

void PrintKey(const Json& key) {
  Print(fmt::format("{:<48}{:<10}{:<8}{:<24}{}", Visible(FieldText(key, "kid")), FieldText(key, "state"),
                    FieldText(key, "algorithm"), FieldText(key, "created"),
                    FieldText(key, "served_until").empty() ? "" : "served until " + FieldText(key, "served_until")));
}

ExitCode Keys(const KeyOptions& options) {
  return AskAndShow(options.gate, {"GET", "/admin/keys"}, [&](const Json& answer) {
    return ShowItems(answer, options.format, PrintKey, "There are no keys.");
  });
}

ExitCode Revoke(const RevokeOptions& options) {
  Json body = {{"what", options.what}, {"value", options.value}};
  if (!options.reason.empty()) body["reason"] = options.reason;
  const ControlCall call{"POST", options.undo ? "/admin/unrevoke" : "/admin/revoke", std::move(body)};
  return AskAndShow(options.gate, call, [&](const Json& answer) {
    if (options.format == Format::kJson) {
      PrintJson(answer);
    } else {
      Say(fmt::format("{} {} {}.", options.what, Visible(options.value),
                      options.undo ? "is no longer revoked" : "is revoked, from the next request on"));
    }
    return ExitCode::kFine;
  });
}

void PrintRevocation(const Json& entry) {
  Print(fmt::format("{:<9}{:<44}{:<24}{}", FieldText(entry, "what"), Visible(FieldText(entry, "value")),
                    FieldText(entry, "expires").empty() ? "for ever" : FieldText(entry, "expires"),
                    Visible(FieldText(entry, "reason"))));
}

ExitCode Revocations(const RevokeOptions& options) {
  return AskAndShow(options.gate, {"GET", "/admin/revocations"}, [&](const Json& answer) {
    return ShowItems(answer, options.format, PrintRevocation, "Nothing is revoked.");
  });
}

void AddRevokeCommand(CLI::App& registry, Action& chosen, const std::string& name, const std::string& help, bool undo) {
  auto options = std::make_shared<RevokeOptions>();
  options->undo = undo;
  CLI::App* command = registry.add_subcommand(name, help);
  AddParsed(*command, "WHAT", options->what, ParseTarget, "What is named")->type_name(kTargets)->required();
  command->add_option("VALUE", options->value, "The token's jti, the subject, the key's kid, the droplet's id")
      ->required();
  if (!undo) command->add_option("--reason", options->reason, "Why: for the list and the event log")->type_name("TEXT");
  AddGateOptions(*command, options->gate);
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse registry " + name + " droplet 14"});
  SetAction(*command, chosen, options, Revoke);
}

}  // namespace

base::Result<std::string> ReadPublicKey(const std::string& file) {
  auto key = base::ReadFile(file, kMaxKeyFile);
  if (key && key->contains("PRIVATE KEY")) {
    return base::Fail("This is a private key, which stays with the droplet", file, "name its public half");
  }
  return key;
}

void AddRegistryCredential(CLI::App& registry, Action& chosen) {
  CLI::App* credential = registry.add_subcommand("credential", "What a droplet proves itself with");
  credential->require_subcommand(1);
  SetExamples(*credential, {"gatehouse registry credential add 14 --out new.secret",
                            "gatehouse registry credential revoke 9f86d081884c7d65"});

  auto added = std::make_shared<CredentialOptions>();
  CLI::App* add = credential->add_subcommand("add", "Another secret, shown once, or a public key; the old ones stay");
  const auto parse_id = [](std::string_view text) { return ParseNumber(text, 0, kAnyNumber); };
  AddParsed(*add, "ID", added->droplet, parse_id, "The droplet, 1 to 999")->required();
  add->add_option("--key", added->key, "Its public key, PEM or JWK, instead of a secret")->type_name("FILE");
  AddParsed(*add, "--expires", added->expires, ParseTime, "When it ends (default: never)")->type_name("TIME");
  add->add_option("--out", added->out, "Write the secret to this file, mode 0600, instead of stdout")
      ->type_name("FILE");
  AddGateOptions(*add, added->gate);
  AddFormatOption(*add, added->format);
  SetExamples(*add, {"gatehouse registry credential add 14 --key public.pem --expires 2027-01-01T00:00:00Z"});
  SetAction(*add, chosen, added, AddCredential);

  auto revoked = std::make_shared<CredentialOptions>();
  CLI::App* revoke = credential->add_subcommand("revoke", "Take a credential back; 'registry show' lists them");
  revoke->add_option("CREDENTIAL", revoked->id, "Its id")->required();
  AddGateOptions(*revoke, revoked->gate);
  SetExamples(*revoke, {"gatehouse registry credential revoke 9f86d081884c7d65"});
  SetAction(*revoke, chosen, revoked, RevokeCredential);
}

void AddRegistryKeys(CLI::App& registry, Action& chosen) {
  auto rotated = std::make_shared<KeyOptions>();
  CLI::App* rotate = registry.add_subcommand("rotate", "A new signing key; the old one is served until its tokens end");
  rotate->add_flag("--immediately", rotated->immediately, "Sign with it at once, without waiting for `key_overlap`");
  AddGateOptions(*rotate, rotated->gate);
  AddFormatOption(*rotate, rotated->format);
  SetExamples(*rotate, {"gatehouse registry rotate", "gatehouse registry rotate --immediately"});
  SetAction(*rotate, chosen, rotated, Rotate);

  auto listed = std::make_shared<KeyOptions>();
  CLI::App* keys = registry.add_subcommand("keys", "The signing keys and what they are at");
  AddGateOptions(*keys, listed->gate);
  AddFormatOption(*keys, listed->format);
  SetExamples(*keys, {"gatehouse registry keys"});
  SetAction(*keys, chosen, listed, Keys);
}

void AddRegistryRevoke(CLI::App& registry, Action& chosen) {
  AddRevokeCommand(registry, chosen, "revoke", "Refuse tokens of the registry, from the next request on", false);
  AddRevokeCommand(registry, chosen, "unrevoke", "Take a revocation back", true);
  auto listed = std::make_shared<RevokeOptions>();
  CLI::App* list = registry.add_subcommand("revocations", "What the registry has revoked, and until when");
  AddGateOptions(*list, listed->gate);
  AddFormatOption(*list, listed->format);
  SetExamples(*list, {"gatehouse registry revocations --format json"});
  SetAction(*list, chosen, listed, Revocations);
}

}  // namespace gatehouse::cli

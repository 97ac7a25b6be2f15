// gatehouse demo attack: six attacks against a running demo, which cause events, blocks, incidents and alerts.
// Each uses its own client address in 203.0.113.0/24 (TEST-NET-3, reserved for documentation). The demo's policy trusts
// this machine to name it in a header (`trusted_proxies`). Refuses to run against a gate in production.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/control/client.h"
#include "cli/gate/policy_file.h"
#include "fetch/fetch.h"
#include "policy_file/load.h"
#include "state/block_table.h"
#include "state/region.h"
#include "system/run_folder.h"

namespace gatehouse::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBlockPatience{10'000};
constexpr milliseconds kBetweenLooks{20};
// Pause between many requests. More than 256 events per second are logged as sums at the end of the second,
// which would delay their detection (doc/events.md).
constexpr milliseconds kBetweenShots{5};
constexpr int kFirstHost = 10;
constexpr int kLastHost = 240;
// Droplets that this command registers for the attacks; nothing else in the demo uses them.
constexpr int kClimber = 990;
constexpr int kReader = 991;
constexpr std::string_view kVictim = "demo-victim";

struct DemoOptions {
  GateOptions gate;
};

struct Scene {
  const GateOptions& gate;
  const gate::Policy& policy;
  std::string url;
  std::string ca_file;
  int host = kFirstHost;  // last byte of the next attacker's address
};

struct Attacker {
  std::string address;
  std::string token;  // empty: none
};

Attacker NextAttacker(Scene& scene) { return {fmt::format("203.0.113.{}", scene.host++), {}}; }

struct Shot {
  std::string method = "GET";
  std::string path;
  std::string body = {};
  std::string type = {};
  std::string authorization = {};  // instead of the attacker's token
};

// Returns the HTTP status; 0 if there was no answer.
int Send(const Scene& scene, const Attacker& attacker, const Shot& shot) {
  fetch::Request request;
  request.method = shot.method;
  request.url = scene.url + shot.path;
  request.ca_file = scene.ca_file;
  request.headers.push_back({"X-Forwarded-For", base::SecretString(std::string(attacker.address))});
  request.headers.push_back({"Origin", base::SecretString(std::string(scene.url))});
  if (!shot.type.empty()) request.headers.push_back({"Content-Type", base::SecretString(std::string(shot.type))});
  const std::string bearer = shot.authorization.empty() ? attacker.token : shot.authorization;
  if (!bearer.empty()) request.headers.push_back({"Authorization", base::SecretString("Bearer " + bearer)});
  request.body = base::SecretString(std::string(shot.body));
  const auto answer = fetch::Send(request);
  return answer ? answer->status : 0;
}

base::Result<std::string> TokenOf(const Scene& scene, int droplet, std::string_view role) {
  Value body = Object({{"id", droplet},
                       {"name", "Attacker of the demo"},
                       {"steward", "demo@localhost"},
                       {"url", "http://127.0.0.1:9014"},
                       {"roles", std::vector<std::string>{std::string(role)}}});
  auto answer = Ask(scene.gate, {.call = AdminCall::kEnrolDroplet, .body = std::move(body)});
  if (!answer) answer = Ask(scene.gate, {.call = AdminCall::kAddCredential, .about = std::to_string(droplet)});
  if (!answer) return base::Fail("The droplet of an attack could not be enrolled", std::to_string(droplet));
  const std::string id = answer->TextOf("client_id");
  const std::string secret = answer->TextOf("client_secret");
  fetch::Request request;
  request.method = "POST";
  request.url = scene.url + "/oauth/token";
  request.ca_file = scene.ca_file;
  request.headers.push_back({"Content-Type", base::SecretString("application/x-www-form-urlencoded")});
  request.body = fetch::FormBody({{"grant_type", "client_credentials"}, {"client_id", id}, {"client_secret", secret}});
  const auto token = fetch::Send(request);
  if (!token || token->status != 200) return base::Fail("The registry did not issue a token", std::to_string(droplet));
  return Value::FromJson(token->body.Reveal()).value_or(Value()).TextOf("access_token");
}

// A token with {"alg":"none"}: it has no signature.
std::string ForgedToken(int number) {
  const std::string header = base::Base64UrlEncode(R"({"alg":"none","typ":"JWT"})");
  const std::string claims = base::Base64UrlEncode(fmt::format(R"({{"sub":"admin","try":{}}})", number));
  return header + "." + claims + ".";
}

// --- the attacks: what each does, and its description

std::string GuessPasswords(Scene& scene, Attacker& attacker) {
  Value body = Object({{"name", kVictim}, {"roles", std::vector<std::string>{}}});
  std::random_device random;
  base::SecretString password(fmt::format("Otter-{:x}-{:x}-river Lantern", random(), random()));
  (void)Ask(scene.gate, {.call = AdminCall::kAddUser,
                         .body = std::move(body),
                         .password = std::move(password)});  // the account may exist already
  for (int i = 0; i < 500; ++i) {
    (void)Send(scene, attacker,
               {"POST", "/_gatehouse/login", fmt::format("name={}&password=guess-{}", kVictim, i),
                "application/x-www-form-urlencoded"});
    std::this_thread::sleep_for(kBetweenShots);
  }
  return fmt::format("500 logins as {} in a few seconds, each with another password", kVictim);
}

std::string GuessTokens(Scene& scene, Attacker& attacker) {
  for (int i = 0; i < 25; ++i) (void)Send(scene, attacker, {.path = "/records/1", .authorization = ForgedToken(i)});
  return "25 tokens that nobody signed";
}

std::string ClimbUp(Scene& scene, Attacker& attacker) {
  auto token = TokenOf(scene, kClimber, "operator");
  if (!token) return token.error().Text();
  attacker.token = *token;
  for (int i = 0; i < 25; ++i) (void)Send(scene, attacker, {.path = fmt::format("/admin/{}", i)});
  return fmt::format("droplet {} asks for 25 pages that only an admin may see", kClimber);
}

std::string Inject(Scene& scene, Attacker& attacker) {
  (void)Send(scene, attacker, {.path = "/health?name=%3Cscript%3Efetch('//evil.example')%3C/script%3E"});
  return "a script in a query";
}

std::string Flood(Scene& scene, Attacker& attacker) {
  for (int i = 0; i < 550; ++i) {
    (void)Send(scene, attacker, {"POST", "/message", "{}", "application/json"});
    std::this_thread::sleep_for(kBetweenShots);
  }
  return "550 messages in a few seconds, where 100 a minute are allowed";
}

std::string ReadEverything(Scene& scene, Attacker& attacker) {
  auto token = TokenOf(scene, kReader, "operator");
  if (!token) return token.error().Text();
  attacker.token = *token;
  constexpr int kUsualSeconds = 15;
  for (int i = 0; i < kUsualSeconds; ++i) {
    (void)Send(scene, attacker, {.path = fmt::format("/records/{}", i)});
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  for (int i = 0; i < 500; ++i) (void)Send(scene, attacker, {.path = fmt::format("/records/{}", i)});
  return fmt::format("droplet {} reads a record a second for {} s, then 500 at once", kReader, kUsualSeconds);
}

struct Attack {
  std::string_view name;
  std::string (*play)(Scene& scene, Attacker& attacker);
  int droplet = 0;  // sender of the requests; if set, this droplet is blocked instead of the address
};

constexpr Attack kAttacks[] = {
    {"password guessing", GuessPasswords},
    {"token guessing", GuessTokens},
    {"privilege escalation", ClimbUp, kClimber},
    {"injection", Inject},
    {"flood", Flood},
    {"unusual data access", ReadEverything, kReader},
};

bool IsOf(const state::Block& block, int droplet) {
  return block.identity && block.identity->subject == fmt::format("droplet:{}", droplet);
}

// Returns how long it takes from now until the gate blocks the attacker.
std::optional<milliseconds> TimeToBlock(const Scene& scene, const Attack& attack, const Attacker& attacker) {
  const base::Steady begin = base::ReadClocks().steady;
  const auto region = state::Region::OpenReadOnly(system::RunFolder(scene.policy.run_dir).State());
  if (!region) return {};
  const state::BlockTable blocks(*region);
  const auto address = base::IpAddress::Parse(attacker.address);
  while (base::ReadClocks().steady - begin < kBlockPatience) {
    const base::Wall now = base::ReadClocks().wall;
    const auto is_blocked = [&](const state::Block& block) { return IsOf(block, attack.droplet); };
    const bool blocked =
        attack.droplet != 0 ? std::ranges::any_of(blocks.List(now), is_blocked) : blocks.AddressBlocked(*address, now);
    if (blocked) return base::ReadClocks().steady - begin;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return {};
}

base::Result<> CheckStage(const gate::Policy& policy, const std::string& file) {
  if (policy.environment == gate::Environment::kProduction) {
    return base::Fail("Attacks are played against a demo, and this is production", file,
                      "give -c build/demo/gatehouse.yaml");
  }
  const bool whole = policy.control && policy.control->registry && policy.control->people && policy.control->watch;
  if (!whole || !policy.proxies.Trusts(*base::IpAddress::Parse("127.0.0.1"))) {
    return base::Fail(
        "This policy is not the demo's: it needs control with registry, people and watch, and trusted_proxies: "
        "[127.0.0.1]",
        file, "start the demo with ./run.sh, and give -c build/demo/gatehouse.yaml");
  }
  return {};
}

// Removes blocks of an earlier run, which would stop the attacks from the start.
void LiftEarlierBlocks(const gate::Policy& policy) {
  const auto region = state::Region::Open(system::RunFolder(policy.run_dir).State());
  if (!region) return;
  state::BlockTable blocks(*region);
  for (const state::Block& block : blocks.List(base::ReadClocks().wall)) {
    if (IsOf(block, kClimber) || IsOf(block, kReader)) (void)blocks.RemoveIdentity(*block.identity);
  }
}

void ShowIncidents(const GateOptions& gate) {
  const auto answer = Ask(gate, {AdminCall::kListIncidents});
  const Value* list = answer ? answer->Find("incidents") : nullptr;
  if (list == nullptr || list->AsList() == nullptr) return;
  Print("\nOpen incidents:");
  for (const Value& incident : *list->AsList()) {
    Print(fmt::format("{:>4}  {:<10}{:<25} {}", incident.TextOf("id"), incident.TextOf("severity"),
                      Visible(incident.TextOf("about")), Visible(incident.TextOf("sentence"))));
  }
}

Outcome PlayAll(const DemoOptions& options) {
  const auto policy = policy_file::LoadWithoutKeys(options.gate.policy);
  if (!policy) return std::unexpected(policy.error());
  if (auto good = CheckStage(*policy, options.gate.policy); !good) return std::unexpected(good.error());
  std::random_device random;
  const int span = kLastHost - kFirstHost - static_cast<int>(std::size(kAttacks));
  Scene scene{.gate = options.gate,
              .policy = *policy,
              .url = policy->control->url,
              .ca_file = policy->tls.enabled && policy->tls.own.certificate.empty()
                             ? system::RunFolder(policy->run_dir).DevelopmentCertificate()
                             : std::string(),
              .host = kFirstHost + static_cast<int>(random() % static_cast<unsigned>(span))};
  if (Send(scene, {"127.0.0.1", {}}, {.path = "/health"}) == 0) {
    return base::Fail("The server does not answer", scene.url, "start the demo with ./run.sh");
  }
  LiftEarlierBlocks(*policy);
  int blocked_count = 0;
  for (const Attack& attack : kAttacks) {
    Attacker attacker = NextAttacker(scene);
    Print(fmt::format("{} from {}: {}", attack.name, attacker.address, attack.play(scene, attacker)));
    const auto blocked = TimeToBlock(scene, attack, attacker);
    if (blocked) ++blocked_count;
    Print(blocked ? fmt::format("  blocked, {} ms after the last request", blocked->count())
                  : "  not blocked: gatehouse events tail shows what the gate saw");
  }
  ShowIncidents(options.gate);
  const std::string where = options.gate.policy;
  Print(
      fmt::format("\nTake one through its stages:\n  gatehouse incident show 1 -c {0}\n  gatehouse incident close 1 "
                  "--lessons 'only a "
                  "demo' -c {0}\n  gatehouse incident report 1 -c {0}\nThe console: {1}/_gatehouse/console",
                  where, scene.url));
  return blocked_count == static_cast<int>(std::size(kAttacks)) ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command DemoGroup() {
  return {.help = "Tools for the demo (./run.sh)", .examples = {"gatehouse demo attack -c build/demo/gatehouse.yaml"}};
}

Command DemoAttackCommand() {
  auto options = std::make_shared<DemoOptions>();
  return {.help = "Play six attacks against the running demo, and report how soon each was blocked",
          .options = GateOptionList(options->gate),
          .examples = {"gatehouse demo attack -c build/demo/gatehouse.yaml"},
          .action = Runs(options, PlayAll)};
}

}  // namespace gatehouse::cli

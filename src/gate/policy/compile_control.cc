// The settings of the control daemon (rows A9 B2): where it keeps its data, its URL, its tasks.
#include <algorithm>

#include "base/bytes.h"
#include "gate/directory/host_port.h"
#include "gate/policy/addresses.h"
#include "gate/policy/compile.h"
#include "gate/policy/redis_url.h"
#include "gate/policy/secret_references.h"
#include "system/run_folder.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kDatabaseFile = "control.db";
constexpr std::string_view kKeyFile = "key-encryption.key";
constexpr std::string_view kSqlite = "sqlite";
constexpr std::string_view kPostgres = "postgresql://";
constexpr std::string_view kDatabaseForms = "write sqlite:/path, postgresql://user@host/database or a reference to one";
constexpr size_t kMaxDatabaseBytes = 2048;

// Names the limits on logins. No route has this name: labels begin with '/' or a method in capitals.
constexpr std::string_view kAttemptsLabel = "people";
constexpr std::string_view kDefaultAttempts[] = {"5/minute", "20/hour"};

bool IsPrintable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

// Whether a URL contains a password, before the host or as a parameter (libpq accepts both).
bool HasPassword(std::string_view url) {
  std::string_view rest = url.substr(kPostgres.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const size_t at = authority.rfind('@');
  if (at != std::string_view::npos && authority.substr(0, at).contains(':')) return true;
  const size_t question = rest.find('?');
  rest = question == std::string_view::npos ? std::string_view{} : rest.substr(question + 1);
  while (!rest.empty()) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    const auto name = base::PercentDecode(parameter.substr(0, parameter.find('=')));
    if (!name || base::AsciiLower(*name).ends_with("password")) return true;
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
  }
  return false;
}

// No message here repeats the value: it may contain a password.
std::string ReadDatabase(Compilation& c, const TextNode& control, const std::string& data_dir) {
  std::string by_default = std::string(kSqlite) + ":" + data_dir + "/" + std::string(kDatabaseFile);
  const TextNode* node = control.Get("database");
  if (node == nullptr || node->text == kSqlite) return by_default;
  const std::string_view text = node->text;
  const auto refuse = [&](std::string what, std::string_view fix) {
    c.problems.Add(node->place, std::move(what), std::string(fix));
    return by_default;
  };
  if (text.size() > kMaxDatabaseBytes) return refuse("'database' is too long", kDatabaseForms);
  if (text.starts_with("sqlite:")) {
    const std::string path = AbsolutePath(c.folder, text.substr(kSqlite.size() + 1));
    if (path.empty()) return refuse("'database' is not a usable file name", kDatabaseForms);
    return std::string(kSqlite) + ":" + path;
  }
  if (!IsPrintable(text)) return refuse("'database' contains spaces or control characters", kDatabaseForms);
  if (IsReference(text)) return node->text;
  if (!text.starts_with(kPostgres) || text.size() == kPostgres.size()) {
    return refuse("'database' is not a database that the daemon knows", kDatabaseForms);
  }
  if (HasPassword(text) && c.policy.environment == Environment::kProduction) {
    return refuse("'database' contains a password in clear, in production",
                  "use a reference to the whole URL, such as ref+vault://secret/gatehouse#/database_url");
  }
  return node->text;
}

std::string ReadKeyEncryption(Compilation& c, const TextNode& control, const std::string& data_dir) {
  const TextNode* node = control.Get("key_encryption");
  if (node != nullptr && IsReference(node->text)) return node->text;
  const std::string path = PathMember(c, control, "key_encryption");
  return path.empty() ? data_dir + "/" + std::string(kKeyFile) : path;
}

// The gate's URL for clients, as far as `listen` tells.
std::string DefaultUrl(const Policy& policy) {
  if (policy.listen.empty()) return {};
  const ListenAddress& listen = policy.listen.front();
  const auto address = base::IpAddress::Parse(listen.host);
  const bool here = listen.host == "*" || (address && (address->IsLoopback() || *address == base::IpAddress{} ||
                                                       *address == base::IpAddress::V4({0, 0, 0, 0})));
  const bool tls = policy.tls.enabled;
  return (tls ? "https://" : "http://") + Authority(here ? "localhost" : listen.host, listen.port, tls);
}

std::string ReadUrl(Compilation& c, const TextNode& control) {
  const TextNode* node = control.Get("url");
  std::string url = DefaultUrl(c.policy);
  if (node != nullptr) {
    const auto server = ParseServer(node->text, c.folder);
    if (!server || !server->unix_path.empty()) {
      c.problems.Add(node->place, "'url' is not what clients can call the gate",
                     "write https://gate.example, or https://gate.example:8443");
      return url;
    }
    url = (server->tls ? "https://" : "http://") + Authority(base::AsciiLower(server->host), server->port, server->tls);
  }
  if (c.policy.environment == Environment::kProduction && !url.starts_with("https://") && !control.Has("url")) {
    c.problems.Add(control.place, "In production, 'listen' does not say by which https URL clients call the gate",
                   "write control.url: https://gate.example");
  } else if (c.policy.environment == Environment::kProduction && !url.starts_with("https://")) {
    c.problems.Add(control.PlaceOf("url"), "'url' in production without https",
                   "write https://: tokens and passwords are sent there");
  }
  return url;
}

// The entries of `tokens`, one or several.
std::vector<const TextNode*> TokenEntries(const TextNode& root) {
  const TextNode* tokens = root.Get("tokens");
  std::vector<const TextNode*> entries;
  if (tokens == nullptr) return entries;
  if (tokens->kind == TextNode::Kind::kMap) entries.push_back(tokens);
  for (const TextNode& item : tokens->items) {
    if (item.kind == TextNode::Kind::kMap) entries.push_back(&item);
  }
  return entries;
}

// Networks where droplets may listen although they are refused by default.
DropletNetworks ReadNetworks(Compilation& c, const TextNode& node) {
  std::vector<base::IpNetwork> networks;
  for (const TextNode* text : ScalarsOf(node, "networks")) {
    const auto network = base::IpNetwork::Parse(text->text);
    if (!network) {
      c.problems.Add(text->place, Quoted(text->text) + " is not a network",
                     "write an address or a network such as 127.0.0.0/8, with no bit set after the prefix");
    } else if (network->bits() == 0) {
      c.problems.Add(text->place, Quoted(text->text) + " would let a droplet's name lead anywhere",
                     "name the networks that your droplets listen in");
    } else {
      networks.push_back(*network);
    }
  }
  return DropletNetworks(std::move(networks));
}

// The registry issues tokens that an entry of `tokens` accepts: it uses that entry's issuer and audience.
RegistrySettings ReadRegistry(Compilation& c, const TextNode& node) {
  RegistrySettings registry;
  registry.key_overlap = DurationOf(node, "key_overlap", registry.key_overlap);
  registry.networks = ReadNetworks(c, node);
  registry.key_bits = static_cast<int>(ParseInteger(TextOf(node, "key_bits")).value_or(registry.key_bits));

  const std::vector<const TextNode*> entries = TokenEntries(c.root);
  registry.issuer = TextOf(node, "issuer", entries.empty() ? "" : TextOf(*entries.front(), "issuer"));
  registry.audience = TextOf(node, "audience");
  const auto believes = [&](const TextNode* entry) {
    return TextOf(*entry, "issuer") == registry.issuer &&
           (!node.Has("audience") || TextOf(*entry, "audience") == registry.audience);
  };
  const auto entry = std::ranges::find_if(entries, believes);
  if (entry != entries.end()) {
    registry.audience = TextOf(**entry, "audience");
    registry.token_life = std::min(registry.token_life, DurationOf(**entry, "max_life", registry.token_life));
  } else if (!c.root.Has("tokens") || !entries.empty()) {
    const bool typed = node.Has("issuer") || node.Has("audience");
    c.problems.Add(node.place,
                   typed ? "No entry of 'tokens' has the registry's issuer and audience"
                         : "'registry' issues tokens, and no entry of 'tokens' says which",
                   "write an entry of 'tokens' with issuer and audience; its keys come from the registry");
  }
  registry.token_life = DurationOf(node, "token_life", registry.token_life);
  registry.discovered_by_url = TextOf(node, "discovery") == "url";
  return registry;
}

PeopleSettings ReadPeople(Compilation& c, const TextNode& node) {
  PeopleSettings people;
  people.session_life = DurationOf(node, "session_life", people.session_life);
  people.second_factor_required = TextOf(node, "second_factor") == "required";
  people.breached_passwords = PathMember(c, node, "breached_passwords");
  std::vector<TextNode> defaults;
  for (const std::string_view text : kDefaultAttempts) {
    defaults.push_back(
        {.kind = TextNode::Kind::kScalar, .place = {}, .text = std::string(text), .items = {}, .members = {}});
  }
  std::vector<const TextNode*> texts = ScalarsOf(node, "attempts");
  if (!node.Has("attempts")) {
    for (const TextNode& text : defaults) texts.push_back(&text);
  } else if (texts.empty() && node.Get("attempts") != nullptr) {
    c.problems.Add(node.PlaceOf("attempts"), "'attempts' has no limit", "write one, or take the line out");
  }
  people.attempts = ReadLimits(c, texts, kAttemptsLabel, LimitScope::kIdentity);
  if (std::ranges::any_of(people.attempts, [](const Limit& limit) { return limit.scope != LimitScope::kIdentity; })) {
    c.problems.Add(node.PlaceOf("attempts"), "'attempts' counts logins per account, and nothing else",
                   "write 5/minute; the login route's own limit counts per address");
  }
  return people;
}

WatchSettings ReadWatch(Compilation& c, const TextNode& node) {
  WatchSettings watch;
  watch.rules = PathMember(c, node, "rules");
  for (const TextNode* text : ScalarsOf(node, "never_block")) {
    if (const auto network = base::IpNetwork::Parse(text->text)) {
      watch.never_block.push_back(*network);
    } else {
      c.problems.Add(text->place, Quoted(text->text) + " is not a network",
                     "write an address or a network such as 192.0.2.0/24, with no bit set after the prefix");
    }
  }
  watch.findings_kept = DurationOf(node, "findings_kept", watch.findings_kept);
  watch.audit_kept = DurationOf(node, "audit_kept", watch.audit_kept);
  const auto bytes = ParseSize(TextOf(node, "audit_bytes"));
  if (bytes) watch.audit_bytes = static_cast<uint64_t>(*bytes);
  return watch;
}

// No message here repeats the URL: it may contain a password.
void CheckRedis(Compilation& c, const TextNode& node) {
  const auto url = ParseRedisUrl(node.text);
  const bool production = c.policy.environment == Environment::kProduction;
  if (!url) {
    c.problems.Add(node.place, "'redis' is not the URL of a Redis server",
                   "write rediss://host:6379, redis://localhost:6379 or a reference to one");
  } else if (production && !url->password.empty()) {
    c.problems.Add(node.place, "'redis' contains a password in clear, in production",
                   "use a reference to the whole URL, such as ref+vault://secret/gatehouse#/redis_url");
  } else if (production && !url->tls && !url->StaysHere()) {
    c.problems.Add(node.place, "'redis' is on another host, without TLS, in production", "write rediss://");
  }
}

SharedLimits ReadSharedLimits(Compilation& c, const TextNode& node) {
  SharedLimits limits;
  const TextNode* redis = node.Get("redis");
  const TextNode* key = node.Get("key");
  if (redis == nullptr) {
    c.problems.Add(node.place, "'limits' does not say which Redis the gates share them through",
                   "write redis: rediss://host:6379");
  } else {
    limits.redis = redis->text;
    if (!IsReference(redis->text)) CheckRedis(c, *redis);
  }
  if (key == nullptr) {
    c.problems.Add(node.place, "'limits' has no 'key'",
                   "openssl rand -base64 32 makes one; all gates that share limits need the same");
  } else {
    limits.key = IsReference(key->text) ? key->text : PathMember(c, node, "key");
  }
  limits.ca_file = PathMember(c, node, "ca_file");
  return limits;
}

}  // namespace

void CompileControl(Compilation& c) {
  const TextNode* node = c.root.Get("control");
  if (node == nullptr) return;
  ControlSettings control;
  control.data_dir = PathMember(c, *node, "data_dir");
  if (control.data_dir.empty()) control.data_dir = system::RunFolder(c.policy.run_dir).Data();
  control.database = ReadDatabase(c, *node, control.data_dir);
  control.key_encryption = ReadKeyEncryption(c, *node, control.data_dir);
  control.user = TextOf(*node, "user", c.policy.user);
  control.url = ReadUrl(c, *node);
  if (const TextNode* registry = node->Get("registry")) control.registry = ReadRegistry(c, *registry);
  if (const TextNode* people = node->Get("people")) control.people = ReadPeople(c, *people);
  if (const TextNode* watch = node->Get("watch")) control.watch = ReadWatch(c, *watch);
  control.console = FlagOf(*node, "console", control.console);
  if (control.console && !control.people) {
    c.problems.Add(node->PlaceOf("console"), "The console needs 'people': without it nobody can log in",
                   "write control: { people: {}, console: true }");
  }
  if (const TextNode* limits = node->Get("limits")) control.limits = ReadSharedLimits(c, *limits);
  control.alerts = ReadAlertChannels(c, *node);
  control.metrics = FlagOf(*node, "metrics", control.metrics);
  c.policy.control = std::move(control);
}

}  // namespace gatehouse::gate

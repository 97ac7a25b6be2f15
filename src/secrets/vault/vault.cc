#include "secrets/vault/vault.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "base/json_text.h"
#include "base/rfc3339.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/notice.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kService = "Vault";
constexpr std::chrono::seconds kLongestLease{std::chrono::hours(24 * 32)};  // Vault's own maximum
constexpr std::chrono::milliseconds kGoodbye{2'000};                        // no program waits longer to revoke a token

ProviderError Gone(const json::Value& metadata, std::string where) {
  const auto destroyed = Find(metadata, {"destroyed"});
  const std::string how = destroyed && destroyed->Bool() == true ? "destroyed" : "deleted";
  return {
      Fault::kAbsent, {"Vault: this version was " + how, std::move(where), "name a version that is still there"}, {}};
}

ProviderError ReadError(const fetch::Answer& answer, const std::string& where, base::Wall now) {
  if (answer.status == 404) {
    AnswerJson body;
    const bool read = body.Read(answer);
    const auto metadata = read ? Find(body.root(), {"data", "metadata"}) : std::nullopt;
    if (metadata && metadata->IsObject()) return Gone(*metadata, where);
    return {Fault::kAbsent, {"Vault: there is nothing at this path", where, "check mount and path"}, {}};
  }
  ProviderError error = StatusError(answer, kService, where, now);
  if (answer.status == 403) {
    error.error.fix = "check that the token lives, and that its policy can read this path (KV 2: MOUNT/data/PATH)";
  }
  if (answer.status == 412) {  // a standby that has not yet received what we rely on
    error.fault = Fault::kUnavailable;
    error.error.what = "Vault: this node is not up to date yet (412)";
    error.error.fix = "try again";
  }
  if (answer.status == 503) error.error.fix = "unseal it, or wait until it is back";
  return error;
}

// "invalid secret id" and similar: status 400 from most versions, 500 from some.
bool IsRefusedLogin(const fetch::Answer& answer) {
  if (answer.status == 400 || answer.status == 403 || answer.status == 404) return true;
  AnswerJson body;
  const auto errors = answer.status == 500 && body.Read(answer) ? Find(body.root(), {"errors"}) : std::nullopt;
  bool refused = false;
  if (errors) {
    errors->ForEach([&](std::string_view, json::Value error) {
      refused = error.String().value_or("").starts_with("invalid ");
      return !refused;
    });
  }
  return refused;
}

struct Mount {
  std::string path;  // "secret/"
  bool is_kv = true;
  int version = 1;  // version of the KV store
};
// Empty if the answer has another form.
std::optional<Mount> ReadMount(const fetch::Answer& answer) {
  AnswerJson body;
  if (!body.Read(answer)) return {};
  const std::string_view type = FindString(body.root(), {"data", "type"});
  if (type.empty()) return {};
  Mount mount{std::string(FindString(body.root(), {"data", "path"})), type == "kv" || type == "generic"};
  if (FindString(body.root(), {"data", "options", "version"}) == "2") mount.version = 2;
  if (!mount.path.ends_with('/') || mount.path.size() < 2) return {};
  return mount;
}

std::expected<Fetched, ProviderError> ReadVersion1(const fetch::Answer& answer, const std::string& where) {
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, "Vault's answer is not a JSON object", where);
  const auto fields = Find(body.root(), {"data"});
  if (!fields || !fields->IsObject()) return Refuse(Fault::kMalformed, "Vault's answer has no data", where);
  return Fetched{base::SecretString(std::string(fields->Raw())), {}, {}, {}};
}

std::expected<Fetched, ProviderError> ReadVersion2(const fetch::Answer& answer, const std::string& where) {
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, "Vault's answer is not a JSON object", where);
  const auto fields = Find(body.root(), {"data", "data"});
  const auto metadata = Find(body.root(), {"data", "metadata"});
  if (!fields || !metadata || !metadata->IsObject()) {
    return Refuse(Fault::kMalformed, "Vault's answer is not from a KV store", where,
                  "name a path of a KV mount, or a path of another engine that supports reading");
  }
  if (!fields->IsObject()) return std::unexpected(Gone(*metadata, where));
  Fetched fetched{base::SecretString(std::string(fields->Raw())), {}, {}, {}};
  if (const auto number = Find(*metadata, {"version"})) fetched.version = std::string(number->Raw());
  fetched.created = base::ParseRfc3339(FindString(*metadata, {"created_time"}));
  fetched.expires = base::ParseRfc3339(FindString(*metadata, {"deletion_time"}));
  return fetched;
}

}  // namespace

VaultProvider::VaultProvider(std::expected<VaultSettings, ProviderError> settings)
    : settings_(std::move(settings)), tokens_([this](base::Wall now) { return Mint(now); }) {}

VaultProvider::~VaultProvider() {
  leases_.reset();  // they are revoked together with the token below
  if (login_token_.empty()) return;
  fetch::Request request = MakeRequest("POST", "/v1/auth/token/revoke-self", settings_->name_space);
  request.headers.push_back({"X-Vault-Token", std::move(login_token_)});
  request.timeout = kGoodbye;
  static_cast<void>(fetch::Send(request));  // if this fails, the token expires by itself
}

fetch::Request VaultProvider::MakeRequest(std::string method, const std::string& path,
                                          std::string_view name_space) const {
  fetch::Request request{.method = std::move(method), .url = settings_->address + path};
  request.headers.push_back({"X-Vault-Request", base::SecretString(std::string("true"))});
  if (!name_space.empty()) {
    request.headers.push_back({"X-Vault-Namespace", base::SecretString(std::string(name_space))});
  }
  request.unix_socket = settings_->unix_socket;
  request.ca_file = settings_->ca_file;
  request.ca_folder = settings_->ca_folder;
  request.client_certificate = settings_->client_certificate;
  request.client_key = settings_->client_key;
  request.verify_tls = !settings_->skip_verify;
  return request;
}

std::expected<AccessToken, ProviderError> VaultProvider::ReadLease(const fetch::Answer& answer, base::Wall now) {
  AnswerJson body;
  if (!body.Read(answer)) return Refuse(Fault::kMalformed, "Vault's login gave no JSON object", settings_->address);
  const std::string_view token = FindString(body.root(), {"auth", "client_token"});
  const auto life = FindNumber(body.root(), {"auth", "lease_duration"});
  if (token.empty() || !life) {
    return Refuse(Fault::kMalformed, "Vault's login gave no token, or one without a life", settings_->address);
  }
  const auto renewable = Find(body.root(), {"auth", "renewable"});
  renewable_ = renewable && renewable->Bool() == true;
  login_token_ = base::SecretString(std::string(token));
  const double most = static_cast<double>(kLongestLease.count());
  const double seconds = *life > 0 && *life < most ? *life : most;  // 0: it does not expire
  return AccessToken{login_token_.Copy(), now + std::chrono::seconds(static_cast<int64_t>(seconds))};
}

std::expected<AccessToken, ProviderError> VaultProvider::LogIn(base::Wall now) {
  std::string body = "{\"role";
  if (settings_->login == VaultSettings::Login::kAppRole) {
    body += "_id\":" + json::Quoted(settings_->role) + ",\"secret_id\":";
    json::AppendQuoted(body, settings_->secret_id.Reveal());
  } else {
    base::SecretString jwt = settings_->jwt.Copy();
    if (jwt.empty()) {
      auto read = ReadSecretFile(settings_->jwt_file);
      if (!read) return std::unexpected(std::move(read.error()));
      jwt = std::move(read->value);
    }
    body += "\":" + json::Quoted(settings_->role) + ",\"jwt\":";
    json::AppendQuoted(body, jwt.Reveal());
  }
  body += '}';
  const std::string path = "/v1/auth/" + base::PercentEncode(settings_->mount, "/") + "/login";
  fetch::Request request = MakeRequest("POST", path, settings_->name_space);
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/json"))});
  request.body = base::SecretString(std::move(body));
  const auto answer = Ask(std::move(request), kService);
  if (!answer) return std::unexpected(answer.error());
  if (IsRefusedLogin(*answer)) {
    return Refuse(Fault::kDenied, "Vault refuses the login (" + std::to_string(answer->status) + ")",
                  settings_->address + path, "check the role, what proves it, and the mount of the login");
  }
  if (answer->status != 200) return std::unexpected(ReadError(*answer, settings_->address + path, now));
  return ReadLease(*answer, now);
}

std::expected<AccessToken, ProviderError> VaultProvider::Renew(base::Wall now) {
  fetch::Request request = MakeRequest("POST", "/v1/auth/token/renew-self", settings_->name_space);
  request.headers.push_back({"X-Vault-Token", login_token_.Copy()});
  const auto answer = Ask(std::move(request), kService);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return std::unexpected(ReadError(*answer, settings_->address, now));
  return ReadLease(*answer, now);
}

std::expected<AccessToken, ProviderError> VaultProvider::Mint(base::Wall now) {
  if (!LogsInItself()) {
    return AccessToken{settings_->token.Copy(), now + kLongestLease};  // a given token is not renewed by us
  }
  if (!login_token_.empty() && renewable_) {
    // A renewal that is shorter than requested means the token's maximum life is near: log in again.
    auto renewed = Renew(now);
    if (renewed && renewed->expires - now > kRenewBefore) return renewed;
  }
  return LogIn(now);
}

std::string VaultProvider::CacheKey(const Reference& reference) const {
  std::string key = reference.path;
  for (const std::string_view name : {"mount", "namespace", "version"}) {
    key += '\n';
    key += reference.Parameter(name);
  }
  return key;
}

std::expected<fetch::Answer, ProviderError> VaultProvider::Read(const std::string& path, std::string_view name_space,
                                                                base::Wall now) {
  constexpr int kAttempts = 2;  // our token may have been revoked: retried once with a new one
  for (int attempt = 1;; ++attempt) {
    auto token = tokens_.Get(now);
    if (!token) return std::unexpected(std::move(token.error()));
    fetch::Request request = MakeRequest("GET", path, name_space);
    if (!token->empty()) request.headers.push_back({"X-Vault-Token", token->Copy()});
    auto answer = Ask(std::move(request), kService);
    if (!answer || answer->status != 403 || !LogsInItself() || attempt == kAttempts) return answer;
    tokens_.Forget(*token);
  }
}

bool VaultProvider::LogsInItself() const {
  return settings_->login != VaultSettings::Login::kToken && settings_->login != VaultSettings::Login::kNone;
}

void VaultProvider::Hold(bool replaced) {
  if (!settings_ || leases_) return;
  leases_ = std::make_unique<VaultLeases>(
      VaultLeases::Calls{.renew = [this](const VaultLease& lease) { return RenewLease(lease); },
                         .revoke = [this](const VaultLease& lease) { RevokeLease(lease); },
                         .tell = Notice,
                         .clock = [] { return base::ReadClocks().wall; }},
      replaced);
}

std::expected<std::chrono::seconds, ProviderError> VaultProvider::RenewLease(const VaultLease& lease) {
  const auto token = tokens_.Get(base::ReadClocks().wall);
  if (!token) return std::unexpected(token.error());
  fetch::Request request = MakeRequest("PUT", "/v1/sys/leases/renew", lease.name_space);
  if (!token->empty()) request.headers.push_back({"X-Vault-Token", token->Copy()});
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/json"))});
  request.body = base::SecretString("{\"lease_id\":" + json::Quoted(lease.id) +
                                    ",\"increment\":" + std::to_string(lease.life.count()) + "}");
  const auto answer = Ask(std::move(request), kService);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return std::unexpected(ReadError(*answer, lease.name, {}));
  AnswerJson body;
  const auto life = body.Read(*answer) ? FindNumber(body.root(), {"lease_duration"}) : std::nullopt;
  if (!life || *life < 0 || *life > static_cast<double>(kLongestLease.count())) {
    return Refuse(Fault::kMalformed, "Vault renewed a lease without an end", lease.name);
  }
  return std::chrono::seconds(static_cast<int64_t>(*life));
}

void VaultProvider::RevokeLease(const VaultLease& lease) {
  const auto token = tokens_.Get(base::ReadClocks().wall);
  if (!token) return;
  fetch::Request request = MakeRequest("PUT", "/v1/sys/leases/revoke", lease.name_space);
  if (!token->empty()) request.headers.push_back({"X-Vault-Token", token->Copy()});
  request.headers.push_back({"Content-Type", base::SecretString(std::string("application/json"))});
  request.body = base::SecretString("{\"lease_id\":" + json::Quoted(lease.id) + "}");
  request.timeout = kGoodbye;
  static_cast<void>(fetch::Send(request));  // if this fails, the lease expires by itself
}

std::string VaultProvider::Kv2Path(const Question& question) {
  return "/v1/" + base::PercentEncode(question.mount, "/") + "/data/" + base::PercentEncode(question.path, "/");
}

std::expected<VaultProvider::Question, ProviderError> VaultProvider::QuestionOf(const Reference& reference) const {
  const std::string_view mount = reference.Parameter("mount");
  const size_t slash = reference.path.find('/');
  const bool plain = IsPlainPath(reference.path) && (mount.empty() || IsPlainPath(mount));
  if (!plain || (mount.empty() && slash == std::string::npos)) {
    return Refuse(Fault::kMisused, "The path is not MOUNT/PATH", {}, "write ref+vault://secret/app#/field");
  }
  const std::string_view version = reference.Parameter("version");
  constexpr size_t kMostDigits = 9;
  if (version.size() > kMostDigits || version.find_first_not_of("0123456789") != std::string_view::npos) {
    return Refuse(Fault::kMisused, "The version is not a number", {}, "Vault counts versions from 1");
  }
  const std::string_view name_space = reference.Parameter("namespace");
  return Question{.key = CacheKey(reference),
                  .mount = mount.empty() ? reference.path.substr(0, slash) : std::string(mount),
                  .path = mount.empty() ? reference.path.substr(slash + 1) : reference.path,
                  .version = std::string(version),
                  .name_space = name_space.empty() ? settings_->name_space : std::string(name_space)};
}

std::expected<Fetched, ProviderError> VaultProvider::ReadDynamic(const Question& question, base::Wall now) {
  const std::string name = question.WholePath();
  const std::string path = "/v1/" + base::PercentEncode(name, "/");
  const std::string where = settings_->address + path;
  if (!leases_ && LogsInItself()) {
    return Refuse(Fault::kMisused, "A dynamic secret of Vault ends with the login that asked for it", where,
                  "use it with gatehouse run, which renews it, or with a token that lives on (VAULT_TOKEN)");
  }
  auto answer = Read(path, question.name_space, now);
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (answer->status != 200) {
    ProviderError error = ReadError(*answer, where, now);
    if (answer->status == 405)
      error.error.fix = "only secrets that are read can be references, not ones that need a write";
    return std::unexpected(std::move(error));
  }
  auto fetched = ReadVersion1(*answer, where);
  if (!fetched) return fetched;
  AnswerJson body;
  static_cast<void>(body.Read(*answer));  // ReadVersion1 has read it without a fault
  VaultLease lease{
      .id = std::string(FindString(body.root(), {"lease_id"})), .name_space = question.name_space, .name = name};
  const auto life = FindNumber(body.root(), {"lease_duration"});
  if (lease.id.empty() || !life || *life <= 0) return fetched;
  const double most = static_cast<double>(kLongestLease.count());
  lease.life = std::chrono::seconds(static_cast<int64_t>(std::min(*life, most)));
  const auto renewable = Find(body.root(), {"renewable"});
  lease.renewable = renewable && renewable->Bool() == true;
  fetched->expires = now + lease.life;
  if (leases_) leases_->Take(question.key, std::move(lease), *fetched);
  return fetched;
}

std::expected<Fetched, ProviderError> VaultProvider::ReadKv1(const Question& question, base::Wall now) {
  const std::string path = "/v1/" + base::PercentEncode(question.WholePath(), "/");
  const auto answer = Read(path, question.name_space, now);
  if (!answer) return std::unexpected(answer.error());
  const std::string where = settings_->address + path;
  if (answer->status != 200) return std::unexpected(ReadError(*answer, where, now));
  return ReadVersion1(*answer, where);
}

std::optional<std::expected<Fetched, ProviderError>> VaultProvider::ReadAsMounted(const Question& question,
                                                                                  base::Wall now) {
  const std::string whole = question.WholePath();
  const auto facts = Read("/v1/sys/internal/ui/mounts/" + base::PercentEncode(whole, "/"), question.name_space, now);
  const auto mount = facts && facts->status == 200 ? ReadMount(*facts) : std::nullopt;
  if (!mount) return std::nullopt;
  if (!question.version.empty() && (!mount->is_kv || mount->version == 1)) {
    return Refuse(Fault::kMisused,
                  mount->is_kv ? "The mount is KV version 1, which keeps no versions" : "Only KV stores keep versions",
                  settings_->address + Kv2Path(question), "take ?version= out");
  }
  if (!mount->is_kv) return ReadDynamic(question, now);
  if (mount->version == 1) return ReadKv1(question, now);
  if (mount->path == question.mount + "/" || !whole.starts_with(mount->path)) return std::nullopt;
  Question longer = question;
  longer.mount = mount->path.substr(0, mount->path.size() - 1);
  longer.path = whole.substr(mount->path.size());
  const auto answer = ReadKv2(longer, now);
  if (!answer) return std::unexpected(answer.error());
  return Kv2Secret(*answer, longer, now);
}

std::expected<fetch::Answer, ProviderError> VaultProvider::ReadKv2(const Question& question, base::Wall now) {
  const std::string query = question.version.empty() ? std::string() : "?version=" + question.version;
  return Read(Kv2Path(question) + query, question.name_space, now);
}

std::expected<Fetched, ProviderError> VaultProvider::Kv2Secret(const fetch::Answer& answer, const Question& question,
                                                               base::Wall now) const {
  const std::string where = settings_->address + Kv2Path(question);
  if (answer.status != 200) return std::unexpected(ReadError(answer, where, now));
  return ReadVersion2(answer, where);
}

std::expected<Fetched, ProviderError> VaultProvider::Get(const Reference& reference, base::Wall now) {
  if (!settings_) return std::unexpected(settings_.error());
  const auto question = QuestionOf(reference);
  if (!question) return std::unexpected(question.error());
  if (leases_) {
    if (auto held = leases_->Find(question->key)) return std::move(*held);
  }
  const auto answer = ReadKv2(*question, now);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 403 || answer->status == 404) {
    if (auto secret = ReadAsMounted(*question, now)) return *std::move(secret);
  }
  return Kv2Secret(*answer, *question, now);
}

}  // namespace gatehouse::secrets

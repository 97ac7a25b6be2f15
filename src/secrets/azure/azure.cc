#include "secrets/azure/azure.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kService = "Azure Key Vault";
constexpr std::string_view kApiVersion = "?api-version=7.4";
constexpr size_t kMaxNameBytes = 127;
constexpr size_t kMaxVaultBytes = 24;
constexpr size_t kMaxKnownVaults = 1000;

bool IsName(std::string_view text, size_t most) {
  return !text.empty() && text.size() <= most &&
         std::ranges::all_of(text, [](char c) { return base::IsAlnum(c) || c == '-'; });
}

struct Place {
  std::string vault;  // the vault's address
  std::string path;   // "/secrets/NAME[/VERSION]"
};

std::expected<Place, ProviderError> PlaceOf(const Reference& reference, const AzureCloud& cloud) {
  const std::string_view path = reference.path;
  const size_t slash = path.find('/');
  std::string_view host = path.substr(0, slash);
  std::string_view name = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  std::string_view version = reference.Parameter("version");
  if (const size_t second = name.find('/'); second != std::string_view::npos && version.empty()) {
    version = name.substr(second + 1);
    name = name.substr(0, second);
  }
  const std::string domain = "." + cloud.vault_domain;
  if (host.ends_with(domain)) host.remove_suffix(domain.size());
  if (!IsName(host, kMaxVaultBytes) || !IsName(name, kMaxNameBytes) ||
      (!version.empty() && !IsName(version, kMaxNameBytes))) {
    return Refuse(Fault::kMisused, "The path is not VAULT/NAME in " + cloud.vault_domain, {},
                  "write ref+azurekeyvault://team-vault/secret-name");
  }
  Place place{"https://" + std::string(host) + domain, "/secrets/" + std::string(name)};
  if (!version.empty()) place.path += "/" + std::string(version);
  if (const std::string named = Environment("GATEHOUSE_AZURE_KEYVAULT_URL"); !named.empty()) {
    auto endpoint = CheckEndpoint(named, "GATEHOUSE_AZURE_KEYVAULT_URL");
    if (!endpoint) return std::unexpected(std::move(endpoint.error()));
    place.vault = std::move(*endpoint);
  }
  return place;
}

// The last segment of ".../secrets/NAME/VERSION".
std::string VersionOf(std::string_view id) {
  const size_t slash = id.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(id.substr(slash + 1));
}

std::optional<base::Wall> TimeOf(const json::Value& root, std::string_view name) {
  constexpr double kMostSeconds = 1e11;
  const auto seconds = FindNumber(root, {"attributes", name});
  if (!seconds || *seconds <= 0 || *seconds > kMostSeconds) return {};
  return base::Wall(std::chrono::seconds(static_cast<int64_t>(*seconds)));
}

}  // namespace

bool AsksForTokenOf(std::string_view challenge, std::string_view resource) {
  constexpr std::string_view kBearer = "bearer ";
  if (!base::EqualIgnoringCase(challenge.substr(0, kBearer.size()), kBearer)) return false;
  challenge.remove_prefix(kBearer.size());
  bool asks = false;
  while (!challenge.empty()) {
    // name="value": Key Vault quotes every value, and none contains a quote or a comma.
    const std::string_view pair = base::TrimSpace(challenge.substr(0, challenge.find(',')));
    challenge.remove_prefix(
        std::min(challenge.find(',') == challenge.npos ? challenge.size() : challenge.find(',') + 1, challenge.size()));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = base::TrimSpace(pair.substr(0, equals));
    std::string_view value = base::TrimSpace(pair.substr(equals + 1));
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
    if (!base::EqualIgnoringCase(name, "resource") && !base::EqualIgnoringCase(name, "scope")) continue;
    if (value.ends_with("/.default")) value.remove_suffix(9);
    while (value.ends_with('/')) value.remove_suffix(1);
    if (value != resource) return false;
    asks = true;
  }
  return asks;
}

AzureProvider::AzureProvider()
    : cloud_(AzureCloudFromEnvironment()), tokens_([this](base::Wall now) { return LogInToAzure(*cloud_, now); }) {}

std::string AzureProvider::CacheKey(const Reference& reference) const {
  return reference.path + '\n' + std::string(reference.Parameter("version"));
}

// The vault is first asked without a token: its challenge must name this cloud's vaults.
std::expected<void, ProviderError> AzureProvider::Challenge(const std::string& vault, const std::string& url) {
  {
    const std::lock_guard lock(mutex_);
    if (known_vaults_.contains(vault)) return {};
  }
  const auto answer = Ask({.url = url}, kService);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status == 429 || answer->status >= 500) {
    return std::unexpected(StatusError(*answer, kService, vault, base::Wall{}));
  }
  if (answer->status != 401 || !AsksForTokenOf(answer->Header("www-authenticate"), cloud_->Resource())) {
    return std::unexpected(
        ProviderError{Fault::kUnreachable,
                      {"The server that answers does not ask for a token of " + cloud_->vault_domain + ": it gets none",
                       vault, "check the vault's name and who answers there"},
                      {},
                      true});
  }
  const std::lock_guard lock(mutex_);
  if (known_vaults_.size() >= kMaxKnownVaults) known_vaults_.clear();
  known_vaults_.insert(vault);
  return {};
}

std::expected<Fetched, ProviderError> AzureProvider::Get(const Reference& reference, base::Wall now) {
  if (!cloud_) return std::unexpected(cloud_.error());
  const auto place = PlaceOf(reference, *cloud_);
  if (!place) return std::unexpected(place.error());
  const std::string url = place->vault + place->path + std::string(kApiVersion);
  const std::string where = place->vault + place->path;
  if (auto challenged = Challenge(place->vault, url); !challenged) {
    return std::unexpected(std::move(challenged.error()));
  }
  std::expected<fetch::Answer, ProviderError> answer;
  constexpr int kAttempts = 2;  // a token may have been withdrawn: retried once with a new one
  for (int attempt = 1;; ++attempt) {
    const auto token = tokens_.Get(now);
    if (!token) return std::unexpected(token.error());
    fetch::Request request{.url = url};
    request.headers.push_back(BearerHeader(*token));
    answer = Ask(std::move(request), kService);
    if (!answer) return std::unexpected(std::move(answer.error()));
    if (answer->status != 401 || attempt == kAttempts) break;
    tokens_.Forget(*token);
  }
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kService, where, now));

  AnswerJson body;
  if (!body.Read(*answer)) return Refuse(Fault::kMalformed, "Azure Key Vault gave no JSON object", where);
  const auto value = Find(body.root(), {"value"});
  if (!value || !value->String()) return Refuse(Fault::kMalformed, "Azure Key Vault gave no value", where);
  const auto enabled = Find(body.root(), {"attributes", "enabled"});
  if (enabled && enabled->Bool() == false) {
    return Refuse(Fault::kDenied, "The secret is disabled", where, "enable it, or name another version");
  }
  return Fetched{base::SecretString(std::string(*value->String())), VersionOf(FindString(body.root(), {"id"})),
                 TimeOf(body.root(), "created"), TimeOf(body.root(), "exp")};
}

}  // namespace gatehouse::secrets

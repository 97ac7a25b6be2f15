#include "control/registry/directory_publisher.h"

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "control/registry/client_id.h"
#include "events/format.h"

namespace gatehouse::registry {
namespace {

constexpr size_t kMaxUrlBytes = 512;
constexpr std::string_view kGateItself = "the gate itself";

std::string KeyOf(const gate::DropletUrl& url) { return url.host + ' ' + std::to_string(url.port); }

}  // namespace

DirectoryPublisher::DirectoryPublisher(const RegistryContext& context, OwnAddresses own)
    : context_(context), own_(std::move(own)) {}

base::Result<std::vector<store::Droplet>> DirectoryPublisher::Droplets() const {
  return context_.database.Read([&](store::Transaction& transaction) { return store::AllDroplets(transaction); });
}

std::optional<base::IpAddress> DirectoryPublisher::Learn(const gate::DropletUrl& url,
                                                         const std::vector<base::IpAddress>& found) {
  const std::lock_guard lock(mutex_);
  const std::string key = KeyOf(url);
  // The name resolves to the gate now, but did not at registration: its messages are not delivered.
  if (own_.IsGate(url, found)) {
    addresses_.erase(key);
    refused_[key] = kGateItself;
    return std::nullopt;
  }
  const auto before = addresses_.find(key);
  if (found.empty()) return before == addresses_.end() ? std::nullopt : std::optional(before->second);
  // Use only addresses on which a droplet may listen; if there is none, the last good address is dropped as well.
  std::vector<base::IpAddress> usable;
  for (const base::IpAddress& address : found) {
    if (context_.registry().networks.Refusal(address).empty()) usable.push_back(address);
  }
  if (usable.empty()) {
    addresses_.erase(key);
    refused_[key] = context_.registry().networks.Refusal(found.front());
    return std::nullopt;
  }
  refused_.erase(key);
  // Keep the current address if it is still among them.
  if (before != addresses_.end() && std::ranges::find(usable, before->second) != usable.end()) return before->second;
  addresses_[key] = usable.front();
  return usable.front();
}

base::Result<std::optional<base::IpAddress>> DirectoryPublisher::Admit(const std::string& url) {
  if (url.size() > kMaxUrlBytes) return base::Fail("The URL is too long", "url", "at most 512 bytes");
  const auto parsed = gate::ParseDropletUrl(url);
  if (!parsed) return std::unexpected(base::Error{parsed.error().what, "url", parsed.error().fix});
  const auto found = context_.resolve(parsed->host);
  if (own_.IsGate(*parsed, found)) {
    return base::Fail("The URL leads back to " + std::string(kGateItself), "url",
                      "give the address that the droplet itself listens on");
  }
  const auto refusal = [&](const base::IpAddress& address) { return context_.registry().networks.Refusal(address); };
  if (!found.empty() && std::ranges::none_of(found, [&](const auto& address) { return refusal(address).empty(); })) {
    return base::Fail("The URL leads to " + std::string(refusal(found.front())) + ", " + found.front().Text(), "url",
                      "give the address that the droplet itself listens on, or list its network in the policy: "
                      "control.registry.networks");
  }
  return Learn(*parsed, found);
}

std::optional<base::IpAddress> DirectoryPublisher::AddressOf(const gate::DropletUrl& url, std::string_view& refused) {
  auto address = base::IpAddress::Parse(url.host);
  if (address) {
    refused = context_.registry().networks.Refusal(*address);
  } else {
    const std::lock_guard lock(mutex_);
    const std::string key = KeyOf(url);
    if (const auto known = addresses_.find(key); known != addresses_.end()) address = known->second;
    if (const auto known = refused_.find(key); known != refused_.end()) refused = known->second;
  }
  if (refused.empty() && address && own_.IsGate(url, {*address})) refused = kGateItself;
  return refused.empty() ? address : std::nullopt;
}

void DirectoryPublisher::TellRefused(const store::Droplet& droplet, std::string_view refused, base::Wall now) {
  if (refused.empty()) {
    refused_droplets_.erase(droplet.id);
    return;
  }
  if (droplet.state == gate::DropletState::kRetired || !refused_droplets_.insert(droplet.id).second) return;
  const std::string subject = SubjectOf(droplet.id);
  const std::string details = droplet.url + " leads to " + std::string(refused) + ": no message goes there";
  context_.link.Log({.time = now,
                     .type = events::type::kDropletMisled,
                     .principal = subject,
                     .issuer = context_.registry().issuer,
                     .details = details});
}

base::Result<> DirectoryPublisher::Publish(base::Wall now) {
  const std::lock_guard publishing(publishing_);
  const auto droplets = Droplets();
  if (!droplets) return std::unexpected(droplets.error());
  gate::Directory directory;
  for (const store::Droplet& droplet : *droplets) {
    const auto url = gate::ParseDropletUrl(droplet.url);
    if (!url) continue;  // stored by a version that accepted more URLs
    gate::DirectoryEntry entry{.id = droplet.id,
                               .state = droplet.state,
                               .tls = url->tls,
                               .host = url->host,
                               .port = url->port,
                               .address = std::nullopt};
    std::string_view refused;
    entry.address = AddressOf(*url, refused);
    TellRefused(droplet, refused, now);
    directory.droplets.emplace(droplet.id, entry);
  }
  const std::string text = gate::WriteDirectory(directory);
  if (text == written_) return {};
  if (auto written = base::WriteFile(context_.control().DirectoryFile(), text); !written) return written;
  written_ = text;
  context_.link.FilesChanged();
  return {};
}

void DirectoryPublisher::ResolveAll(base::Wall now) {
  const auto droplets = Droplets();
  if (!droplets) return;
  for (const store::Droplet& droplet : *droplets) {
    if (droplet.state == gate::DropletState::kRetired) continue;
    const auto url = gate::ParseDropletUrl(droplet.url);
    if (!url || base::IpAddress::Parse(url->host)) continue;
    static_cast<void>(Learn(*url, context_.resolve(url->host)));
  }
  // If the file cannot be written now, the next round tries again.
  static_cast<void>(Publish(now));
}

void DirectoryPublisher::Tick(base::Now now) {
  if (!errand_.Idle()) return;
  if (resolved_at_ && now.steady - *resolved_at_ < kResolveEvery) return;
  resolved_at_ = now.steady;
  errand_.Start([this, wall = now.wall] { ResolveAll(wall); });
}

}  // namespace gatehouse::registry

#include "control/registry/directory_publisher.h"

#include <algorithm>
#include <utility>

#include "base/file.h"

namespace gatehouse::control {
namespace {

constexpr size_t kMaxUrlBytes = 512;

std::string KeyOf(const gate::DropletUrl& url) { return url.host + ' ' + std::to_string(url.port); }

}  // namespace

DirectoryPublisher::DirectoryPublisher(const RegistryContext& context, OwnAddresses own)
    : context_(context), own_(std::move(own)) {}

base::Result<std::vector<Droplet>> DirectoryPublisher::Droplets() const {
  std::vector<Droplet> droplets;
  const auto read = context_.database.Read([&](soci::session& sql) -> base::Result<> {
    droplets = AllDroplets(sql);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return droplets;
}

std::optional<base::IpAddress> DirectoryPublisher::Learn(const gate::DropletUrl& url,
                                                         const std::vector<base::IpAddress>& found) {
  const std::lock_guard lock(mutex_);
  const std::string key = KeyOf(url);
  // A name that leads to the gate today led elsewhere when it was enrolled: its messages go nowhere.
  if (own_.IsGate(url, found)) {
    addresses_.erase(key);
    return std::nullopt;
  }
  const auto before = addresses_.find(key);
  // No answer leaves the last one standing; of several the one in use stays, so that nothing moves without need.
  if (before != addresses_.end() && (found.empty() || std::ranges::find(found, before->second) != found.end())) {
    return before->second;
  }
  if (found.empty()) return std::nullopt;
  addresses_[key] = found.front();
  return found.front();
}

base::Result<std::optional<base::IpAddress>> DirectoryPublisher::Admit(const std::string& url) {
  if (url.size() > kMaxUrlBytes) return base::Fail("is too long", "url", "at most 512 bytes");
  const auto parsed = gate::ParseDropletUrl(url);
  if (!parsed) return std::unexpected(base::Error{parsed.error().what, "url", parsed.error().mend});
  const auto found = context_.resolve(parsed->host);
  if (own_.IsGate(*parsed, found)) {
    return base::Fail("leads back to the gate itself", "url", "give the address that the droplet itself listens on");
  }
  return Learn(*parsed, found);
}

base::Result<> DirectoryPublisher::Publish() {
  const std::lock_guard publishing(publishing_);
  const auto droplets = Droplets();
  if (!droplets) return std::unexpected(droplets.error());
  gate::Directory directory;
  for (const Droplet& droplet : *droplets) {
    const auto url = gate::ParseDropletUrl(droplet.url);
    if (!url) continue;  // of a version that took more than this one
    gate::DirectoryEntry entry{.id = droplet.id,
                               .state = droplet.state,
                               .tls = url->tls,
                               .host = url->host,
                               .port = url->port,
                               .address = base::IpAddress::Parse(url->host)};
    if (!entry.address) {
      const std::lock_guard lock(mutex_);
      if (const auto known = addresses_.find(KeyOf(*url)); known != addresses_.end()) entry.address = known->second;
    }
    if (entry.address && own_.IsGate(*url, {*entry.address})) entry.address.reset();
    directory.droplets.emplace(droplet.id, entry);
  }
  const std::string text = gate::WriteDirectory(directory);
  if (text == written_) return {};
  if (auto written = base::WriteFile(context_.control().DirectoryFile(), text); !written) return written;
  written_ = text;
  context_.link.FilesChanged();
  return {};
}

void DirectoryPublisher::ResolveAll() {
  const auto droplets = Droplets();
  if (!droplets) return;
  for (const Droplet& droplet : *droplets) {
    if (droplet.state == gate::DropletState::kRetired) continue;
    const auto url = gate::ParseDropletUrl(droplet.url);
    if (!url || base::IpAddress::Parse(url->host)) continue;
    static_cast<void>(Learn(*url, context_.resolve(url->host)));
  }
  // A file that can't be written now will be by the next round.
  static_cast<void>(Publish());
}

void DirectoryPublisher::Tick(base::Now now) {
  if (!errand_.Idle()) return;
  if (resolved_at_ && now.steady - *resolved_at_ < kResolveEvery) return;
  resolved_at_ = now.steady;
  errand_.Start([this] { ResolveAll(); });
}

}  // namespace gatehouse::control

// Any bytes as the directory of droplets, and as a droplet's URL: what is read can be written and read again alike.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gate/directory/directory.h"
#include "gate/directory/host_port.h"

namespace {

void Promise(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto directory = gate::ReadDirectory(text)) {
    for (const auto& [id, entry] : directory->droplets) {
      Promise(id == entry.id && id >= gate::kMinDropletId && id <= gate::kMaxDropletId && entry.port != 0);
      Promise(gate::IsHostName(entry.host) || base::IpAddress::Parse(entry.host).has_value());
    }
    const auto again = gate::ReadDirectory(gate::WriteDirectory(*directory));
    Promise(again && *again == *directory);
  }
  if (const auto url = gate::ParseDropletUrl(text)) {
    Promise(url->port != 0 && !url->host.empty());
    const auto again =
        gate::ParseDropletUrl((url->tls ? "https://" : "http://") + gate::Authority(url->host, url->port, url->tls));
    Promise(again && again->tls == url->tls && again->host == url->host && again->port == url->port);
  }
  return 0;
}

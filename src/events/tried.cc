#include "events/tried.h"

#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"

namespace gatehouse::events {
namespace {

constexpr size_t kKeyBytes = 32;

}  // namespace

TriedMark::TriedMark() : key_(crypto::RandomBytes(kKeyBytes)) {}

std::string TriedMark::Of(std::string_view name, std::string_view secret) const {
  if (name.empty() && secret.empty()) return {};
  // The length in front keeps a name apart from what follows it.
  std::string message = std::to_string(name.size()) + ":";
  message.append(name).append(secret);
  const base::SecretString whole(std::move(message));
  const auto mac = crypto::HmacSha256(key_.Reveal(), whole.Reveal());
  return base::HexEncode({reinterpret_cast<const char*>(mac.data()), kBytes});
}

}  // namespace gatehouse::events

#include "control/sharing/shared_key.h"

#include <cstring>

#include "base/bytes.h"
#include "base/crypto_symmetric.h"
#include "base/lines.h"

namespace gatehouse::sharing {
namespace {

constexpr std::string_view kStreamPrefix = "gatehouse:limits:";
constexpr size_t kNameBytes = 8;

// A batch as bytes, all numbers little-endian: version, gate, number; then key, slice_ms and count of each.
constexpr uint64_t kVersion = 1;
constexpr size_t kHeadBytes = 24;
constexpr size_t kToldBytes = 16;

template <typename T>
void AppendNumber(std::string& out, T number) {
  for (size_t i = 0; i < sizeof number; ++i) out += static_cast<char>(number >> (8 * i) & 0xFF);
}

template <typename T>
T NumberAt(std::string_view bytes, size_t at) {
  T number = 0;
  for (size_t i = 0; i < sizeof number; ++i) number |= static_cast<T>(static_cast<uint8_t>(bytes[at + i])) << (8 * i);
  return number;
}

// A file ends with a line break where a reference to the same key has none.
base::SecretString Derived(const base::SecretString& key, std::string_view use, size_t bytes) {
  return crypto::DeriveKey(base::WithoutLineEnds(key.Reveal()), {}, use, bytes);
}

}  // namespace

SharedKey::SharedKey(const base::SecretString& key)
    : bucket_secret_(Derived(key, "gatehouse-limits-1 buckets", state::kSecretBytes)),
      sealing_(Derived(key, "gatehouse-limits-1 batches", crypto::kSealKeyBytes)),
      stream_(kStreamPrefix) {
  stream_ += base::HexEncode(Derived(key, "gatehouse-limits-1 stream", kNameBytes).Reveal());
}

std::array<uint8_t, state::kSecretBytes> SharedKey::BucketSecret() const {
  std::array<uint8_t, state::kSecretBytes> secret{};
  std::memcpy(secret.data(), bucket_secret_.Reveal().data(), secret.size());
  return secret;
}

std::string SharedKey::Seal(const Batch& batch) const {
  std::string plain;
  plain.reserve(kHeadBytes + batch.told.size() * kToldBytes);
  AppendNumber(plain, kVersion);
  AppendNumber(plain, batch.gate);
  AppendNumber(plain, batch.number);
  for (const auto& told : batch.told) {
    AppendNumber(plain, told.key);
    AppendNumber(plain, told.slice_ms);
    AppendNumber(plain, told.count);
  }
  return crypto::Seal(sealing_.Reveal(), plain, stream_);
}

std::optional<Batch> SharedKey::Open(std::string_view sealed) const {
  const auto opened = crypto::Open(sealing_.Reveal(), sealed, stream_);
  if (!opened) return std::nullopt;
  const std::string_view plain = opened->Reveal();
  if (plain.size() < kHeadBytes || (plain.size() - kHeadBytes) % kToldBytes != 0) return std::nullopt;
  if (NumberAt<uint64_t>(plain, 0) != kVersion) return std::nullopt;
  Batch batch{.gate = NumberAt<uint64_t>(plain, 8), .number = NumberAt<uint64_t>(plain, 16), .told = {}};
  batch.told.reserve((plain.size() - kHeadBytes) / kToldBytes);
  for (size_t at = kHeadBytes; at < plain.size(); at += kToldBytes) {
    batch.told.push_back({.key = NumberAt<uint64_t>(plain, at),
                          .slice_ms = NumberAt<uint32_t>(plain, at + 8),
                          .count = NumberAt<uint32_t>(plain, at + 12)});
  }
  return batch;
}

}  // namespace gatehouse::sharing

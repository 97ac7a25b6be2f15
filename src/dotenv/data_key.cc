#include "dotenv/data_key.h"

#include <array>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"

namespace gatehouse::dotenv {
namespace {

constexpr std::string_view kTextBegins = "gatehouse-env-key v1 ";
constexpr size_t kFingerprintDigits = 16;

// The purpose of each derived key (HKDF's info); the file id is the salt.
constexpr std::string_view kForFernet = "gatehouse-env-1 fernet";
constexpr std::string_view kForMac = "gatehouse-env-1 mac";
constexpr std::string_view kForFingerprint = "gatehouse-env-1 fingerprint";

}  // namespace

std::string MakeFileId() { return base::HexEncode(crypto::RandomBytes(kFileIdBytes)); }

DataKey DataKey::Make(const std::string& file_id) {
  return {base::SecretString(crypto::RandomBytes(kDataKeyBytes)), file_id};
}

DataKey::DataKey(base::SecretString bytes, const std::string& file_id)
    : file_id_(file_id),
      bytes_(std::move(bytes)),
      fernet_(*FernetKey::FromBytes(crypto::DeriveKey(bytes_.Reveal(), file_id_, kForFernet, kFernetKeyBytes))),
      mac_key_(crypto::DeriveKey(bytes_.Reveal(), file_id_, kForMac, kDataKeyBytes)),
      fingerprint_key_(crypto::DeriveKey(bytes_.Reveal(), file_id_, kForFingerprint, kDataKeyBytes)) {}

base::Result<DataKey> DataKey::FromText(std::string_view text, const std::string& file_id) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const size_t id_size = 2 * kFileIdBytes;
  if (!text.starts_with(kTextBegins) || text.size() < kTextBegins.size() + id_size + 1) {
    return base::Fail("The message for the GPG key does not contain a data key", {}, "take the file from a good copy");
  }
  text.remove_prefix(kTextBegins.size());
  if (text.substr(0, id_size) != file_id) {
    return base::Fail("The wrapped data key belongs to another file", {}, "take the file from a good copy");
  }
  auto bytes = base::Base64UrlDecode(text.substr(id_size + 1));
  if (text[id_size] != ' ' || !bytes || bytes->size() != kDataKeyBytes) {
    return base::Fail("The message for the GPG key does not contain a data key", {}, "take the file from a good copy");
  }
  return DataKey(base::SecretString(std::move(*bytes)), file_id);
}

base::SecretString DataKey::Text() const {
  const base::SecretString encoded(base::Base64UrlEncode(bytes_.Reveal()));
  std::string text;
  text.reserve(kTextBegins.size() + file_id_.size() + encoded.Reveal().size() + 2);
  text += kTextBegins;
  text += file_id_;
  text += ' ';
  text += encoded.Reveal();
  text += '\n';
  return base::SecretString(std::move(text));
}

std::string DataKey::Mac(std::string_view signed_part) const {
  return base::HexEncode(base::Characters(crypto::HmacSha256(mac_key_.Reveal(), signed_part)));
}

std::string DataKey::Fingerprint(std::string_view name, std::string_view value) const {
  const base::SecretString framed(Frame({name, value}));
  return base::HexEncode(base::Characters(crypto::HmacSha256(fingerprint_key_.Reveal(), framed.Reveal())))
      .substr(0, kFingerprintDigits);
}

bool DataKey::Equals(const DataKey& other) const {
  return file_id_ == other.file_id_ && crypto::EqualInConstantTime(bytes_.Reveal(), other.bytes_.Reveal());
}

std::string Frame(std::initializer_list<std::string_view> fields) {
  size_t bytes = 0;
  for (const std::string_view field : fields) bytes += 4 + field.size();
  std::string framed;
  framed.reserve(bytes);
  for (const std::string_view field : fields) {
    for (int shift = 24; shift >= 0; shift -= 8) framed += static_cast<char>(field.size() >> shift & 0xFF);
    framed += field;
  }
  return framed;
}

}  // namespace gatehouse::dotenv

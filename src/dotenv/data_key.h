// The one secret of an encrypted `.env` file, and the keys derived from it: the Fernet key of the values, the key of
// the MAC, the key of the fingerprints that `diff` shows. Shown by encrypted_file_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"
#include "dotenv/fernet.h"

namespace gatehouse::dotenv {

inline constexpr size_t kDataKeyBytes = 32;
inline constexpr size_t kFileIdBytes = 16;

[[nodiscard]] std::string MakeFileId();  // random, in hexadecimal

class DataKey {
 public:
  [[nodiscard]] static DataKey Make(const std::string& file_id);
  // Reads the result of Text(). Error: it is not a data key, or it belongs to another file.
  [[nodiscard]] static base::Result<DataKey> FromText(std::string_view text, const std::string& file_id);
  // The one line of text that is wrapped for recipients, so that a file can be rescued with gpg and any Fernet library
  // (doc/dotenv.md).
  [[nodiscard]] base::SecretString Text() const;

  [[nodiscard]] const FernetKey& fernet() const { return fernet_; }
  [[nodiscard]] std::string Mac(std::string_view signed_part) const;                           // in hexadecimal
  [[nodiscard]] std::string Fingerprint(std::string_view name, std::string_view value) const;  // 16 hexadecimal digits
  [[nodiscard]] DataKey Copy() const { return {bytes_.Copy(), file_id_}; }
  [[nodiscard]] bool Equals(const DataKey& other) const;

 private:
  DataKey(base::SecretString bytes, const std::string& file_id);

  std::string file_id_;
  base::SecretString bytes_;
  FernetKey fernet_;
  base::SecretString mac_key_;
  base::SecretString fingerprint_key_;
};

// Each field preceded by its length: two different lists never produce the same bytes.
[[nodiscard]] std::string Frame(std::initializer_list<std::string_view> fields);

}  // namespace gatehouse::dotenv

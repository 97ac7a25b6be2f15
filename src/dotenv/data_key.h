// The one secret of an encrypted `.env` file, and what is derived from it: the Fernet key of its values, the key of its
// MAC, the key of the fingerprints that `diff` shows. Shown by encrypted_file_test.cc.
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
  // From what WrappedText said. Error: it is none, or that of another file.
  [[nodiscard]] static base::Result<DataKey> FromText(std::string_view text, const std::string& file_id);
  // One line of text that a recipient gets, so that a file can be rescued with gpg and any Fernet library
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

// Each field with its length in front: two different lists never become the same bytes.
[[nodiscard]] std::string Frame(std::initializer_list<std::string_view> fields);

}  // namespace gatehouse::dotenv

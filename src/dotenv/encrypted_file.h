// An opened encrypted `.env` file: every value decrypted in memory, every line verified. Writing it keeps the token of
// every value that did not change. Shown by encrypted_file_test.cc (round trips of generated files, every
// change to a file detected), tests/dotenv/.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "dotenv/data_key.h"
#include "dotenv/document.h"
#include "dotenv/keyring.h"
#include "dotenv/sealed_file.h"

namespace gatehouse::dotenv {

class EncryptedFile {
 public:
  // A new file with a new id and a new data key for these recipients (at least one).
  [[nodiscard]] static base::Result<EncryptedFile> Make(Document document, std::span<const std::string> recipients,
                                                        const Keyring& keyring);
  // Error: none of the recipients' secret keys is available, or the first fault of the file.
  [[nodiscard]] static base::Result<EncryptedFile> Open(const SealedFile& sealed, const Keyring& keyring);
  [[nodiscard]] static base::Result<EncryptedFile> OpenWith(const SealedFile& sealed, DataKey key);

  Document document;

  [[nodiscard]] const std::string& file_id() const { return file_id_; }
  [[nodiscard]] const DataKey& key() const { return key_; }
  [[nodiscard]] std::vector<std::string> Recipients() const;
  [[nodiscard]] bool HasRecipient(std::string_view fingerprint) const;
  [[nodiscard]] base::Result<> AddRecipient(const std::string& fingerprint, const Keyring& keyring);
  // Makes a new data key, because the removed recipient knew the old one. The last recipient cannot be removed.
  [[nodiscard]] base::Result<> RemoveRecipient(std::string_view fingerprint, const Keyring& keyring);
  // Wraps the same data key for a newer subkey of the recipient: no value changes.
  [[nodiscard]] base::Result<> WrapAgain(const std::string& fingerprint, const Keyring& keyring);
  [[nodiscard]] const std::vector<KeyLine>& KeyLines() const { return keys_; }
  // Takes the other file's key line for a recipient, replacing an existing one. False: the other file has no such line,
  // or has another data key.
  bool TakeKeyLine(std::string_view fingerprint, const EncryptedFile& other);
  // Makes a new data key, wraps it for every recipient, and encrypts all values again.
  [[nodiscard]] base::Result<> Rotate(const Keyring& keyring);

  [[nodiscard]] EncryptedFile Copy() const;
  // Requires the same data key in both files: values that `other` contains too keep the other file's token.
  void KeepTokensOf(const EncryptedFile& other);

  // The content of the file to be written.
  [[nodiscard]] base::Result<std::string> Text(base::Wall now) const;

 private:
  struct Kept {
    std::string name;  // empty for a hidden comment
    base::SecretString raw;
    std::string token;
    [[nodiscard]] Kept Copy() const { return {name, raw.Copy(), token}; }
  };
  class KeptTokens;

  EncryptedFile(Document plain, std::string file_id, DataKey key)
      : document(std::move(plain)), file_id_(std::move(file_id)), key_(std::move(key)) {}

  [[nodiscard]] std::string NewToken(const Item& item, base::Wall now) const;
  // Parts of the file's text: the line that says what it is, and those of keys and recipients.
  [[nodiscard]] std::string FirstLine() const;
  [[nodiscard]] std::string LinesOfKeys() const;

  std::string file_id_;
  DataKey key_;
  std::vector<KeyLine> keys_;
  std::vector<Kept> kept_;  // in the order of the file that was read
};

// The data key, unwrapped with an available secret key.
[[nodiscard]] base::Result<DataKey> FindDataKey(const SealedFile& sealed, const Keyring& keyring);
// Everything that is wrong with the file, the most important fault first; empty if nothing is.
[[nodiscard]] std::vector<base::Error> Faults(const SealedFile& sealed, const DataKey& key);

}  // namespace gatehouse::dotenv

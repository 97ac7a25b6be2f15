// The text of an encrypted `.env` file, parsed without any key: nothing of it is verified, which
// encrypted_file.h does. The format is in doc/dotenv.md. Shown by sealed_file_test.cc,
// fuzz/encrypted_dotenv_fuzz.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "dotenv/document.h"

namespace gatehouse::dotenv {

// #gatehouse-env v1 file-id=… [unterminated]
// … the lines of the file, each value as a token, hidden comments as #gatehouse-hidden TOKEN
// #gatehouse-key FINGERPRINT BASE64     one or more
// #gatehouse-recipient FINGERPRINT BASE64 NAME     the recipient: the public key, or "-", and the first user id
// #gatehouse-mac HEX
inline constexpr std::string_view kHeaderWord = "#gatehouse-env ";
inline constexpr std::string_view kVersionWord = "v1 ";
inline constexpr std::string_view kFileIdWord = "file-id=";
inline constexpr std::string_view kUnterminatedWord = " unterminated";
inline constexpr std::string_view kHiddenWord = "#gatehouse-hidden ";
inline constexpr std::string_view kKeyWord = "#gatehouse-key ";
inline constexpr std::string_view kRecipientWord = "#gatehouse-recipient ";
inline constexpr std::string_view kMacWord = "#gatehouse-mac ";

// A token is a third longer than its content and contains the name again: enough for every file in clear.
inline constexpr size_t kMaxSealedBytes = 8 * kMaxFileBytes;
inline constexpr size_t kMaxRecipients = 100;
inline constexpr size_t kMaxUserBytes = 256;
// What to do about a file that is damaged.
inline constexpr std::string_view kGoodCopy = "take the file from a good copy: git checkout FILE";
inline constexpr size_t kMinFingerprintDigits = 40;
inline constexpr size_t kMaxFingerprintDigits = 64;

struct KeyLine {
  // Of the recipient's primary key, in upper-case hexadecimal; of one subkey with a trailing '!'.
  std::string fingerprint;
  std::string wrapped;     // the data key as an OpenPGP message, in binary
  std::string public_key;  // in binary, without third-party signatures; empty: not stored
  std::string user;        // the first user id; empty: not stored

  friend bool operator==(const KeyLine&, const KeyLine&) = default;
};

struct SealedItem {
  Item::Kind kind = Item::Kind::kText;
  std::string head;
  std::string name;
  std::string token;  // of a setting and of a hidden comment
  std::string ending;
  size_t line = 0;
};

struct SealedFile {
  std::string origin;
  std::string file_id;
  bool unterminated = false;  // the last line of the file in clear has no line break
  std::vector<SealedItem> items;
  std::vector<KeyLine> keys;
  std::string signed_part;  // everything before the line of the MAC
  std::string mac;

  // Files that were cut off, merged by hand, edited in clear or changed by git each get an Error of their own.
  [[nodiscard]] static base::Result<SealedFile> Parse(std::string_view text, const std::string& origin);
  // Comments in clear that contain a secret: written by an older program, or typed in by hand.
  [[nodiscard]] std::vector<size_t> ClearSecrets() const;
  [[nodiscard]] std::string Where(size_t line) const { return origin + ":" + std::to_string(line); }
};

// Whether the text begins with the first word of an encrypted file; SealedFile checks the rest.
[[nodiscard]] bool IsSealed(std::string_view text);
// The same of a file that may also be in clear. An error if it must not be: its name ends in ".encrypted", or it has
// lines of an encrypted file, and the first one is gone. Its values would be taken for what they are not.
[[nodiscard]] base::Result<bool> IsSealedFile(std::string_view text, const std::string& path);

}  // namespace gatehouse::dotenv

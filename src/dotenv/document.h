// A `.env` file in clear with all of its text: what is read can be written back byte for byte, and one value can be
// changed without touching the rest. Shown by document_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"
#include "dotenv/grammar.h"

namespace gatehouse::dotenv {

// Prefix of the lines that Gatehouse adds to an encrypted file (encrypted_file.h).
inline constexpr std::string_view kOwnLine = "#gatehouse-";

// One line, or the lines of a value that spans several.
struct Item {
  enum class Kind : uint8_t {
    kText,     // blank, or a comment: in `head`
    kHidden,   // a comment that contains a setting or another secret, or begins with kOwnLine: in `raw`
    kSetting,  // `head` is everything up to and including the '=', `raw` everything after it
  };
  Kind kind = Kind::kText;
  std::string head;
  std::string name;  // of a setting
  base::SecretString raw;
  std::string ending;  // "\n", "\r\n", or "" at the end of the file
  // For a setting: the meaning of `raw`, and the position of the value in `raw`.
  base::SecretString value;
  size_t spelled_from = 0, spelled_to = 0;
  size_t line = 0;

  [[nodiscard]] Item Copy() const;
};

// Whether a comment, taken alone, contains a secret.
[[nodiscard]] bool CommentHoldsSecret(std::string_view comment);

struct Document {
  std::vector<Item> items;

  // Which comments are secrets: settings that are commented out, and anything that a redactor would remove from logs (a
  // password in prose, a URL with one, a private key). Encrypted files are read with kSettings.
  enum class Secrets : uint8_t { kSettingsAndMore, kSettings };
  [[nodiscard]] static base::Result<Document> Parse(std::string_view text, const std::string& origin,
                                                    size_t max_bytes = kMaxFileBytes,
                                                    Secrets secrets = Secrets::kSettingsAndMore);

  // Everything that is wrong with the text, in the order of its lines; empty if nothing is.
  [[nodiscard]] static std::vector<base::Error> Problems(std::string_view text, const std::string& origin);

  [[nodiscard]] Document Copy() const;
  [[nodiscard]] base::SecretString Text() const;
  [[nodiscard]] const Item* Find(std::string_view name) const;
  // Replaces the value if the name exists, else adds a last line. A comment after the value stays.
  [[nodiscard]] base::Result<> Set(std::string_view name, std::string_view value);
  bool Remove(std::string_view name);  // false: there was no such name
  // Adds the line break that the last line may lack; CRLF in a file of CRLF lines.
  void EndLines();
  [[nodiscard]] std::vector<size_t> HiddenLines() const;  // the line numbers of hidden comments
  [[nodiscard]] std::vector<Setting> Settings() const;
};

}  // namespace gatehouse::dotenv

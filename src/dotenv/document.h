// A `.env` file in clear with everything that it holds: what is read can be written back byte for byte, and one value
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

// Our own lines of an encrypted file begin so (encrypted_file.h).
inline constexpr std::string_view kOwnLine = "#gatehouse-";

// One line, or the several of a value that goes over lines.
struct Item {
  enum class Kind : uint8_t {
    kText,     // blank, or a comment: `head` has it
    kHidden,   // a comment that holds a setting or another secret, or begins as our own lines do: `raw` has it
    kSetting,  // `head` is everything up to the '=' and with it, `raw` everything behind
  };
  Kind kind = Kind::kText;
  std::string head;
  std::string name;  // of a setting
  base::SecretString raw;
  std::string ending;  // "\n", "\r\n", or "" at the end of the file
  // Of a setting: what `raw` means, and where in `raw` the value is spelled.
  base::SecretString value;
  size_t spelled_from = 0, spelled_to = 0;
  size_t line = 0;

  [[nodiscard]] Item Copy() const;
};

// Whether a comment holds a secret, by itself.
[[nodiscard]] bool CommentHoldsSecret(std::string_view comment);

struct Document {
  std::vector<Item> items;

  // Which comments are secrets: settings that are commented out, and what a redactor would take out of a log (a
  // password in prose, a URL with one, a private key). Encrypted files are read by the first rule alone.
  enum class Secrets : uint8_t { kSettingsAndMore, kSettings };
  [[nodiscard]] static base::Result<Document> Parse(std::string_view text, const std::string& origin,
                                                    size_t max_bytes = kMaxFileBytes,
                                                    Secrets secrets = Secrets::kSettingsAndMore);

  // Everything that is wrong with the text, line by line; empty: nothing is.
  [[nodiscard]] static std::vector<base::Error> Problems(std::string_view text, const std::string& origin);

  [[nodiscard]] Document Copy() const;
  [[nodiscard]] base::SecretString Text() const;
  [[nodiscard]] const Item* Find(std::string_view name) const;
  // In place where the name is there, as a new last line where not. A comment behind the value stays.
  [[nodiscard]] base::Result<> Set(std::string_view name, std::string_view value);
  bool Remove(std::string_view name);  // false: it was not there
  // Every line but the last must end; a file of CRLF lines gets CRLF.
  void EndLines();
  [[nodiscard]] std::vector<size_t> HiddenLines() const;  // the numbers of the lines that hold hidden comments
  [[nodiscard]] std::vector<Setting> Settings() const;
};

}  // namespace gatehouse::dotenv

// For tests: a keyring without GPG, and random `.env` files.
#pragma once

#include <random>
#include <string>
#include <utility>

#include "dotenv/keyring.h"

namespace gatehouse::dotenv {

// Wraps by prepending a fingerprint; holds the secret keys that the test adds.
class TableKeyring : public Keyring {
 public:
  explicit TableKeyring(std::vector<std::string> held) : held_(std::move(held)) {}

  base::Result<std::vector<std::string>> Held(std::span<const std::string> fingerprints) const override {
    std::vector<std::string> both;
    for (const std::string& one : fingerprints) {
      for (const std::string& mine : held_) {
        if (one == mine) both.push_back(one);
      }
    }
    return both;
  }
  base::Result<std::string> Wrap(const std::string& fingerprint, std::string_view secret) const override {
    return fingerprint + std::string(secret);
  }
  base::Result<base::SecretString> Unwrap(std::string_view wrapped) const override {
    for (const std::string& mine : held_) {
      if (wrapped.starts_with(mine)) return base::SecretString(std::string(wrapped.substr(mine.size())));
    }
    return base::Fail("Is not for us");
  }

 private:
  std::vector<std::string> held_;
};

inline const std::string kAnna(40, 'A');
inline const std::string kBert(40, 'B');

// A random file that the grammar accepts: every kind of line, value, quote, blank and line end.
inline std::string RandomDotenv(std::mt19937& random, size_t max_lines = 12) {
  const auto pick = [&](auto... choices) {
    const std::string all[] = {std::string(choices)...};
    return all[random() % std::size(all)];
  };
  const auto words = [&](auto... alphabet) {
    std::string text;
    for (size_t n = random() % 8; n > 0; --n) text += pick(alphabet...);
    return text;
  };
  std::string text;
  const size_t lines = random() % (max_lines + 1);
  for (size_t i = 0; i < lines; ++i) {
    const std::string name = pick("A", "DB_URL", "_x9", "export") + std::to_string(i);
    const std::string front = pick("", "", " ", "\t", "export ", " export\t ");
    const std::string behind = pick("", "", " ", " # c", "\t#", " # K=v");
    std::string value;
    switch (random() % 5) {
      case 0:
        value = "v" + words("a", "#", "=", "'", "\"", "`", "$", "\\", "\xC3\xA9", "-");
        break;
      case 1:
        value = "'" + words("a", " ", "\"", "`", "\\", "\n", "\r\n", "#", "=", "\n#B=1") + "'";
        break;
      case 2:
        value = "\"" + words("a", " ", "'", "`", "\\\\", "\\\"", "\\n", "\n", "\r\n", "#", "\nC=2\n") + "\"";
        break;
      case 3:
        value = "`" + words("a", " ", "'", "\"", "\\", "\n", "\r\n", "${X}") + "`";
        break;
      default:
        break;
    }
    const std::string setting = front + name + pick("", "", " ") + "=" + pick("", "", " ") + value + behind;
    text += pick(setting, setting, setting, std::string("# words"), std::string("#OLD=secret"), std::string("  #b='x"),
                 std::string("#gatehouse-mac 0"), std::string(""), std::string(" \t"), std::string("# y' z"));
    if (i + 1 < lines || random() % 4 != 0) text += pick("\n", "\n", "\r\n");
  }
  return text;
}

}  // namespace gatehouse::dotenv

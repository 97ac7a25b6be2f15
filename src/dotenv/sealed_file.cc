#include "dotenv/sealed_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "dotenv/data_key.h"
#include "dotenv/gpg.h"

namespace gatehouse::dotenv {
namespace {

constexpr size_t kMacDigits = 64;

bool IsUpperHex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return base::IsDigit(c) || (c >= 'A' && c <= 'F'); });
}

// Only characters of a token: base64url and its padding.
bool LooksLikeToken(std::string_view text) {
  const auto is_token_character = [](char c) { return base::IsAlnum(c) || c == '-' || c == '_' || c == '='; };
  return text.starts_with("gAAAA") && std::ranges::all_of(text, is_token_character);
}

// The line number of git's first conflict marker; 0: none.
size_t ConflictLine(std::string_view text) {
  constexpr std::array<std::string_view, 3> kMarkers = {"<<<<<<< ", "||||||| ", ">>>>>>> "};
  size_t line = 1;
  for (size_t at = 0; at < text.size(); ++line) {
    const std::string_view rest = text.substr(at);
    if (std::ranges::any_of(kMarkers, [&](std::string_view marker) { return rest.starts_with(marker); })) return line;
    at = std::min(text.find('\n', at), text.size()) + 1;
  }
  return 0;
}

class SealedParser {
 public:
  explicit SealedParser(const std::string& origin) { file_.origin = origin; }

  base::Result<SealedFile> Run(std::string_view text) {
    const auto fail = [&](std::string what, size_t line, std::string_view fix = kGoodCopy) {
      return base::Fail(std::move(what), file_.Where(line), std::string(fix));
    };
    if (!IsSealed(text)) {
      return base::Fail("Not an encrypted .env file", file_.origin,
                        "gatehouse env encrypt makes one of a file in clear");
    }
    if (const size_t line = ConflictLine(text)) {
      return fail("Holds git's conflict markers", line,
                  "gatehouse env git-setup, then git checkout --merge FILE: both sides are merged by names");
    }
    if (text.substr(0, text.find('\n')).ends_with('\r')) {
      return fail("Its line ends were changed to CRLF", 1, "'gatehouse env git-setup' keeps git from doing that");
    }
    auto document = Document::Parse(text, file_.origin, kMaxSealedBytes, Document::Secrets::kSettings);
    if (!document) return base::Fail(document.error().what, document.error().where, std::string(kGoodCopy));
    std::vector<Item>& lines = document->items;
    if (auto good = ReadHeader(lines.front()); !good) return std::unexpected(good.error());
    const std::string_view last = lines.back().raw.Reveal();
    if (!last.starts_with(kMacWord) || lines.back().ending != "\n") {
      return fail("Ends early: its last line is not that of the MAC", lines.back().line);
    }
    file_.mac = last.substr(kMacWord.size());
    if (file_.mac.size() != kMacDigits || !base::AllLowerHex(file_.mac))
      return fail("Its MAC is damaged", lines.back().line);
    file_.signed_part = text.substr(0, text.size() - last.size() - 1);
    for (size_t i = 1; i + 1 < lines.size(); ++i) {
      if (auto good = ReadLine(lines[i]); !good) return std::unexpected(good.error());
    }
    if (file_.keys.empty()) return fail("Has no recipient: its #gatehouse-key lines are missing", lines.back().line);
    return std::move(file_);
  }

 private:
  base::Result<> ReadHeader(const Item& item) {
    std::string_view line = item.raw.Reveal();
    line.remove_prefix(kHeaderWord.size());
    if (!line.starts_with(kVersionWord)) {
      return base::Fail("Is of a version that this program does not know", file_.Where(1), "use a newer gatehouse");
    }
    line.remove_prefix(kVersionWord.size());
    if (line.ends_with(kUnterminatedWord)) {
      file_.unterminated = true;
      line.remove_suffix(kUnterminatedWord.size());
    }
    if (!line.starts_with(kFileIdWord) || line.size() != kFileIdWord.size() + 2 * kFileIdBytes ||
        !base::AllLowerHex(line.substr(kFileIdWord.size())) || item.ending != "\n") {
      return base::Fail("Its first line is damaged", file_.Where(1), std::string(kGoodCopy));
    }
    file_.file_id = line.substr(kFileIdWord.size());
    return {};
  }

  base::Result<> ReadLine(Item& item) {
    const std::string_view raw = item.raw.Reveal();
    if (item.kind == Item::Kind::kHidden && raw.starts_with(kKeyWord)) return ReadKey(item);
    if (item.kind == Item::Kind::kHidden && raw.starts_with(kRecipientWord)) return ReadRecipient(item);
    if (!file_.keys.empty()) {
      return base::Fail("Has a line after those of its recipients", file_.Where(item.line), std::string(kGoodCopy));
    }
    SealedItem sealed{item.kind, std::move(item.head), std::move(item.name), {}, std::move(item.ending), item.line};
    if (item.kind == Item::Kind::kSetting) {
      if (!LooksLikeToken(raw)) {
        return base::Fail("The value of " + sealed.name + " is not encrypted", file_.Where(item.line),
                          "change values with 'gatehouse env set' or 'gatehouse env edit'");
      }
      sealed.token = raw;
    } else if (item.kind == Item::Kind::kHidden) {
      const std::string_view token = raw.starts_with(kHiddenWord) ? raw.substr(kHiddenWord.size()) : std::string_view();
      if (!LooksLikeToken(token)) {
        return base::Fail("A commented-out setting, or a line of Gatehouse's own, is not as it must be",
                          file_.Where(item.line), "change the file with 'gatehouse env edit'");
      }
      sealed.token = token;
    }
    file_.items.push_back(std::move(sealed));
    return {};
  }

  base::Result<> ReadKey(const Item& item) {
    const auto damaged = [&] {
      return base::Fail("The line of a recipient is damaged", file_.Where(item.line), std::string(kGoodCopy));
    };
    if (item.ending != "\n") return damaged();
    if (file_.keys.size() == kMaxRecipients) {
      return base::Fail("Has too many recipients", file_.Where(item.line),
                        "the limit is " + std::to_string(kMaxRecipients));
    }
    const std::string_view words = item.raw.Reveal().substr(kKeyWord.size());
    const size_t blank = words.find(' ');
    if (blank == std::string_view::npos) return damaged();
    const std::string_view fingerprint = words.substr(0, blank);
    const std::string_view digits = fingerprint.substr(0, fingerprint.size() - (fingerprint.ends_with('!') ? 1 : 0));
    if (digits.size() < kMinFingerprintDigits || digits.size() > kMaxFingerprintDigits) return damaged();
    auto wrapped = base::Base64Decode(words.substr(blank + 1));
    if (!IsUpperHex(digits) || !wrapped || wrapped->empty() || wrapped->size() > kMaxWrappedBytes) return damaged();
    if (std::ranges::any_of(file_.keys, [&](const KeyLine& key) { return key.fingerprint == fingerprint; })) {
      return base::Fail("Names a recipient twice", file_.Where(item.line), std::string(kGoodCopy));
    }
    file_.keys.push_back({std::string(fingerprint), std::move(*wrapped)});
    return {};
  }

  base::Result<> ReadRecipient(const Item& item) {
    const std::string_view words = item.raw.Reveal().substr(kRecipientWord.size());
    const size_t first = words.find(' ');
    const size_t second = first == std::string_view::npos ? first : words.find(' ', first + 1);
    const auto key = std::ranges::find(file_.keys, words.substr(0, first), &KeyLine::fingerprint);
    const auto damaged = [&] {
      return base::Fail("The line of a recipient is damaged", file_.Where(item.line), std::string(kGoodCopy));
    };
    if (second == std::string_view::npos || key == file_.keys.end() || !key->user.empty() || item.ending != "\n") {
      return damaged();
    }
    const std::string_view encoded = words.substr(first + 1, second - first - 1);
    auto public_key = encoded == "-" ? std::optional<std::string>("") : base::Base64Decode(encoded);
    const std::string_view user = words.substr(second + 1);
    if (!public_key || public_key->size() > kMaxWrappedBytes || user.empty() || user.size() > kMaxUserBytes) {
      return damaged();
    }
    key->public_key = std::move(*public_key);
    key->user = user;
    return {};
  }

  SealedFile file_;
};

}  // namespace

bool IsSealed(std::string_view text) { return text.starts_with(kHeaderWord); }

base::Result<bool> IsSealedFile(std::string_view text, const std::string& path) {
  if (IsSealed(text)) return true;
  if (text.contains("\n#gatehouse-key ") || text.contains("\n#gatehouse-mac "))
    return base::Fail("Has lost its first line: it was an encrypted .env file", path, std::string(kGoodCopy));
  if (path.ends_with(".encrypted"))
    return base::Fail("Not an encrypted .env file, as its name says", path,
                      "restore it from git, or encrypt the file in clear: gatehouse env encrypt");
  return false;
}

std::vector<size_t> SealedFile::ClearSecrets() const {
  std::vector<size_t> lines;
  for (const SealedItem& item : items) {
    if (item.kind == Item::Kind::kText && CommentHoldsSecret(item.head)) lines.push_back(item.line);
  }
  return lines;
}

base::Result<SealedFile> SealedFile::Parse(std::string_view text, const std::string& origin) {
  return SealedParser(origin).Run(text);
}

}  // namespace gatehouse::dotenv

#include "dotenv/encrypted_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/counted.h"
#include "base/crypto.h"
#include "dotenv/grammar.h"

namespace gatehouse::dotenv {
namespace {

constexpr std::string_view kFrameWord = "gatehouse-env-1";

// The context that a value is bound to; the value itself follows.
std::string Binding(std::string_view file_id, Item::Kind kind, std::string_view name) {
  return Frame({kFrameWord, file_id, kind == Item::Kind::kHidden ? "comment" : "setting", name});
}

std::string Called(const SealedItem& item) {
  return item.kind == Item::Kind::kHidden ? "a hidden comment" : "the value of " + item.name;
}

base::Result<base::SecretString> OpenToken(const SealedFile& sealed, const SealedItem& item, const DataKey& key) {
  const auto plain = key.fernet().Open(item.token);
  if (!plain) {
    return base::Fail("The token for " + Called(item) + " was changed, or belongs to another file",
                      sealed.Where(item.line), std::string(kGoodCopy));
  }
  const std::string binding = Binding(sealed.file_id, item.kind, item.name);
  if (!plain->Reveal().starts_with(binding)) {
    return base::Fail("The token for " + Called(item) + " was made for another name", sealed.Where(item.line),
                      std::string(kGoodCopy));
  }
  return base::SecretString(std::string(plain->Reveal().substr(binding.size())));
}

// Stores the recipient's description in one line; a user id that does not fit keeps the earlier one.
void Describe(KeyLine& line, const Keyring& keyring) {
  Keyring::Description known = keyring.Describe(line.fingerprint);
  const bool fits = !known.user.empty() && known.user.size() <= kMaxUserBytes && base::IsUtf8(known.user) &&
                    !HasControl(known.user) && base::TrimSpace(known.user) == known.user;
  if (!fits) return;
  line.user = std::move(known.user);
  line.public_key = std::move(known.public_key);
}

std::string NamesOf(const std::vector<KeyLine>& keys) {
  constexpr size_t kMostShown = 5;
  std::string names;
  size_t shown = 0;
  for (const KeyLine& key : keys) {
    if (key.user.empty() || shown++ == kMostShown) continue;
    names += (names.empty() ? "" : ", ") + key.user;
  }
  return names;
}

bool MacHolds(const SealedFile& sealed, const DataKey& key) {
  return crypto::EqualInConstantTime(key.Mac(sealed.signed_part), sealed.mac);
}

}  // namespace

base::Result<DataKey> FindDataKey(const SealedFile& sealed, const Keyring& keyring) {
  std::vector<std::string> fingerprints;
  fingerprints.reserve(sealed.keys.size());
  for (const KeyLine& key : sealed.keys) fingerprints.push_back(key.fingerprint);
  const auto held = keyring.Held(fingerprints);
  if (!held) return base::Fail(held.error().what, sealed.origin, held.error().fix);
  std::optional<base::Error> first;
  for (const KeyLine& key : sealed.keys) {
    if (std::ranges::find(*held, key.fingerprint) == held->end()) continue;
    const auto text = keyring.Unwrap(key.wrapped);
    auto data_key =
        text ? DataKey::FromText(text->Reveal(), sealed.file_id) : base::Result<DataKey>(std::unexpected(text.error()));
    if (data_key) return data_key;
    if (!first) first = base::Error{data_key.error().what, sealed.origin, data_key.error().fix};
  }
  if (first) return std::unexpected(*first);
  const std::string names = NamesOf(sealed.keys);
  return base::Fail("None of the secret GPG keys of its " + base::Counted(sealed.keys.size(), "recipient") + " is here",
                    sealed.origin,
                    (names.empty() ? "'gatehouse env recipients list' names them" : "they are " + names) +
                        "; one of them can add you: gatehouse env recipients add");
}

std::vector<base::Error> Faults(const SealedFile& sealed, const DataKey& key) {
  std::vector<base::Error> faults;
  for (const SealedItem& item : sealed.items) {
    if (item.kind == Item::Kind::kText) continue;
    if (const auto raw = OpenToken(sealed, item, key); !raw) faults.push_back(raw.error());
  }
  if (faults.empty() && !MacHolds(sealed, key)) {
    faults.push_back({"The file was changed: a line was added, removed, moved or edited by hand", sealed.origin,
                      std::string(kGoodCopy)});
  }
  return faults;
}

base::Result<EncryptedFile> EncryptedFile::Make(Document document, std::span<const std::string> recipients,
                                                const Keyring& keyring) {
  if (recipients.empty()) return base::Fail("An encrypted file needs a recipient", {}, "name one with --recipient");
  const std::string file_id = MakeFileId();
  EncryptedFile file(std::move(document), file_id, DataKey::Make(file_id));
  for (const std::string& recipient : recipients) {
    if (file.HasRecipient(recipient)) continue;
    if (auto added = file.AddRecipient(recipient, keyring); !added) return std::unexpected(added.error());
  }
  return file;
}

base::Result<EncryptedFile> EncryptedFile::Open(const SealedFile& sealed, const Keyring& keyring) {
  auto key = FindDataKey(sealed, keyring);
  if (!key) return std::unexpected(key.error());
  return OpenWith(sealed, std::move(*key));
}

base::Result<EncryptedFile> EncryptedFile::OpenWith(const SealedFile& sealed, DataKey key) {
  // The whole file first: nothing of a changed file is used. What exactly was changed only matters for the message.
  if (!MacHolds(sealed, key)) return std::unexpected(Faults(sealed, key).front());

  std::string text;
  size_t bytes = 0;
  for (const SealedItem& item : sealed.items) bytes += item.head.size() + item.token.size() + item.ending.size();
  text.reserve(bytes);  // more than enough, allocated once: no partial copy stays in memory
  std::vector<Kept> kept;
  for (const SealedItem& item : sealed.items) {
    text += item.head;
    if (item.kind != Item::Kind::kText) {
      auto raw = OpenToken(sealed, item, key);
      if (!raw) return std::unexpected(raw.error());
      text += raw->Reveal();
      kept.push_back({item.name, std::move(*raw), item.token});
    }
    text += item.ending;
  }
  if (sealed.unterminated && text.ends_with('\n')) text.pop_back();
  const base::SecretString clear(std::move(text));
  auto document = Document::Parse(clear.Reveal(), sealed.origin);
  if (!document) return std::unexpected(document.error());
  EncryptedFile file(std::move(*document), sealed.file_id, std::move(key));
  file.keys_ = sealed.keys;
  file.kept_ = std::move(kept);
  return file;
}

std::vector<std::string> EncryptedFile::Recipients() const {
  std::vector<std::string> recipients;
  recipients.reserve(keys_.size());
  for (const KeyLine& key : keys_) recipients.push_back(key.fingerprint);
  return recipients;
}

bool EncryptedFile::HasRecipient(std::string_view fingerprint) const {
  return std::ranges::any_of(keys_, [&](const KeyLine& key) { return key.fingerprint == fingerprint; });
}

base::Result<> EncryptedFile::AddRecipient(const std::string& fingerprint, const Keyring& keyring) {
  if (HasRecipient(fingerprint)) return base::Fail("Is a recipient already", fingerprint);
  if (keys_.size() == kMaxRecipients) {
    return base::Fail("The file has too many recipients", {}, "the limit is " + std::to_string(kMaxRecipients));
  }
  auto wrapped = keyring.Wrap(fingerprint, key_.Text().Reveal());
  if (!wrapped) return std::unexpected(wrapped.error());
  keys_.push_back({fingerprint, std::move(*wrapped), {}, {}});
  Describe(keys_.back(), keyring);
  return {};
}

base::Result<> EncryptedFile::RemoveRecipient(std::string_view fingerprint, const Keyring& keyring) {
  if (!HasRecipient(fingerprint)) return base::Fail("Not a recipient of the file", std::string(fingerprint));
  if (keys_.size() == 1) {
    return base::Fail("Is the last recipient: nobody could read the file any more", std::string(fingerprint),
                      "add another first");
  }
  std::erase_if(keys_, [&](const KeyLine& key) { return key.fingerprint == fingerprint; });
  return Rotate(keyring);
}

base::Result<> EncryptedFile::WrapAgain(const std::string& fingerprint, const Keyring& keyring) {
  const auto line = std::ranges::find(keys_, fingerprint, &KeyLine::fingerprint);
  if (line == keys_.end()) return base::Fail("Not a recipient of the file", fingerprint);
  auto wrapped = keyring.Wrap(fingerprint, key_.Text().Reveal());
  if (!wrapped) return std::unexpected(wrapped.error());
  line->wrapped = std::move(*wrapped);
  Describe(*line, keyring);
  return {};
}

bool EncryptedFile::TakeKeyLine(std::string_view fingerprint, const EncryptedFile& other) {
  const auto line = std::ranges::find(other.keys_, fingerprint, &KeyLine::fingerprint);
  if (line == other.keys_.end() || !key_.Equals(other.key_)) return false;
  const auto ours = std::ranges::find(keys_, fingerprint, &KeyLine::fingerprint);
  if (ours == keys_.end()) {
    keys_.push_back(*line);
  } else {
    *ours = *line;
  }
  return true;
}

base::Result<> EncryptedFile::Rotate(const Keyring& keyring) {
  DataKey fresh = DataKey::Make(file_id_);
  std::vector<KeyLine> keys;
  for (const KeyLine& key : keys_) {
    auto wrapped = keyring.Wrap(key.fingerprint, fresh.Text().Reveal());
    if (!wrapped) return std::unexpected(wrapped.error());
    keys.push_back({key.fingerprint, std::move(*wrapped), key.public_key, key.user});
    Describe(keys.back(), keyring);
  }
  key_ = std::move(fresh);
  keys_ = std::move(keys);
  kept_.clear();
  return {};
}

EncryptedFile EncryptedFile::Copy() const {
  EncryptedFile copy(document.Copy(), file_id_, key_.Copy());
  copy.keys_ = keys_;
  copy.KeepTokensOf(*this);
  return copy;
}

void EncryptedFile::KeepTokensOf(const EncryptedFile& other) {
  for (const Kept& kept : other.kept_) kept_.push_back(kept.Copy());
}

// Tokens that the file had for its values. An unchanged value keeps its token, so that a diff shows only what has
// changed.
class EncryptedFile::KeptTokens {
 public:
  explicit KeptTokens(const std::vector<Kept>& kept) {
    for (const Kept& each : kept) {
      auto& tokens = each.name.empty() ? comments_ : settings_;
      tokens.emplace(each.name.empty() ? each.raw.Reveal() : std::string_view(each.name), &each);
    }
  }

  // The token of the same value; of two hidden comments with the same text each keeps its own, in order. nullptr if
  // there is none.
  const std::string* Take(const Item& item) {
    auto& tokens = item.name.empty() ? comments_ : settings_;
    const std::string_view wanted = item.name.empty() ? item.raw.Reveal() : std::string_view(item.name);
    for (auto found = tokens.lower_bound(wanted); found != tokens.end() && found->first == wanted; ++found) {
      if (found->second->raw.Reveal() == item.raw.Reveal()) return &tokens.extract(found).mapped()->token;
    }
    return nullptr;
  }

 private:
  std::multimap<std::string_view, const Kept*> settings_;  // by name
  std::multimap<std::string_view, const Kept*> comments_;  // hidden ones, by text
};

std::string EncryptedFile::NewToken(const Item& item, base::Wall now) const {
  const std::string binding = Binding(file_id_, item.kind, item.name);
  std::string plain;
  plain.reserve(binding.size() + item.raw.Reveal().size());  // a reallocation would leave the value in memory
  plain += binding;
  plain += item.raw.Reveal();
  const base::SecretString framed(std::move(plain));
  return key_.fernet().Seal(framed.Reveal(), now);
}

std::string EncryptedFile::FirstLine() const {
  const std::vector<Item>& items = document.items;
  const bool unterminated = !items.empty() && items.back().ending.empty();
  std::string line;
  line += kHeaderWord;
  line += kVersionWord;
  line += kFileIdWord;
  line += file_id_;
  if (unterminated) line += kUnterminatedWord;
  line += '\n';
  return line;
}

std::string EncryptedFile::LinesOfKeys() const {
  std::string lines;
  for (const KeyLine& key : keys_) {
    lines += kKeyWord;
    lines += key.fingerprint;
    lines += ' ';
    lines += base::Base64Encode(key.wrapped);
    lines += '\n';
  }
  for (const KeyLine& key : keys_) {
    if (key.user.empty()) continue;
    lines += kRecipientWord;
    lines += key.fingerprint;
    lines += ' ';
    lines += key.public_key.empty() ? "-" : base::Base64Encode(key.public_key);
    lines += ' ';
    lines += key.user;
    lines += '\n';
  }
  return lines;
}

base::Result<std::string> EncryptedFile::Text(base::Wall now) const {
  // Only text that can be read again is written.
  const base::SecretString clear = document.Text();
  if (auto good = Document::Parse(clear.Reveal(), {}); !good) return std::unexpected(good.error());

  KeptTokens kept(kept_);
  std::string text = FirstLine();
  for (const Item& item : document.items) {
    text += item.head;
    if (item.kind == Item::Kind::kHidden) text += kHiddenWord;
    if (item.kind != Item::Kind::kText) {
      const std::string* known = kept.Take(item);
      text += known != nullptr ? *known : NewToken(item, now);
    }
    text += item.ending.empty() ? "\n" : item.ending;
  }
  text += LinesOfKeys();
  const std::string mac = key_.Mac(text);
  text += kMacWord;
  text += mac;
  text += '\n';
  return text;
}

}  // namespace gatehouse::dotenv

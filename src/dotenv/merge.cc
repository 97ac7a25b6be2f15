#include "dotenv/merge.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace gatehouse::dotenv {
namespace {

std::optional<std::string_view> ValueIn(const Document& document, std::string_view name) {
  const Item* const item = document.Find(name);
  if (item == nullptr) return {};
  return item->value.Reveal();
}

std::set<std::string> NamesOf(const Document& document) {
  std::set<std::string> names;
  for (const Item& item : document.items) {
    if (item.kind == Item::Kind::kSetting) names.insert(item.name);
  }
  return names;
}

// Comments and blank lines only.
base::SecretString Comments(const Document& document) {
  Document comments;
  for (const Item& item : document.items) {
    if (item.kind != Item::Kind::kSetting) comments.items.push_back(item.Copy());
  }
  return comments.Text();
}

// The side whose line is kept for each name; a removed name is left out.
struct Choice {
  std::map<std::string, const Item*, std::less<>> items;
  std::vector<std::string> conflicts;
};

Choice Choose(const Document& before, const Document& ours, const Document& theirs) {
  std::set<std::string> names = NamesOf(ours);
  names.merge(NamesOf(theirs));
  Choice choice;
  for (const std::string& name : names) {
    const auto was = ValueIn(before, name);
    const auto our = ValueIn(ours, name);
    const auto their = ValueIn(theirs, name);
    const bool take_theirs = our != their && our == was;
    if (our != their && our != was && their != was) choice.conflicts.push_back(name);
    if (const Item* const item = (take_theirs ? theirs : ours).Find(name)) choice.items.emplace(name, item);
  }
  return choice;
}

// `layout` with its lines replaced by the chosen ones; lines that it lacks are inserted after their predecessor in
// `other`.
Document Assemble(const Document& layout, const Document& other, const Choice& choice) {
  Document merged;
  std::set<std::string, std::less<>> placed;
  for (const Item& item : layout.items) {
    if (item.kind != Item::Kind::kSetting) {
      merged.items.push_back(item.Copy());
    } else if (const auto chosen = choice.items.find(item.name); chosen != choice.items.end()) {
      merged.items.push_back(chosen->second->Copy());
      placed.insert(item.name);
    }
  }
  const auto position_of = [&](std::string_view name) {
    return std::ranges::find_if(
        merged.items, [&](const Item& item) { return item.kind == Item::Kind::kSetting && item.name == name; });
  };
  std::string previous;  // the setting before it in `other`
  for (const Item& item : other.items) {
    if (item.kind != Item::Kind::kSetting) continue;
    const auto chosen = choice.items.find(item.name);
    if (chosen != choice.items.end() && !placed.contains(item.name)) {
      auto at = previous.empty() ? merged.items.end() : position_of(previous);
      // After the lines that `layout` has added in the same place.
      if (at != merged.items.end()) ++at;
      while (at != merged.items.end() && at->kind == Item::Kind::kSetting && other.Find(at->name) == nullptr) ++at;
      merged.items.insert(at, chosen->second->Copy());
    }
    if (chosen != choice.items.end()) previous = item.name;
  }
  merged.EndLines();
  return merged;
}

std::set<std::string> RecipientsOf(const EncryptedFile* file) {
  if (file == nullptr) return {};
  const std::vector<std::string> list = file->Recipients();
  return {list.begin(), list.end()};
}

const KeyLine* LineOf(const EncryptedFile* file, std::string_view fingerprint) {
  if (file == nullptr) return nullptr;
  const auto found = std::ranges::find(file->KeyLines(), fingerprint, &KeyLine::fingerprint);
  return found == file->KeyLines().end() ? nullptr : &*found;
}

base::Result<> MergeRecipients(EncryptedFile& file, const EncryptedFile* before, const EncryptedFile& ours,
                               const EncryptedFile& theirs, const Keyring& keyring) {
  const std::set<std::string> was = RecipientsOf(before);
  const std::set<std::string> our = RecipientsOf(&ours);
  const std::set<std::string> their = RecipientsOf(&theirs);
  std::set<std::string> all = our;
  all.insert(their.begin(), their.end());
  std::vector<std::string> removed;
  for (const std::string& one : all) {
    const bool stays = (our.contains(one) && their.contains(one)) || !was.contains(one);
    if (!stays) {
      removed.push_back(one);
    } else if (!file.HasRecipient(one)) {
      // The key line unchanged: the person who merges need not have the public key.
      if (file.TakeKeyLine(one, our.contains(one) ? ours : theirs)) continue;
      if (auto added = file.AddRecipient(one, keyring); !added) return added;
    }
  }
  for (const KeyLine& line : theirs.KeyLines()) {  // wrapped again only on the other side
    const KeyLine* const old = LineOf(before, line.fingerprint);
    const KeyLine* const our_line = LineOf(&ours, line.fingerprint);
    if (old != nullptr && our_line != nullptr && *old == *our_line && file.HasRecipient(line.fingerprint)) {
      file.TakeKeyLine(line.fingerprint, theirs);
    }
  }
  for (const std::string& one : removed) {
    if (!file.HasRecipient(one)) continue;
    if (auto gone = file.RemoveRecipient(one, keyring); !gone) return gone;
  }
  return {};
}

}  // namespace

base::Result<Merged> Merge(const EncryptedFile* before, const EncryptedFile& ours, const EncryptedFile& theirs,
                           const Keyring& keyring) {
  const Document nothing;
  const Document& was = before == nullptr ? nothing : before->document;
  Choice choice = Choose(was, ours.document, theirs.document);

  const base::SecretString old_comments = Comments(was);
  const base::SecretString our_comments = Comments(ours.document);
  const base::SecretString their_comments = Comments(theirs.document);
  const bool their_layout =
      our_comments.Reveal() == old_comments.Reveal() && their_comments.Reveal() != old_comments.Reveal();
  Document merged = their_layout ? Assemble(theirs.document, ours.document, choice)
                                 : Assemble(ours.document, theirs.document, choice);

  std::vector<std::string> notes;
  if (!their_layout && their_comments.Reveal() != old_comments.Reveal() &&
      their_comments.Reveal() != our_comments.Reveal()) {
    notes.emplace_back("both sides changed comments: ours were kept");
  }
  // A side with a new data key made it because somebody must no longer have the old one.
  const bool same_key = ours.key().Equals(theirs.key());
  const bool they_rotated = !same_key && before != nullptr && ours.key().Equals(before->key());
  const bool both_rotated = !same_key && !they_rotated && before != nullptr && !theirs.key().Equals(before->key());
  if (ours.file_id() != theirs.file_id())
    notes.emplace_back("the two files were created separately: the merged file is ours with their values");

  Merged result{(they_rotated ? theirs : ours).Copy(), std::move(choice.conflicts), std::move(notes)};
  if (same_key) result.file.KeepTokensOf(theirs);
  result.file.document = std::move(merged);
  if (both_rotated) {
    if (auto rotated = result.file.Rotate(keyring); !rotated) return std::unexpected(rotated.error());
  }
  if (auto done = MergeRecipients(result.file, before, ours, theirs, keyring); !done) {
    return std::unexpected(done.error());
  }
  return result;
}

}  // namespace gatehouse::dotenv

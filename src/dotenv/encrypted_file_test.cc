#include "dotenv/encrypted_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "dotenv/testing_files.h"

namespace gatehouse::dotenv {
namespace {

constexpr base::Wall kNow{std::chrono::seconds{1'800'000'000}};
const TableKeyring kRing({kAnna, kBert});

EncryptedFile Encrypt(std::string_view text, const std::vector<std::string>& recipients = {kAnna, kBert}) {
  auto document = Document::Parse(text, "f");
  EXPECT_TRUE(document) << document.error().Text();
  return std::move(*EncryptedFile::Make(std::move(*document), recipients, kRing));
}

std::string Sealed(std::string_view text) { return *Encrypt(text).Text(kNow); }

base::Result<EncryptedFile> Open(std::string_view text, const Keyring& ring = kRing) {
  const auto sealed = SealedFile::Parse(text, "f");
  if (!sealed) return std::unexpected(sealed.error());
  return EncryptedFile::Open(*sealed, ring);
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  return lines;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string FaultOf(const std::string& text) {
  const auto file = Open(text);
  return file ? "" : file.error().what;
}

TEST(EncryptedFile, A2_TenThousandFilesComeBackByteForByte) {
  std::mt19937 random(2);  // NOLINT(cert-msc51-cpp): the same files each time
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = RandomDotenv(random);
    const std::string sealed = Sealed(text);
    const auto file = Open(sealed);
    ASSERT_TRUE(file) << file.error().Text() << "\n" << text;
    ASSERT_EQ(file->document.Text().Reveal(), text);
    ASSERT_EQ(*file->Text(kNow + std::chrono::hours{1}), sealed);  // nothing changed: the same bytes
  }
}

TEST(EncryptedFile, A2_NamesOrderAndCommentsAreReadableAndNoValueIs) {
  const std::string sealed = Sealed("# words\nexport A=hunter2 # why-secret\n\n#OLD=hunter3\nB='x\nhunter4'\nC=\n");
  for (const char* readable :
       {"# words\n", "\nexport A=gAAAA", "\nB=gAAAA", "\nC=gAAAA", "\n#gatehouse-hidden gAAAA"}) {
    EXPECT_TRUE(sealed.contains(readable)) << readable;
  }
  for (const char* secret : {"hunter", "why-secret", "OLD"}) EXPECT_FALSE(sealed.contains(secret)) << secret;
}

TEST(EncryptedFile, A2_AnUnchangedValueKeepsItsToken) {
  const std::string before = Sealed("A=1\n#OLD=0\nB=2\nC=3\n");
  auto file = Open(before);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->document.Set("B", "two"));
  const std::vector<std::string> old_lines = Lines(before);
  const std::vector<std::string> new_lines = Lines(*file->Text(kNow));
  ASSERT_EQ(old_lines.size(), new_lines.size());
  for (size_t i = 0; i < old_lines.size(); ++i) {
    const bool may_differ = old_lines[i].starts_with("B=") || old_lines[i].starts_with(kMacWord);
    EXPECT_EQ(old_lines[i] != new_lines[i], may_differ) << i;
  }
}

// Every way to touch a file by hand, each of which must be noticed.
TEST(EncryptedFile, A2_EverySingleByteCounts) {
  const std::string sealed = *Encrypt("#\nA=1\n#B=2\n", {kAnna}).Text(kNow);
  ASSERT_EQ(FaultOf(sealed), "");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    for (int c = 0; c < 256; ++c) {
      changed[i] = static_cast<char>(c);
      if (changed[i] != sealed[i]) {
        ASSERT_NE(FaultOf(changed), "") << "byte " << i << " as " << c;
      }
    }
    ASSERT_NE(FaultOf(sealed.substr(0, i)), "") << "cut at " << i;
    ASSERT_NE(FaultOf(std::string(sealed).erase(i, 1)), "") << "without byte " << i;
    for (const char added : {' ', '\n', 'A', '#'}) {
      ASSERT_NE(FaultOf(std::string(sealed).insert(i + 1, 1, added)), "") << "one more behind " << i;
    }
  }
}

TEST(EncryptedFile, A2_EveryLineSwapRemovalAndAdditionIsNoticed) {
  // Lines that are alike are no change when swapped.
  const auto check = [](const std::string& sealed) {
    const std::vector<std::string> lines = Lines(sealed);
    for (size_t i = 0; i < lines.size(); ++i) {
      std::vector<std::string> changed = lines;
      changed.erase(changed.begin() + static_cast<ptrdiff_t>(i));
      ASSERT_NE(FaultOf(Joined(changed)), "") << "without line " << i;
      for (const std::string& added :
           {lines[i], std::string("\n"), std::string("# x\n"), std::string("X=gAAAAA==\n")}) {
        changed = lines;
        changed.insert(changed.begin() + static_cast<ptrdiff_t>(i), added);
        ASSERT_NE(FaultOf(Joined(changed)), "") << added << " added at " << i;
      }
      for (size_t j = i + 1; j < lines.size(); ++j) {
        if (lines[i] == lines[j]) continue;
        changed = lines;
        std::swap(changed[i], changed[j]);
        ASSERT_NE(FaultOf(Joined(changed)), "") << i << " for " << j;
      }
    }
  };
  check(Sealed("# one\nA=1\n\nB=\n#C=2\nexport D='x\ny' # z\n# two\nE=5"));
  std::mt19937 random(3);  // NOLINT(cert-msc51-cpp): the same files each time
  for (int i = 0; i < 20; ++i) check(Sealed(RandomDotenv(random)));
}

TEST(EncryptedFile, A2_RandomChangesToALargeFileAreNoticed) {
  std::mt19937 random(4);  // NOLINT(cert-msc51-cpp): the same files each time
  std::string text;
  for (int i = 0; i < 300; ++i) text += "NAME_" + std::to_string(i) + "=value " + std::to_string(i) + "\n";
  const std::string sealed = Sealed(text);
  for (int i = 0; i < 500; ++i) {
    std::string changed = sealed;
    char& byte = changed[random() % changed.size()];
    byte = static_cast<char>(byte ^ (1 << random() % 8));
    ASSERT_NE(FaultOf(changed), "");
  }
}

TEST(EncryptedFile, A2_TheMessageSaysWhatWasDone) {
  const std::string sealed = Sealed("A=1\nB=2\n");
  std::vector<std::string> lines = Lines(sealed);
  const std::string token_a = lines[1].substr(2);
  const std::string token_b = lines[2].substr(2);
  lines[1] = "A=" + token_b;
  lines[2] = "B=" + token_a;
  EXPECT_EQ(FaultOf(Joined(lines)), "The token for the value of A was made for another name");
  lines = Lines(sealed);
  lines[1] = Lines(Sealed("A=1\nB=2\n"))[1];
  EXPECT_EQ(FaultOf(Joined(lines)), "The token for the value of A was changed, or belongs to another file");
  lines = Lines(sealed);
  lines[1] = "X=" + token_a;
  EXPECT_EQ(FaultOf(Joined(lines)), "The token for the value of X was made for another name");
  lines = Lines(sealed);
  std::swap(lines[1], lines[2]);
  EXPECT_EQ(FaultOf(Joined(lines)), "The file was changed: a line was added, removed, moved or edited by hand");
  lines = Lines(sealed);
  lines[3] = Lines(Sealed(""))[1];  // the wrapped key of another file, for the same recipient
  EXPECT_FALSE(Open(Joined(lines), TableKeyring({kAnna})));
  EXPECT_EQ(Open(Joined(lines), TableKeyring({kAnna})).error().what, "The wrapped data key belongs to another file");
}

TEST(EncryptedFile, A2_OnlyARecipientReads) {
  const std::string sealed = *Encrypt("A=1\n", {kAnna}).Text(kNow);
  EXPECT_TRUE(Open(sealed, TableKeyring({kAnna})));
  const auto refused = Open(sealed, TableKeyring({kBert}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "None of the secret GPG keys of its 1 recipient is here");
}

TEST(EncryptedFile, A2_RecipientsComeAndGo) {
  auto file = Encrypt("A=1\n", {kAnna});
  ASSERT_TRUE(file.AddRecipient(kBert, kRing));
  EXPECT_FALSE(file.AddRecipient(kBert, kRing));
  const std::string both = *file.Text(kNow);
  ASSERT_TRUE(Open(both, TableKeyring({kBert})));

  // A removed recipient knew the data key: there is a new one then, and new tokens.
  auto opened = Open(both);
  ASSERT_TRUE(opened);
  const DataKey old_key = *FindDataKey(*SealedFile::Parse(both, "f"), kRing);
  ASSERT_TRUE(opened->RemoveRecipient(kBert, kRing));
  EXPECT_FALSE(opened->RemoveRecipient(kBert, kRing));
  EXPECT_EQ(opened->RemoveRecipient(kAnna, kRing).error().what,
            "Is the last recipient: nobody could read the file any more");
  const std::string one = *opened->Text(kNow);
  EXPECT_FALSE(Open(one, TableKeyring({kBert})));
  ASSERT_TRUE(Open(one, TableKeyring({kAnna})));
  EXPECT_FALSE(opened->key().Equals(old_key));
  EXPECT_FALSE(Faults(*SealedFile::Parse(one, "f"), old_key).empty());
  EXPECT_EQ(opened->document.Find("A")->value.Reveal(), "1");
  EXPECT_EQ(opened->file_id(), file.file_id());
}

TEST(EncryptedFile, A2_NeedsARecipient) {
  EXPECT_FALSE(EncryptedFile::Make(Document{}, {}, kRing));
  const std::vector<std::string> twice = {kAnna, kAnna};
  EXPECT_EQ(EncryptedFile::Make(Document{}, twice, kRing)->Recipients().size(), 1U);
}

TEST(EncryptedFile, A2_FingerprintsTellValuesApartAndNothingElse) {
  const auto file = Encrypt("");
  EXPECT_EQ(file.key().Fingerprint("A", "1"), file.key().Fingerprint("A", "1"));
  std::set<std::string> all = {file.key().Fingerprint("A", "1"), file.key().Fingerprint("A", "2"),
                               file.key().Fingerprint("B", "1"), file.key().Fingerprint("A1", ""),
                               Encrypt("").key().Fingerprint("A", "1")};
  EXPECT_EQ(all.size(), 5U);
  EXPECT_EQ(all.begin()->size(), 16U);
}

}  // namespace
}  // namespace gatehouse::dotenv

#include "gate/inspect/prompt/normalise.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "base/sixteen_bytes.h"
#include "gate/inspect/prompt/code_point.h"
#include "gate/inspect/prompt/confusables.h"

namespace gatehouse::prompt {
namespace {

// What becomes of a code point.
enum class Kind : uint8_t {
  kKeep,        // itself
  kOne,         // another code point
  kSeveral,     // a few, from Tables::several
  kGone,        // nothing
  kInvisible,   // nothing, and odd between Latin letters
  kDirection,   // nothing, and odd
  kMark,        // nothing: an accent
  kSpace,       // a blank
  kLine,        // a line break
  kLooksLatin,  // another code point; a Latin letter where its word is Latin
};

struct Entry {
  Kind kind = Kind::kKeep;
  char latin = 0;        // of kLooksLatin
  uint16_t several = 0;  // of kSeveral: where in Tables::several
  char32_t becomes = 0;  // of kOne and kLooksLatin
};

constexpr size_t kMostParts = 4;       // a ligature of more stays as it is
constexpr char32_t kTabled = 0x20000;  // code points beyond are ideographs, and what TagOrGone knows

bool Between(char32_t value, char32_t low, char32_t high) { return value >= low && value <= high; }

bool IsAccent(char32_t value) {
  return Between(value, 0x300, 0x36F) || Between(value, 0x1AB0, 0x1AFF) || Between(value, 0x1DC0, 0x1DFF) ||
         Between(value, 0x20D0, 0x20FF) || Between(value, 0xFE20, 0xFE2F);
}

// Scripts whose letters are written apart only in theory: what they decompose to is not how anybody types them.
bool StaysComposed(char32_t value) {
  return Between(value, 0x590, 0x1AAF) || Between(value, 0x3040, 0x30FF) || Between(value, 0x3400, 0x9FFF) ||
         Between(value, 0xAC00, 0xD7A3);
}

Kind KindOfFormat(char32_t value) {
  if (value == 0xAD || value == 0x34F || value == 0x115F || value == 0x1160 || value == 0x3164 || value == 0xFFA0 ||
      value == 0x2800) {
    return Kind::kInvisible;
  }
  if (Between(value, 0x200B, 0x200D) || Between(value, 0x2060, 0x2064) || value == 0xFEFF || value == 0x180E)
    return Kind::kInvisible;
  if (Between(value, 0x202A, 0x202E) || Between(value, 0x2066, 0x2069)) return Kind::kDirection;
  if (Between(value, 0xFE00, 0xFE0F) || Between(value, 0x200E, 0x200F) || value == 0x61C ||
      Between(value, 0x206A, 0x206F))
    return Kind::kGone;
  if (Between(value, 0x80, 0x84) || Between(value, 0x86, 0x9F)) return Kind::kGone;
  if (IsAccent(value)) return Kind::kMark;
  if (value == 0x85 || value == 0x2028 || value == 0x2029) return Kind::kLine;
  return IsSpace(value) ? Kind::kSpace : Kind::kKeep;
}

char32_t PlainPunctuation(char32_t value) {
  if (Between(value, 0x2018, 0x201B) || value == 0x2032 || value == 0x2BC) return '\'';
  if (Between(value, 0x201C, 0x201F) || value == 0x2033) return '"';
  if (Between(value, 0x2010, 0x2015) || value == 0x2212) return '-';
  return value;
}

struct Parts {
  std::array<char32_t, kMostParts> values{};
  size_t count = 0;
};

struct Tables {
  std::vector<Entry> entries{kTabled};
  std::vector<Parts> several;

  Tables() {
    for (char32_t value = 0x80; value < kTabled; ++value) entries[value] = EntryOf(value);
    for (const Confusable& pair : kConfusables) {
      for (char32_t value = 0x80; value < 0x2000; ++value) {  // capitals too: whatever becomes the small letter
        if (entries[value].becomes == pair.looks_like_latin || value == pair.looks_like_latin) {
          entries[value] = {Kind::kLooksLatin, pair.latin, 0, pair.looks_like_latin};
        }
      }
    }
    for (const Confusable& pair : kFoldedLetters) {
      for (char32_t value = 0x80; value < 0xB000; ++value) {
        if (entries[value].becomes == pair.looks_like_latin || value == pair.looks_like_latin) {
          entries[value] = {Kind::kOne, 0, 0, static_cast<char32_t>(pair.latin)};
        }
      }
    }
  }

 private:
  Entry EntryOf(char32_t value) {
    if (const Kind kind = KindOfFormat(value); kind != Kind::kKeep) return {kind, 0, 0, 0};
    if (const char32_t plain = PlainPunctuation(value); plain != value) return {Kind::kOne, 0, 0, plain};
    if (StaysComposed(value) || Between(value, 0xD800, 0xDFFF)) return {Kind::kKeep, 0, 0, 0};
    std::array<utf8proc_int32_t, 32> raw{};
    int last_class = 0;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(value), raw.data(), raw.size(), options, &last_class);
    Parts parts;
    for (utf8proc_ssize_t i = 0; i < std::min<utf8proc_ssize_t>(count, raw.size()); ++i) {
      const auto part = static_cast<char32_t>(raw[static_cast<size_t>(i)]);
      if (IsAccent(part)) continue;
      if (parts.count == kMostParts) return {Kind::kKeep, 0, 0, 0};
      parts.values[parts.count++] = PlainPunctuation(part);
    }
    if (parts.count == 0) return {Kind::kKeep, 0, 0, 0};
    if (parts.count == 1) return {parts.values[0] == value ? Kind::kKeep : Kind::kOne, 0, 0, parts.values[0]};
    several.push_back(parts);
    return {Kind::kSeveral, 0, static_cast<uint16_t>(several.size() - 1), 0};
  }
};

const Tables& TheTables() {
  static const Tables tables;
  return tables;
}

// ASCII: what each byte becomes. 0: nothing.
constexpr std::array<char, 128> kAscii = [] {
  std::array<char, 128> table{};
  for (int c = 0; c < 128; ++c) {
    const bool space = c == ' ' || c == '\t' || c == '\v' || c == '\f';
    char becomes = static_cast<char>(c);
    if (c >= 'A' && c <= 'Z') becomes = static_cast<char>(c | 0x20);
    if (c < ' ' || c == 0x7F) becomes = 0;
    if (space) becomes = ' ';
    if (c == '\n' || c == '\r') becomes = '\n';
    table[static_cast<size_t>(c)] = becomes;
  }
  return table;
}();

class Writer {
 public:
  Writer(std::span<char> out, Oddities& oddities) : begin_(out.data()), at_(out.data()), odd_(oddities) {}

  // As much plain ASCII as there is, sixteen characters at once; stops in front of what needs a closer look.
  size_t CopyPlain(std::string_view text) {
    using base::kSixteen;
    using base::SixteenBytes;
    if (looks_latin_ || text.empty() || (text.front() == ' ' && BehindSpace())) return 0;
    size_t done = 0;
    while (done + kSixteen < text.size()) {
      const SixteenBytes bytes = base::LoadSixteen(text.data() + done);
      const SixteenBytes next = base::LoadSixteen(text.data() + done + 1);
      const auto two_blanks = static_cast<SixteenBytes>(bytes == ' ') & static_cast<SixteenBytes>(next == ' ');
      const auto odd = static_cast<SixteenBytes>(bytes < ' ') | static_cast<SixteenBytes>(bytes >= 0x7F) | two_blanks;
      const auto capital = base::Between(bytes, 'A', 'Z');
      const SixteenBytes lower = bytes | (capital & 0x20);
      std::memcpy(at_, &lower, kSixteen);
      const size_t plain = base::AnySet(odd) ? base::FirstSet(odd) : kSixteen;
      at_ += plain;
      done += plain;
      if (plain < kSixteen) break;
    }
    if (done > 0) marks_ = 0;
    return done;
  }

  void Ascii(char c) {
    const char becomes = kAscii[static_cast<unsigned char>(c)];
    if (becomes == ' ' || becomes == '\n') return Space(becomes);
    if (becomes == 0) return;
    if (looks_latin_ && !IsLetterOrDigit(becomes)) EndWord();
    marks_ = 0;
    *at_++ = becomes;
  }

  void Other(char32_t value) {
    if (value >= kTabled) return Beyond(value);
    if (tables_ == nullptr) tables_ = &TheTables();
    const Entry& entry = tables_->entries[value];
    switch (entry.kind) {
      case Kind::kKeep:
        return Encode(value);
      case Kind::kOne:
        return Part(entry.becomes);
      case Kind::kLooksLatin:
        looks_latin_ = true;
        return Encode(entry.becomes);
      case Kind::kSeveral: {
        const Parts& parts = tables_->several[entry.several];
        for (size_t i = 0; i < parts.count; ++i) Part(parts.values[i]);
        return;
      }
      case Kind::kInvisible:
        if (at_ != begin_ && IsLetterOrDigit(at_[-1])) ++odd_.invisible;
        return;
      case Kind::kDirection:
        ++odd_.bidirectional;
        return;
      case Kind::kMark:
        if (marks_++ > 1) ++odd_.stacked_marks;
        return;
      case Kind::kSpace:
        return Space(' ');
      case Kind::kLine:
        return Space('\n');
      case Kind::kGone:
        return;
    }
  }

  size_t Finish() {
    EndWord();
    if (BehindSpace() && at_ != begin_) --at_;
    return static_cast<size_t>(at_ - begin_);
  }

 private:
  static bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

  void Part(char32_t value) { value < 0x80 ? Ascii(static_cast<char>(value)) : Encode(value); }

  void Beyond(char32_t value) {
    if (Between(value, 0xE0000, 0xE007F)) return Tag(static_cast<char>(value - 0xE0000));
    if (!Between(value, 0xE0100, 0xE01EF)) return Encode(value);
    ++odd_.invisible;
  }

  // ASCII that nobody sees, except in the flags of England, Scotland and Wales: a black flag, five tags, and a tag that
  // ends them.
  void Tag(char c) {
    constexpr char kCancel = 0x7F;
    constexpr uint32_t kTagsOfFlag = 5;
    const uint32_t before = at_ == behind_tag_ ? tags_in_a_row_ : 0;
    if (c == kCancel && before == kTagsOfFlag && BehindFlag()) {
      odd_.tags -= kTagsOfFlag;
      return;
    }
    ++odd_.tags;
    Ascii(c);
    tags_in_a_row_ = before + 1;
    behind_tag_ = at_;
  }

  [[nodiscard]] bool BehindFlag() const {
    constexpr std::array<std::string_view, 3> kFlags = {"\U0001F3F4gbeng", "\U0001F3F4gbsct", "\U0001F3F4gbwls"};
    const std::string_view written(begin_, static_cast<size_t>(at_ - begin_));
    return std::ranges::any_of(kFlags, [&](std::string_view flag) { return written.ends_with(flag); });
  }

  void Encode(char32_t value) {
    marks_ = 0;
    at_ += utf8proc_encode_char(static_cast<utf8proc_int32_t>(value), reinterpret_cast<utf8proc_uint8_t*>(at_));
  }

  // Of blanks and line breaks in a row one is left: a line break where there is one. None is left at the beginning.
  void Space(char space) {
    EndWord();
    marks_ = 0;
    if (!BehindSpace()) {
      *at_++ = space;
    } else if (space == '\n' && at_ != begin_) {
      at_[-1] = '\n';
    }
  }

  [[nodiscard]] bool BehindSpace() const { return at_ == begin_ || at_[-1] == ' ' || at_[-1] == '\n'; }

  // A word of Latin letters and such as look like them is all Latin.
  void EndWord() {
    if (!looks_latin_) return;
    looks_latin_ = false;
    bool latin = false;
    char* word = at_;
    for (; word != begin_; --word) {
      const char before = word[-1];
      if (static_cast<uint8_t>(before) < 0x80 && !IsLetterOrDigit(before)) break;
      latin = latin || (before >= 'a' && before <= 'z');
    }
    if (!latin) return;
    ++odd_.mixed_words;
    MakeLatin(word);
  }

  void MakeLatin(char* word) {
    char* to = word;
    for (const char* from = word; from != at_;) {
      const CodePoint next = FirstCodePoint({from, static_cast<size_t>(at_ - from)});
      const bool tabled = next.value >= 0x80 && next.value < kTabled;
      if (tabled && tables_->entries[next.value].kind == Kind::kLooksLatin) {
        *to++ = tables_->entries[next.value].latin;
      } else {
        to = std::copy_n(from, next.size, to);
      }
      from += next.size;
    }
    at_ = to;
  }

  char* begin_;
  char* at_;
  const char* behind_tag_ = nullptr;  // where the last tag ended
  uint32_t tags_in_a_row_ = 0;        // up to there
  Oddities& odd_;
  const Tables* tables_ = nullptr;
  uint32_t marks_ = 0;        // accents since the last letter
  bool looks_latin_ = false;  // a letter of the word that is being written only looks it
};

}  // namespace

size_t Normalise(std::string_view text, std::span<char> out, Oddities& oddities) {
  Writer writer(out, oddities);
  while (!text.empty()) {
    text.remove_prefix(writer.CopyPlain(text));
    // Letters of other scripts stand in a row.
    bool plain = false;
    while (!plain && !text.empty()) {
      const CodePoint next = FirstCodePoint(text);
      plain = next.value < 0x80;
      plain ? writer.Ascii(static_cast<char>(next.value)) : writer.Other(next.value);
      text.remove_prefix(next.size);
    }
  }
  return writer.Finish();
}

void PrepareNormalise() { (void)TheTables(); }

}  // namespace gatehouse::prompt

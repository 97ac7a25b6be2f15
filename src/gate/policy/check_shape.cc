#include "gate/policy/check_shape.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/nearest.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

using base::Alternatives;
using yaml::Quoted;
using yaml::TextMember;

// The name of each shape in messages, in the order of the bits.
constexpr std::pair<Shape, std::string_view> kShapeNames[] = {
    {kText, "text"},
    {kInteger, "a whole number"},
    {kBoolean, "true or false"},
    {kDuration, "a duration such as 30s, 15m, 24h or 7d"},
    {kSize, "a size such as 65536, 64KiB or 1mb"},
    {kTexts, "a list of texts"},
    {kTextMap, "a mapping of names to texts"},
    {kTextsMap, "a mapping of names to texts"},
    {kSection, "a mapping"},
    {kSections, "a list of mappings"},
};

constexpr unsigned kNumbers = kInteger | kDuration | kSize;

std::string Expected(const Key& key) {
  std::vector<std::string_view> names;
  for (const auto& [shape, name] : kShapeNames) {
    const bool only_words = shape == kText && (key.shapes & kNumbers) != 0;
    if ((key.shapes & shape) != 0 && !only_words) names.push_back(name);
    if ((key.shapes & shape) != 0 && only_words) names.push_back(key.words);
  }
  return Alternatives(names);
}

// The names of a section's keys; of a long list only the first.
std::string KeysOf(Section section) {
  constexpr size_t kMost = 8;
  constexpr size_t kFirst = 4;
  std::vector<std::string_view> names;
  for (const Key& key : AllKeys()) {
    if (key.section == section) names.push_back(key.name);
  }
  if (names.size() <= kMost) return Alternatives(names);
  std::string first;
  for (size_t i = 0; i < kFirst; ++i) first.append(names[i]).append(", ");
  return first + "…";
}

// What to write for a key: as Expected says, with an example or the keys below it.
std::string HowToWrite(const Key& key) {
  std::vector<std::string> forms;
  const auto add = [&](unsigned shapes, std::string form) {
    if ((key.shapes & shapes) != 0) forms.push_back(std::move(form));
  };
  const auto words = WordsOf(key);
  if ((key.shapes & kNumbers) == 0) add(kText, words.empty() ? "text" : Alternatives(words));
  if ((key.shapes & (kNumbers | kBoolean)) != 0) forms.push_back(Expected(key));
  add(kTexts, words.empty() ? "a list such as [one, two]" : "a list of them");
  add(kTextMap | kTextsMap, "a mapping such as { name: text }");
  if ((key.shapes & kSection) != 0) forms.push_back("a mapping with " + KeysOf(key.below));
  if ((key.shapes & kSections) != 0) forms.push_back("a list of mappings: - { " + KeysOf(key.below) + " }");
  return Alternatives(std::vector<std::string_view>(forms.begin(), forms.end()));
}

std::string_view KindName(const TextNode& node) {
  switch (node.kind) {
    case TextNode::Kind::kList:
      return "a list";
    case TextNode::Kind::kMap:
      return "a mapping";
    case TextNode::Kind::kScalar:
      return node.quoted ? "quoted text" : "text";
    default:
      return "nothing";
  }
}

struct Unit {
  int64_t size;
  std::string_view name;
  int64_t from;  // the least number that is written in this unit
};
constexpr std::array<Unit, 4> kDurationUnits = {{{86400, "d", 172800}, {3600, "h", 7200}, {60, "m", 120}, {1, "s", 0}}};
constexpr std::array<Unit, 4> kSizeUnits = {
    {{1 << 30, "GiB", 1 << 30}, {1 << 20, "MiB", 1 << 20}, {1 << 10, "KiB", 1 << 10}, {1, " bytes", 0}}};
constexpr std::array<Unit, 1> kNoUnits = {{{1, "", 0}}};

// The number in the largest unit that leaves it whole, as the documentation has it: 1800 seconds are "30m", and 60 are
// "60s".
std::string InUnits(int64_t number, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (number >= unit.from && number % unit.size == 0)
      return std::to_string(number / unit.size) + std::string(unit.name);
  }
  return std::to_string(number) + std::string(units.back().name);
}

std::string RangeText(const Key& key) {
  std::span<const Unit> units = kNoUnits;
  if ((key.shapes & kDuration) != 0) units = kDurationUnits;
  if ((key.shapes & kSize) != 0) units = kSizeUnits;
  return "from " + InUnits(key.least, units) + " to " + InUnits(key.most, units);
}

std::string Named(const Key& key) { return "'" + std::string(key.name) + "'"; }

// Checks one value against one key. Each method reports a fault and returns whether the value may be used.
class ValueCheck {
 public:
  ValueCheck(const Key& key, Problems& problems) : key_(key), problems_(problems) {}

  bool Value(TextNode& node) {
    switch (node.kind) {
      case TextNode::Kind::kBroken:
        return false;
      case TextNode::Kind::kNull:
        return Refuse(node, Named(key_) + " has no value", "give it one, or take the line out");
      case TextNode::Kind::kScalar:
        return Scalar(node);
      case TextNode::Kind::kList:
        return List(node);
      case TextNode::Kind::kMap:
        return Map(node);
    }
    return false;
  }

 private:
  bool Refuse(const TextNode& node, std::string what, std::string fix) {
    problems_.Add(node.place, std::move(what), std::move(fix));
    return false;
  }

  bool WrongShape(const TextNode& node) {
    const bool yes = node.text == "true" || node.text == "on" || node.text == "yes";
    const bool switches_on = node.kind == TextNode::Kind::kScalar && yes && Allows(kSection);
    return Refuse(node, Named(key_) + " must be " + Expected(key_) + ", not " + std::string(KindName(node)),
                  (switches_on ? "write {} for its defaults, or " : "write ") + HowToWrite(key_));
  }

  [[nodiscard]] bool IsWord(const TextNode& node) const {
    const auto words = WordsOf(key_);
    return std::ranges::find(words, node.text) != words.end();
  }

  [[nodiscard]] bool Allows(unsigned shapes) const { return (key_.shapes & shapes) != 0; }

  bool Scalar(const TextNode& node) {
    if (Allows(kText) && (!Allows(kNumbers) || IsWord(node))) return Word(node);
    if (!Allows(kInteger | kBoolean | kDuration | kSize)) return WrongShape(node);
    if (node.quoted && Allows(kInteger | kBoolean)) {
      return Refuse(node, Named(key_) + " must be " + Expected(key_) + ", not quoted text", "take the quotes away");
    }
    if (Allows(kBoolean)) return node.text == "true" || node.text == "false" || WrongScalar(node);
    const std::optional<int64_t> number = Number(node.text);
    if (!number) return WrongScalar(node);
    if (*number >= key_.least && *number <= key_.most) return true;
    return Refuse(node, Named(key_) + " is out of range: " + Quoted(node.text), "write a value " + RangeText(key_));
  }

  bool WrongScalar(const TextNode& node) {
    const std::string or_word = key_.words.empty() ? "" : ", or " + std::string(key_.words);
    return Refuse(node, Named(key_) + " must be " + Expected(key_) + ", not " + Quoted(node.text),
                  Allows(kNumbers) ? "write a value " + RangeText(key_) + or_word : "write " + Expected(key_));
  }

  [[nodiscard]] std::optional<int64_t> Number(std::string_view text) const {
    if (Allows(kInteger)) return yaml::ParseInteger(text);
    if (Allows(kSize)) return yaml::ParseSize(text);
    const auto duration = yaml::ParseDuration(text);
    if (!duration) return std::nullopt;
    return duration->count();
  }

  bool Word(const TextNode& node) {
    const std::vector<std::string_view> words = WordsOf(key_);
    if (words.empty()) return true;
    for (const std::string_view word : words) {
      if (node.text == word) return true;
    }
    std::string what =
        key_.refusal.empty() ? Named(key_) + " cannot be " + Quoted(node.text) : std::string(key_.refusal);
    const std::string_view meant = base::Nearest(node.text, words);
    return Refuse(node, std::move(what),
                  (meant.empty() ? "" : "did you mean " + Quoted(meant) + "? ") + "write " +
                      (Allows(kSection) ? HowToWrite(key_) : Alternatives(words)));
  }

  bool List(TextNode& node) {
    if (Allows(kTexts)) return EachText(node);
    if (!Allows(kSections)) return WrongShape(node);
    for (TextNode& item : node.items) {
      if (item.kind == TextNode::Kind::kMap) {
        CheckShape(item, key_.below, problems_);
      } else if (item.kind != TextNode::Kind::kBroken) {
        Refuse(item, "Each entry of " + Named(key_) + " must be a mapping, not " + std::string(KindName(item)),
               "write - { key: value }");
        item.kind = TextNode::Kind::kBroken;
      }
    }
    return true;
  }

  bool EachText(TextNode& list) {
    for (TextNode& item : list.items) {
      if (item.kind == TextNode::Kind::kScalar && Word(item)) continue;
      if (item.kind != TextNode::Kind::kScalar && item.kind != TextNode::Kind::kBroken) {
        Refuse(item, "Each entry of " + Named(key_) + " must be text, not " + std::string(KindName(item)),
               "write text");
      }
      item.kind = TextNode::Kind::kBroken;
    }
    return true;
  }

  bool Map(TextNode& node) {
    if (Allows(kSection)) {
      CheckShape(node, key_.below, problems_);
      return true;
    }
    if (!Allows(kTextMap | kTextsMap)) return WrongShape(node);
    for (TextMember& member : node.members) {
      TextNode& value = member.value;
      if (value.kind == TextNode::Kind::kScalar && Word(value)) continue;
      if (value.kind == TextNode::Kind::kList && Allows(kTextsMap)) {
        EachText(value);
        continue;
      }
      if (value.kind != TextNode::Kind::kBroken && value.kind != TextNode::Kind::kScalar) {
        Refuse(value, Quoted(member.name) + " in " + Named(key_) + " must be text, not " + std::string(KindName(value)),
               "write name: text");
      }
      value.kind = TextNode::Kind::kBroken;
    }
    return true;
  }

  const Key& key_;
  Problems& problems_;
};

const Key* Find(Section section, std::string_view name) {
  for (const Key& key : AllKeys()) {
    if (key.section == section && key.name == name) return &key;
  }
  return nullptr;
}

void RefuseUnknown(const TextMember& member, Section section, Problems& problems) {
  std::vector<std::string_view> known;
  for (const Key& key : AllKeys()) {
    if (key.section == section) known.push_back(key.name);
  }
  const std::string_view meant = base::Nearest(member.name, known);
  problems.Add(member.place, "Unknown key " + Quoted(member.name),
               meant.empty() ? "the keys here are " + Alternatives(known) : "did you mean " + Quoted(meant) + "?");
}

}  // namespace

void CheckShape(TextNode& map, Section section, Problems& problems) {
  for (TextMember& member : map.members) {
    const Key* key = Find(section, member.name);
    if (key == nullptr) {
      RefuseUnknown(member, section, problems);
      member.value.kind = TextNode::Kind::kBroken;
    } else if (!ValueCheck(*key, problems).Value(member.value)) {
      member.value.kind = TextNode::Kind::kBroken;
    }
  }
}

}  // namespace gatehouse::gate

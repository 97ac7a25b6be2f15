#include "base/json.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/fold.h"
#include "base/json_number.h"
#include "base/json_scan.h"
#include "base/json_unescape.h"
#include "base/secret_string.h"

namespace gatehouse::json {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 30;  // whatever the limits say: offsets are 32 bits wide
constexpr size_t kFirstNodes = 256;            // what a parser can take before it grows for the first time
constexpr size_t kShortInteger = 18;           // no integer of fewer digits overflows
constexpr size_t kFewKeys = 32;                // up to here, repeated keys are found without sorting

// One bit of 64 for each key, by its length and a few of its bytes, without their case. ASCII keys with bits of their
// own are different keys, with or without regard to case. The factors give all names of a UDC message a bit each, and
// all claims of a token.
[[gnu::always_inline]] inline uint64_t KeyBit(std::string_view key) {
  if (key.empty()) return 1;
  const auto lower = [](char c) { return static_cast<uint8_t>(c) | 0x20U; };
  const size_t sum = lower(key.front()) + lower(key[key.size() / 2]) * 4U + lower(key.back()) + key.size() * 3;
  return uint64_t{1} << (sum & 63U);
}

// The pass looks at the byte behind what it has read without asking whether there is one. In a text that a container
// ends there always is, except behind a container that ends; of any other text the parser makes a copy, which has a NUL
// behind it.
bool EndsAContainer(std::string_view text) {
  return (text.front() == '{' && text.back() == '}') || (text.front() == '[' && text.back() == ']');
}

// A container whose end is still to come.
struct Open {
  size_t node;      // its place: the nodes may move
  uint64_t seen;    // KeyBits
  bool may_repeat;  // two keys share their bit, or one is not ASCII
  bool ascii;       // every key is, as far as anybody asked
};

std::string_view KeyAt(const Node* key) { return {key->text, key->size}; }
const Node* NextKey(const Node* key) { return key + 1 + key[1].span; }

// Whether two of a few keys are equal; only those that share a bit are compared.
template <typename Equal>
bool FewRepeat(const Node* key, size_t count, Equal equal) {
  uint64_t seen = 0;
  const Node* at = key;
  for (size_t i = 0; i < count; ++i, at = NextKey(at)) {
    const uint64_t bit = KeyBit(KeyAt(at));
    if ((seen & bit) != 0) {
      for (const Node* other = key; other != at; other = NextKey(other)) {
        if (equal(KeyAt(other), KeyAt(at))) return true;
      }
    }
    seen |= bit;
  }
  return false;
}

// Whether two of the keys of an object with `count` members are equal; its first key is `key`. Many are sorted rather
// than hashed: there is nothing that an attacker could make collide.
bool HoldsRepeatedKey(const Node* key, size_t count, std::vector<std::string_view>& scratch) {
  if (count <= kFewKeys) return FewRepeat(key, count, std::equal_to<std::string_view>());
  scratch.clear();
  for (size_t i = 0; i < count; ++i, key = NextKey(key)) scratch.push_back(KeyAt(key));
  std::ranges::sort(scratch, [](std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return std::ranges::adjacent_find(scratch) != scratch.end();
}

// The same without regard to case.
bool HoldsFoldedKey(const Node* key, size_t count, bool ascii) {
  if (ascii && count <= kFewKeys) return FewRepeat(key, count, base::EqualIgnoringCase);
  std::vector<std::string> folded;
  folded.reserve(count);
  for (size_t i = 0; i < count; ++i, key = NextKey(key)) folded.push_back(base::FoldCase(KeyAt(key)));
  std::ranges::sort(folded);
  return std::ranges::adjacent_find(folded) != folded.end();
}

}  // namespace

// One pass over the text, from token to token. simdjson only proves UTF-8, where there is anything but ASCII: its
// parsers copy every string, read every number, refuse integers beyond 64 bits, and know neither repeated keys nor
// members; and to find all tokens first costs more than to meet them on the way.
struct Parser::Impl {
  Impl() = default;
  // What was read may have been a secret.
  ~Impl() {
    base::Wipe(copy);
    base::Wipe(unescaped);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::vector<Node> nodes;
  std::vector<Open> open;  // the containers around what is being read
  std::vector<std::string_view> keys;
  std::string copy;
  std::string unescaped;

  // Of the document that is being read.
  const char* text = nullptr;
  size_t size = 0;
  char* unescaped_end = nullptr;

  // Makes room for as many nodes again; they move.
  [[nodiscard, gnu::noinline]] Node* Grow();
  // Takes the escapes out of a string's content, which ends at a quote; empty if one of them stands for nothing.
  [[nodiscard, gnu::noinline]] std::optional<std::string_view> Unescaped(std::string_view content);
};

Node* Parser::Impl::Grow() {
  nodes.resize(2 * nodes.size());
  return nodes.data();
}

std::optional<std::string_view> Parser::Impl::Unescaped(std::string_view content) {
  if (unescaped_end == nullptr) {
    if (unescaped.size() < size) {
      base::Wipe(unescaped);
      unescaped.resize(size);
    }
    unescaped_end = unescaped.data();
  }
  char* const begin = unescaped_end;
  unescaped_end = Unescape(content, begin);
  if (unescaped_end == nullptr) return std::nullopt;
  return std::string_view(begin, unescaped_end);
}

// The pass itself. Everything in it is inlined into Parse, so that its state lives in registers, which is why nobody
// gets a pointer to it: that is worth a third of the time.
class Parser::Pass {
 public:
  Pass(Impl& impl, const Limits& limits, bool ascii)
      : impl_(impl),
        at_(impl.text),
        end_(impl.text + impl.size),
        nodes_(impl.nodes.data()),
        node_(nodes_),
        nodes_end_(nodes_ + impl.nodes.size()),
        open_(impl.open.data()),
        outermost_(open_),
        deepest_(open_ + impl.open.size() - 1),
        members_left_(limits.max_members),
        folds_foreign_(limits.fold_names && !ascii),
        fold_names_(limits.fold_names) {}

  // One turn of the outer loop reads the start of a value, the inner loop what may follow a whole one.
  [[nodiscard, gnu::always_inline]] std::optional<Fault> Run() {
    while (true) {
      switch (Next()) {
        case '{':
          if (!Enter(Kind::kObject)) return Fault::kTooDeep;
          if (Next() != '}') {
            if (members_left_-- == 0) return Fault::kTooManyMembers;
            if (!ReadKey()) return Fault::kSyntax;
            continue;
          }
          if (!Leave()) return Fault::kRepeatedKey;
          break;
        case '[':
          if (!Enter(Kind::kArray)) return Fault::kTooDeep;
          if (Next() != ']') {
            if (members_left_-- == 0) return Fault::kTooManyMembers;
            continue;
          }
          if (!Leave()) return Fault::kRepeatedKey;
          break;
        case '"':
          if (!ReadString()) return Fault::kSyntax;
          break;
        default:
          if (at_ == end_ || !ReadScalar()) return Fault::kSyntax;
      }
      while (true) {
        if (open_ == outermost_) return at_ == end_ ? std::nullopt : std::optional(Fault::kSyntax);
        if (at_ == end_) return Fault::kSyntax;
        const char next = Next();
        Node& container = nodes_[open_->node];
        const bool object = container.kind == Kind::kObject;
        ++container.count;
        if (next == ',') {
          ++at_;
          if (members_left_-- == 0) return Fault::kTooManyMembers;
          if (object && !ReadKey()) return Fault::kSyntax;
          break;
        }
        if (next != (object ? '}' : ']')) return Fault::kSyntax;
        if (!Leave()) return Fault::kRepeatedKey;
      }
    }
  }

 private:
  // Skips space, which no text ends with here, and returns what comes then: NUL behind the text, and for a NUL in it,
  // which begins nothing. Not to be called behind a value that ends the text (EndsAContainer).
  [[nodiscard, gnu::always_inline]] char Next() {
    if (*at_ == ' ') ++at_;  // most often one or none
    while (static_cast<unsigned char>(*at_) <= ' ' && IsSpace(*at_)) ++at_;
    return *at_;
  }

  [[gnu::always_inline]] void Add(std::string_view content, Kind kind) {
    if (node_ == nodes_end_) {
      const auto used = static_cast<size_t>(node_ - nodes_);
      nodes_ = impl_.Grow();
      node_ = nodes_ + used;
      nodes_end_ = nodes_ + impl_.nodes.size();
    }
    *node_++ = {content.data(), static_cast<uint32_t>(content.size()), 1, 0, kind};
  }

  // From its quote on; moves behind the other one.
  [[nodiscard, gnu::always_inline]] bool ReadString() {
    const char* const begin = ++at_;
    bool escaped = false;
    while (true) {
      at_ = FindSpecial(at_, end_);
      if (at_ == end_ || static_cast<unsigned char>(*at_) < 0x20) return false;
      if (*at_ == '"') break;
      if (end_ - at_ < 2) return false;
      at_ += 2;  // the escape, or its beginning
      escaped = true;
    }
    std::string_view content(begin, at_++);
    if (escaped) {
      const auto unescaped = impl_.Unescaped(content);
      if (!unescaped) return false;
      content = *unescaped;
    }
    Add(content, Kind::kString);
    return true;
  }

  [[nodiscard, gnu::always_inline]] bool ReadScalar() {
    const char* const begin = at_;
    while (IsDigit(*at_)) ++at_;
    const auto digits = static_cast<size_t>(at_ - begin);
    while (!kEndsScalar[static_cast<unsigned char>(*at_)]) ++at_;
    const std::string_view token(begin, at_);
    if (digits != 0 && digits == token.size() && digits < kShortInteger && (digits == 1 || *begin != '0')) {
      Add(token, Kind::kInteger);
      return true;
    }
    switch (*begin) {
      case 't':
      case 'f':
        Add(token, Kind::kBool);
        return token == "true" || token == "false";
      case 'n':
        Add(token, Kind::kNull);
        return token == "null";
      default:
        break;
    }
    const auto kind = NumberKind(token);
    if (!kind) return false;
    Add(token, *kind);
    return true;
  }

  // A key with its colon.
  [[nodiscard, gnu::always_inline]] bool ReadKey() {
    if (Next() != '"' || !ReadString() || Next() != ':') return false;
    ++at_;
    const std::string_view key{node_[-1].text, node_[-1].size};
    const uint64_t bit = KeyBit(key);
    // Outside ASCII two names of one meaning may have different lengths: their bits say nothing. An escape may stand
    // for what is not ASCII in a text that is.
    const bool foreign = (folds_foreign_ || (fold_names_ && impl_.unescaped_end != nullptr)) && !base::IsAscii(key);
    if ((open_->seen & bit) != 0 || foreign) open_->may_repeat = true;
    if (foreign) open_->ascii = false;
    open_->seen |= bit;
    return true;
  }

  [[nodiscard, gnu::always_inline]] bool Enter(Kind kind) {
    if (open_ == deepest_) return false;
    *++open_ = {static_cast<size_t>(node_ - nodes_), 0, false, true};
    Add({at_++, 0}, kind);
    return true;
  }

  // False if the object that ends here holds a key twice.
  [[nodiscard, gnu::always_inline]] bool Leave() {
    const Open& container = *open_--;
    Node& node = nodes_[container.node];
    node.size = static_cast<uint32_t>(++at_ - node.text);
    node.span = static_cast<uint32_t>(node_ - &node);
    if (!container.may_repeat || node.count < 2) return true;
    return fold_names_ ? !HoldsFoldedKey(&node + 1, node.count, container.ascii)
                       : !HoldsRepeatedKey(&node + 1, node.count, impl_.keys);
  }

  Impl& impl_;
  const char* at_;  // what is read next
  const char* const end_;
  Node* nodes_;
  Node* node_;  // the next free one
  Node* nodes_end_;
  Open* open_;  // the innermost container; as long as there is none, what stands for none
  const Open* const outermost_;
  const Open* const deepest_;
  size_t members_left_;
  const bool folds_foreign_;
  const bool fold_names_;
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

std::expected<Value, Fault> Parser::Parse(std::string_view bytes, const Limits& limits, bool borrow) {
  Impl& reader = *impl_;
  if (bytes.empty()) return std::unexpected(Fault::kEmpty);
  if (bytes.size() > std::min(limits.max_bytes, kMaxBytes)) return std::unexpected(Fault::kTooLarge);
  while (IsSpace(bytes.back())) {
    bytes.remove_suffix(1);
    if (bytes.empty()) return std::unexpected(Fault::kEmpty);
  }
  if (!borrow || !EndsAContainer(bytes)) {
    if (reader.copy.capacity() < bytes.size()) base::Wipe(reader.copy);
    bytes = reader.copy.assign(bytes);
  }

  const bool ascii = IsPlainAscii(bytes);
  if (!ascii && !simdjson::validate_utf8(bytes.data(), bytes.size())) return std::unexpected(Fault::kNotUtf8);

  reader.text = bytes.data();
  reader.size = bytes.size();
  reader.unescaped_end = nullptr;
  if (reader.nodes.empty()) reader.nodes.resize(kFirstNodes);
  reader.open.resize(std::min(limits.max_depth, bytes.size()) + 1);

  if (const auto fault = Pass(reader, limits, ascii).Run()) return std::unexpected(*fault);
  return Value(reader.nodes.data());
}

std::string_view Sentence(Fault fault) {
  constexpr std::array<std::string_view, 7> kSentences = {
      "JSON text is empty",        "JSON text is too large",       "JSON is nested too deep",
      "JSON has too many members", "JSON text is not valid UTF-8", "JSON holds a repeated key",
      "JSON syntax is wrong",
  };
  return kSentences[static_cast<size_t>(fault)];
}

std::optional<std::string_view> Value::String() const {
  if (kind() != Kind::kString) return std::nullopt;
  return std::string_view(node_->text, node_->size);
}

std::optional<int64_t> Value::Integer() const {
  if (kind() != Kind::kInteger) return std::nullopt;
  int64_t integer = 0;
  if (node_->size < kShortInteger && *node_->text != '-') {  // digits, and no overflow
    for (const char digit : Raw()) integer = integer * 10 + (digit - '0');
    return integer;
  }
  std::from_chars(node_->text, node_->text + node_->size, integer);
  return integer;
}

std::optional<int64_t> Value::WholeNumber() const {
  if (kind() != Kind::kDouble) return Integer();
  const size_t point = Raw().find('.');
  if (point == std::string_view::npos || Raw().find_first_not_of('0', point + 1) != std::string_view::npos)
    return std::nullopt;
  int64_t integer = 0;
  const auto [end, error] = std::from_chars(node_->text, node_->text + point, integer);
  return error == std::errc() ? std::optional(integer) : std::nullopt;
}

std::optional<double> Value::Number() const {
  if (kind() != Kind::kInteger && kind() != Kind::kUnsigned && kind() != Kind::kDouble) return std::nullopt;
  return NumberValue({node_->text, node_->size});
}

std::optional<bool> Value::Bool() const {
  if (kind() != Kind::kBool) return std::nullopt;
  return node_->text[0] == 't';
}

std::optional<Value> Value::Member(std::string_view key) const {
  if (!IsObject()) return std::nullopt;
  std::optional<Value> found;
  ForEach([&](std::string_view name, Value value) {
    if (name == key) found = value;
    return !found;
  });
  return found;
}

}  // namespace gatehouse::json

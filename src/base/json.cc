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
#include "base/json_unescape.h"
#include "base/secret_string.h"

namespace gatehouse::json {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 30;  // whatever the limits say: offsets are 32 bits wide
constexpr size_t kFirstCapacity = 16 << 10;    // what a parser can take before it grows for the first time
constexpr size_t kFewKeys = 32;                // up to here, repeated keys are found without sorting

constexpr bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// One bit of 64 for each key, by its length and a few of its bytes, without their case. ASCII keys with bits of their
// own are different keys, with or without regard to case. The factors give all names of a UDC message a bit each, and
// all claims of a token.
uint64_t KeyBit(std::string_view key) {
  if (key.empty()) return 1;
  const auto lower = [](char c) { return static_cast<uint8_t>(c) | 0x20U; };
  const size_t sum = lower(key.front()) + lower(key[key.size() / 2]) * 4U + lower(key.back()) + key.size() * 3;
  return uint64_t{1} << (sum & 63U);
}

// A container whose end is still to come.
struct Open {
  Node* node;
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

Fault FaultOf(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return Fault::kEmpty;
    case simdjson::CAPACITY:
    case simdjson::MEMALLOC:
      return Fault::kTooLarge;
    case simdjson::UTF8_ERROR:
      return Fault::kNotUtf8;
    default:
      return Fault::kSyntax;
  }
}

}  // namespace

// simdjson's first stage finds where every token starts, proves UTF-8 and closes every string. What follows here is one
// pass over those places. Its own second stage is not used: it copies every string, reads every number, refuses
// integers beyond 64 bits, and knows neither repeated keys nor members.
struct Parser::Impl {
  Impl() = default;
  // What was read may have been a secret.
  ~Impl() {
    base::Wipe(copy);
    base::Wipe(unescaped);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
  std::vector<Node> nodes;
  std::vector<Open> open;  // the containers around what is being read
  std::vector<std::string_view> keys;
  std::string copy;
  std::string unescaped;

  // Of the document that is being read.
  const char* text = nullptr;
  size_t size = 0;
  const char* backslash = nullptr;  // the first at or after what is being read, or the end of the text
  char* unescaped_end = nullptr;

  [[nodiscard]] bool Reserve(size_t bytes, const Limits& limits);
  // Takes the escapes out of a string's content, which ends at a quote; empty if one of them stands for nothing.
  [[nodiscard, gnu::noinline]] std::optional<std::string_view> Unescaped(std::string_view content);
};

bool Parser::Impl::Reserve(size_t bytes, const Limits& limits) {
  if (!stage || stage->capacity() < bytes) {
    const size_t capacity = std::max(kFirstCapacity, bytes + bytes / 4);
    std::unique_ptr<simdjson::internal::dom_parser_implementation> fresh;
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, fresh) !=
        simdjson::SUCCESS) {
      return false;
    }
    stage = std::move(fresh);
  }
  const size_t most_open = std::min(limits.max_depth, bytes);
  if (open.size() < most_open) open.resize(most_open);
  return true;
}

std::optional<std::string_view> Parser::Impl::Unescaped(std::string_view content) {
  const char* const content_end = content.data() + content.size();
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
  const void* const next = std::memchr(content_end, '\\', size - static_cast<size_t>(content_end - text));
  backslash = next != nullptr ? static_cast<const char*>(next) : text + size;
  return std::string_view(begin, unescaped_end);
}

// The pass itself. Everything in it is inlined into Run, so that its state lives in registers: that is worth a third of
// the time.
class Parser::Pass {
 public:
  Pass(Impl& impl, const Limits& limits)
      : impl_(impl),
        text_(impl.text),
        place_(impl.stage->structural_indexes.get()),
        end_(place_ + impl.stage->n_structural_indexes),
        node_(impl.nodes.data()),
        max_depth_(limits.max_depth),
        members_left_(limits.max_members),
        fold_names_(limits.fold_names) {}

  // One turn of the outer loop reads the start of a value, the inner loop what may follow a whole one.
  [[nodiscard]] std::optional<Fault> Run() {
    while (true) {
      switch (Here()) {
        case '{':
          if (!Enter(Kind::kObject)) return Fault::kTooDeep;
          if (Here() != '}') {
            if (members_left_-- == 0) return Fault::kTooManyMembers;
            if (!ReadKey()) return Fault::kSyntax;
            continue;
          }
          if (!Leave()) return Fault::kRepeatedKey;
          break;
        case '[':
          if (!Enter(Kind::kArray)) return Fault::kTooDeep;
          if (Here() != ']') {
            if (members_left_-- == 0) return Fault::kTooManyMembers;
            continue;
          }
          if (!Leave()) return Fault::kRepeatedKey;
          break;
        case '"':
          if (!ReadString()) return Fault::kSyntax;
          break;
        default:
          if (place_ == end_ || !ReadScalar()) return Fault::kSyntax;
      }
      while (true) {
        if (depth_ == 0) return place_ == end_ ? std::nullopt : std::optional(Fault::kSyntax);
        Node& container = *impl_.open[depth_ - 1].node;
        const bool object = container.kind == Kind::kObject;
        ++container.count;
        if (Here() == ',') {
          ++place_;
          if (members_left_-- == 0) return Fault::kTooManyMembers;
          if (object && !ReadKey()) return Fault::kSyntax;
          break;
        }
        if (Here() != (object ? '}' : ']')) return Fault::kSyntax;
        if (!Leave()) return Fault::kRepeatedKey;
      }
    }
  }

 private:
  [[nodiscard, gnu::always_inline]] char Here() const { return place_ != end_ ? text_[*place_] : '\0'; }

  // From the present place to the next, without the white space between them; moves on. simdjson's stage puts the
  // length of the text behind the last place.
  [[nodiscard, gnu::always_inline]] std::string_view Token() {
    const char* const begin = text_ + place_[0];
    const char* end = text_ + place_[1];
    ++place_;
    while (IsSpace(end[-1])) --end;
    return {begin, end};
  }

  [[gnu::always_inline]] void Add(std::string_view content, Kind kind) {
    *node_++ = {content.data(), static_cast<uint32_t>(content.size()), 1, 0, kind};
  }

  [[nodiscard, gnu::always_inline]] bool ReadString() {
    std::string_view token = Token();
    if (token.size() < 2 || token.back() != '"') return false;
    token.remove_prefix(1);
    token.remove_suffix(1);
    if (impl_.backslash < token.data() + token.size()) {
      const auto unescaped = impl_.Unescaped(token);
      if (!unescaped) return false;
      token = *unescaped;
    }
    Add(token, Kind::kString);
    return true;
  }

  [[nodiscard, gnu::always_inline]] bool ReadScalar() {
    const std::string_view token = Token();
    switch (token[0]) {
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
    if (Here() != '"' || !ReadString() || Here() != ':') return false;
    ++place_;
    Open& object = impl_.open[depth_ - 1];
    const std::string_view key{node_[-1].text, node_[-1].size};
    const uint64_t bit = KeyBit(key);
    // Outside ASCII two names of one meaning may have different lengths: their bits say nothing.
    const bool foreign = fold_names_ && !base::IsAscii(key);
    if ((object.seen & bit) != 0 || foreign) object.may_repeat = true;
    if (foreign) object.ascii = false;
    object.seen |= bit;
    return true;
  }

  [[nodiscard, gnu::always_inline]] bool Enter(Kind kind) {
    if (depth_ == max_depth_) return false;
    impl_.open[depth_++] = {node_, 0, false, true};
    Add({text_ + *place_++, 0}, kind);
    return true;
  }

  // False if the object that ends here holds a key twice.
  [[nodiscard, gnu::always_inline]] bool Leave() {
    const Open& container = impl_.open[--depth_];
    Node& node = *container.node;
    node.size = static_cast<uint32_t>(text_ + *place_++ + 1 - node.text);
    node.span = static_cast<uint32_t>(node_ - &node);
    if (!container.may_repeat || node.count < 2) return true;
    return fold_names_ ? !HoldsFoldedKey(&node + 1, node.count, container.ascii)
                       : !HoldsRepeatedKey(&node + 1, node.count, impl_.keys);
  }

  Impl& impl_;
  const char* const text_;
  const uint32_t* place_;  // where the next token starts
  const uint32_t* const end_;
  Node* node_;        // the next free one
  size_t depth_ = 0;  // open containers
  const size_t max_depth_;
  size_t members_left_;
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
  if (!reader.Reserve(bytes.size(), limits)) return std::unexpected(Fault::kTooLarge);
  if (!borrow) {
    if (reader.copy.capacity() < bytes.size()) base::Wipe(reader.copy);
    bytes = reader.copy.assign(bytes);
  }

  const auto error = reader.stage->stage1(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
                                          simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS) return std::unexpected(FaultOf(error));

  reader.text = bytes.data();
  reader.size = bytes.size();
  reader.unescaped_end = nullptr;
  const void* const backslash = std::memchr(bytes.data(), '\\', bytes.size());
  reader.backslash = backslash != nullptr ? static_cast<const char*>(backslash) : bytes.data() + bytes.size();
  // A member is at most a key and a value, and no node goes without its place.
  const size_t most_nodes =
      std::min<size_t>(reader.stage->n_structural_indexes, 2 * std::min(limits.max_members, kMaxBytes) + 1);
  if (reader.nodes.size() < most_nodes) reader.nodes.resize(most_nodes);

  if (const auto fault = Pass(reader, limits).Run()) return std::unexpected(*fault);
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
  std::from_chars(node_->text, node_->text + node_->size, integer);
  return integer;
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

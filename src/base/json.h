// Parses JSON from outside, the whole document at once; the only user of simdjson. Depth, size and member counts are
// checked before anything is built; a repeated key (compared after unescaping) is an error, because RFC 8259 §4 leaves
// its meaning open, parsers disagree, and attackers use that. Shown by json_test.cc, fuzz/json_fuzz.cc.
//
//   json::Parser parser;                         // keeps its buffers: one per thread
//   auto document = parser.Parse(bytes, limits); // the root value; valid until the next Parse
//   auto name = document->Member("name");        // std::optional<Value>
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string_view>

namespace gatehouse::json {

struct Limits {
  size_t max_bytes = 1'048'576;  // of the document
  size_t max_depth = 32;         // of nested arrays and objects; the root counts
  size_t max_members = 10'000;   // object members and array elements in the whole document
  bool fold_names = false;       // keys that differ only in case count as repeated (base/fold.h)
};

// kSyntax also covers texts on which parsers disagree: half a surrogate pair, a number beyond the largest double, a
// byte order mark.
enum class Fault : uint8_t { kEmpty, kTooLarge, kTooDeep, kTooManyMembers, kNotUtf8, kRepeatedKey, kSyntax };
[[nodiscard]] std::string_view Sentence(Fault fault);  // "JSON holds a repeated key"

// A number is kInteger or kUnsigned if it is written without fraction and exponent and fits into 64 bits, signed or
// unsigned (-0 is the integer 0, as in Python); every other number is kDouble: 14.0, 1e2 and 2^64 are.
enum class Kind : uint8_t { kNull, kBool, kInteger, kUnsigned, kDouble, kString, kArray, kObject };

// One parsed value. The nodes of a document are in the order of its text: a container is followed by its content, a
// member's key (a string) by its value.
struct Node {
  const char* text;  // of a string: its unescaped content; of any other value: its first byte in the document
  uint32_t size;     // of the text
  uint32_t span;     // number of nodes of the value, including this one
  uint32_t count;    // members or elements
  Kind kind;
};

// A view into a parsed document. Cheap to copy; dangling after the parser's next Parse.
class Value {
 public:
  [[nodiscard]] Kind kind() const { return node_->kind; }
  [[nodiscard]] bool IsObject() const { return kind() == Kind::kObject; }
  [[nodiscard]] bool IsArray() const { return kind() == Kind::kArray; }
  // Empty if the value has another kind. Integer is empty for kUnsigned and for every double, 14.0 too; Number accepts
  // all three kinds of number.
  [[nodiscard]] std::optional<std::string_view> String() const;  // unescaped
  [[nodiscard]] std::optional<int64_t> Integer() const;
  // 14, or 14.0 as some languages write it: each reader takes that for 14 or refuses it. Empty for a number with an
  // exponent: a reader that stops at the first letter takes 1.4e1 for 1.
  [[nodiscard]] std::optional<int64_t> WholeNumber() const;
  [[nodiscard]] std::optional<double> Number() const;
  [[nodiscard]] std::optional<bool> Bool() const;
  // A scalar or container as written in the document; for a string its unescaped content.
  [[nodiscard]] std::string_view Raw() const { return {node_->text, node_->size}; }
  // Empty if this is not an object or has no such key (compared unescaped).
  [[nodiscard]] std::optional<Value> Member(std::string_view key) const;
  // Calls visit(std::string_view key, Value value) for each member in order, or each element with an empty key; stops
  // when it returns false. Returns false if it was stopped. A scalar has nothing to visit.
  template <typename Visit>
  bool ForEach(Visit&& visit) const;
  // Number of members of an object or elements of an array; 0 for a scalar.
  [[nodiscard]] size_t Count() const { return node_->count; }
  // Size in bytes of the value as JSON with every non-ASCII character as \uXXXX, as Python's json.dumps writes it with
  // its default separators (", " and ": "): the measure of row B6. Takes time linear in the size.
  [[nodiscard]] size_t DumpedSize() const;
  // Upper bound of DumpedSize. Takes constant time.
  [[nodiscard]] size_t DumpedSizeBound() const { return size_t{node_->size} * kMostDumpedBytesForOne + 2; }

 private:
  friend class Parser;
  // The worst case: "1e15" is written as 1000000000000000.0, three bytes more than 4 × 4; DEL becomes \u007f.
  static constexpr size_t kMostDumpedBytesForOne = 6;

  explicit Value(const Node* node) : node_(node) {}
  const Node* node_;
};

class Parser {
 public:
  Parser();
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  // With `borrow`, the bytes are not copied: the caller must keep them unchanged as long as the values are used.
  [[nodiscard]] std::expected<Value, Fault> Parse(std::string_view bytes, const Limits& limits, bool borrow = false);

 private:
  struct Impl;
  class Pass;
  std::unique_ptr<Impl> impl_;
};

template <typename Visit>
bool Value::ForEach(Visit&& visit) const {
  const Node* const end = node_ + node_->span;
  for (const Node* at = node_ + 1; at != end;) {
    std::string_view key;
    if (IsObject()) {
      key = {at->text, at->size};
      ++at;
    }
    const Value value(at);
    at += at->span;
    if (!visit(key, value)) return false;
  }
  return true;
}

}  // namespace gatehouse::json

// A JSON value: for output, and for the daemon's answers. Members keep the order in which they were
// added. Commands build it; only output.cc and value.cc use the JSON library. Tests:
// value_test.cc.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gatehouse::cli {

struct Member;

class Value {
 public:
  using List = std::vector<Value>;
  using Members = std::vector<Member>;

  Value();  // null
  Value(bool value);
  Value(double value);
  Value(std::string value);
  Value(std::string_view value);
  Value(const char* value);
  Value(List list);
  Value(Members members);
  template <std::integral Number>
  Value(Number value) : Value(std::in_place, static_cast<Wide<Number>>(value)) {}
  // Null if `value` is empty.
  template <typename T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value()) {}
  template <typename T>
  Value(const std::vector<T>& list) : Value(List(list.begin(), list.end())) {}

  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  [[nodiscard]] bool IsNull() const;
  [[nodiscard]] bool IsObject() const;
  [[nodiscard]] const List* AsList() const;         // nullptr where it is none
  [[nodiscard]] const Members* AsObject() const;    // nullptr where it is none
  [[nodiscard]] const std::string* AsText() const;  // nullptr where it is none
  [[nodiscard]] std::optional<int64_t> AsInteger() const;

  // The member with that name; nullptr if there is none or this is not an object.
  [[nodiscard]] const Value* Find(std::string_view name) const;
  // The member as text: a string unchanged, anything else as JSON; empty if it is absent or null.
  [[nodiscard]] std::string TextOf(std::string_view name) const;

  // Adds a member to an object (null becomes one), an element to a list (null becomes one).
  void Set(std::string name, Value value);
  void Add(Value value);
  bool Remove(std::string_view name);

  // JSON on one line. Invalid UTF-8 is replaced; `ascii`: write non-ASCII characters as \uXXXX.
  [[nodiscard]] std::string Json(bool ascii) const;
  // Returns nothing if the text is not JSON.
  [[nodiscard]] static std::optional<Value> FromJson(std::string_view text);

 private:
  template <typename Number>
  using Wide = std::conditional_t<std::signed_integral<Number>, int64_t, uint64_t>;
  explicit Value(std::in_place_t, int64_t value);
  explicit Value(std::in_place_t, uint64_t value);
  friend struct ValueJson;

  std::variant<std::monostate, bool, int64_t, uint64_t, double, std::string, List, Members> held_;
};

struct Member {
  std::string name;
  Value value;
};

// Object({{"ok", true}, {"file", name}})
[[nodiscard]] Value Object(std::initializer_list<Member> members);
// An empty object {}: `Value()` would be null.
[[nodiscard]] Value EmptyObject();
[[nodiscard]] Value EmptyList();

}  // namespace gatehouse::cli

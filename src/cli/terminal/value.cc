#include "cli/terminal/value.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gatehouse::cli {
namespace {

using Library = nlohmann::ordered_json;

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

// Converts Value to and from the JSON library's type; a friend of Value.
struct ValueJson {
  static Library Written(const Value& value) {
    return std::visit(Overloaded{[](std::monostate) { return Library(nullptr); },
                                 [](const Value::List& list) {
                                   Library written = Library::array();
                                   for (const Value& each : list) written.push_back(Written(each));
                                   return written;
                                 },
                                 [](const Value::Members& members) {
                                   Library written = Library::object();
                                   for (const Member& member : members) written[member.name] = Written(member.value);
                                   return written;
                                 },
                                 [](const auto& plain) { return Library(plain); }},
                      value.held_);
  }

  static Value Read(const Library& read) {
    switch (read.type()) {
      case Library::value_t::boolean:
        return read.get<bool>();
      case Library::value_t::number_integer:
        return read.get<int64_t>();
      case Library::value_t::number_unsigned:
        return read.get<uint64_t>();
      case Library::value_t::number_float:
        return read.get<double>();
      case Library::value_t::string:
        return read.get<std::string>();
      case Library::value_t::array: {
        Value::List list;
        for (const Library& each : read) list.push_back(Read(each));
        return list;
      }
      case Library::value_t::object: {
        Value::Members members;
        for (const auto& [name, member] : read.items()) members.push_back({name, Read(member)});
        return members;
      }
      default:
        return {};
    }
  }
};

Value::Value() = default;
Value::Value(bool value) : held_(value) {}
Value::Value(double value) : held_(value) {}
Value::Value(std::string value) : held_(std::move(value)) {}
Value::Value(std::string_view value) : held_(std::string(value)) {}
Value::Value(const char* value) : held_(std::string(value)) {}
Value::Value(List list) : held_(std::move(list)) {}
Value::Value(Members members) : held_(std::move(members)) {}
Value::Value(std::in_place_t, int64_t value) : held_(value) {}
Value::Value(std::in_place_t, uint64_t value) : held_(value) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

bool Value::IsNull() const { return std::holds_alternative<std::monostate>(held_); }
bool Value::IsObject() const { return std::holds_alternative<Members>(held_); }
const Value::List* Value::AsList() const { return std::get_if<List>(&held_); }
const Value::Members* Value::AsObject() const { return std::get_if<Members>(&held_); }
const std::string* Value::AsText() const { return std::get_if<std::string>(&held_); }

std::optional<int64_t> Value::AsInteger() const {
  if (const auto* number = std::get_if<int64_t>(&held_)) return *number;
  if (const auto* number = std::get_if<uint64_t>(&held_); number != nullptr && std::in_range<int64_t>(*number)) {
    return static_cast<int64_t>(*number);
  }
  return {};
}

const Value* Value::Find(std::string_view name) const {
  const Members* members = AsObject();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, name, &Member::name);
  return found == members->end() ? nullptr : &found->value;
}

std::string Value::TextOf(std::string_view name) const {
  const Value* found = Find(name);
  if (found == nullptr || found->IsNull()) return {};
  const std::string* text = found->AsText();
  return text != nullptr ? *text : found->Json(/*ascii=*/false);
}

void Value::Set(std::string name, Value value) {
  if (IsNull()) held_ = Members{};
  std::get<Members>(held_).push_back({std::move(name), std::move(value)});
}

void Value::Add(Value value) {
  if (IsNull()) held_ = List{};
  std::get<List>(held_).push_back(std::move(value));
}

bool Value::Remove(std::string_view name) {
  auto* members = std::get_if<Members>(&held_);
  return members != nullptr && std::erase_if(*members, [&](const Member& member) { return member.name == name; }) > 0;
}

std::string Value::Json(bool ascii) const {
  return ValueJson::Written(*this).dump(-1, ' ', ascii, Library::error_handler_t::replace);
}

std::optional<Value> Value::FromJson(std::string_view text) {
  const Library read = Library::parse(text, nullptr, /*allow_exceptions=*/false);
  if (read.is_discarded()) return {};
  return ValueJson::Read(read);
}

Value Object(std::initializer_list<Member> members) { return Value::Members(members); }
Value EmptyObject() { return Value::Members{}; }
Value EmptyList() { return Value::List{}; }

}  // namespace gatehouse::cli

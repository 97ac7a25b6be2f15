#include "gate/inspect/prompt/pointer.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/fold.h"

namespace gatehouse::prompt {
namespace {

// The first part of a pointer, and the rest.
struct Steps {
  std::string_view first;
  std::string_view rest;
};

Steps Split(std::string_view pointer) {
  const size_t end = std::min(pointer.find('/', 1), pointer.size());
  return {pointer.substr(1, end - 1), pointer.substr(end)};
}

// ~1 is /, and ~0 is ~.
std::string Unescaped(std::string_view token) {
  std::string name;
  for (size_t i = 0; i < token.size(); ++i) {
    name += token[i] != '~' ? token[i] : token[++i] == '1' ? '/' : '~';
  }
  return name;
}

std::optional<json::Value> Element(const json::Value& list, std::string_view token) {
  size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
  std::optional<json::Value> found;
  size_t at = 0;
  list.ForEach([&](std::string_view, const json::Value& each) {
    if (at == index) found = each;
    return at++ != index;
  });
  return found;
}

bool HasFolded(const json::Value& object, std::string_view name) {
  return !object.ForEach([&](std::string_view each, const json::Value&) { return !base::EqualFolded(each, name); });
}

}  // namespace

bool IsPointer(std::string_view text) {
  if (!text.starts_with('/')) return false;
  for (size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}

bool BeginsWith(std::string_view pointer, std::string_view name) { return Unescaped(Split(pointer).first) == name; }

bool VisitPointer(const json::Value& root, std::string_view pointer, Missing missing,
                  const std::function<bool(const json::Value&)>& visit) {
  if (pointer.empty()) return visit(root);
  const auto [token, rest] = Split(pointer);
  const auto go_on = [&](const json::Value& value) { return VisitPointer(value, rest, missing, visit); };
  if (root.IsArray() && token == "*") {
    return root.ForEach([&](std::string_view, const json::Value& each) { return go_on(each); });
  }
  if (root.IsArray()) {
    const auto element = Element(root, token);
    return element ? go_on(*element) : missing == Missing::kAllowed;
  }
  const std::string name = Unescaped(token);
  if (const auto member = root.Member(name)) return go_on(*member);
  return missing == Missing::kAllowed && !HasFolded(root, name);
}

}  // namespace gatehouse::prompt

#include "secrets/field.h"

#include <string>

#include "base/json.h"
#include "base/number.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

std::string Unescape(std::string_view token) {
  std::string out;
  for (size_t at = 0; at < token.size(); ++at) {
    if (token[at] == '~' && at + 1 < token.size()) {
      out += token[++at] == '1' ? '/' : '~';
    } else {
      out += token[at];
    }
  }
  return out;
}

std::optional<json::Value> Element(const json::Value& array, std::string_view token) {
  const bool plain = token == "0" || !token.starts_with('0');  // no leading zeros (RFC 6901 §4)
  const auto index = base::ParseNumber<size_t>(token);
  if (!plain || !index) return {};
  std::optional<json::Value> found;
  array.ForEach([&, left = *index](std::string_view, json::Value value) mutable {
    if (left-- != 0) return true;
    found = value;
    return false;
  });
  return found;
}

}  // namespace

std::expected<base::SecretString, ProviderError> PickField(const base::SecretString& value, std::string_view pointer) {
  json::Parser parser;
  const auto root = parser.Parse(value.Reveal(), {.max_bytes = kMaxSecretBytes, .max_members = 100'000}, true);
  if (!root) {
    return Refuse(Fault::kMalformed,
                  "The value is not JSON, so it has no fields: " + std::string(Sentence(root.error())), {},
                  "leave #" + std::string(pointer) + " out, or store an object");
  }
  std::optional<json::Value> at = *root;
  std::string_view rest = pointer;
  while (!rest.empty() && at) {
    rest.remove_prefix(1);
    const std::string_view token = rest.substr(0, rest.find('/'));
    rest.remove_prefix(token.size());
    at = at->IsArray() ? Element(*at, token) : at->Member(Unescape(token));
  }
  if (!at) {
    return Refuse(Fault::kAbsent, "There is no field " + std::string(pointer) + " in the value", {},
                  "check its name; case counts");
  }
  return base::SecretString(std::string(at->Raw()));
}

}  // namespace gatehouse::secrets

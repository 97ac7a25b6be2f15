#include "control/service/admin_body.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "base/json.h"
#include "base/rfc3339.h"

namespace gatehouse::service {
namespace {

constexpr json::Limits kLimits{.max_bytes = kMaxRequestBytes, .max_depth = 4, .max_members = 256};

std::string_view Name(AdminType type) {
  switch (type) {
    case AdminType::kText:
    case AdminType::kSecret:
      return "Must be a text";
    case AdminType::kInteger:
      return "Must be an integer";
    case AdminType::kFlag:
      return "Must be true or false";
    case AdminType::kTexts:
      return "Must be a list of texts";
    case AdminType::kTime:
      return "Must be a time, as 2026-01-31T12:00:00Z";
  }
  return "";
}

template <typename Map>
auto Find(const Map& map, std::string_view name) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(name);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

std::optional<std::vector<std::string>> ReadTexts(json::Value value) {
  if (!value.IsArray()) return std::nullopt;
  std::vector<std::string> texts;
  const bool all = value.ForEach([&](std::string_view, json::Value item) {
    const auto text = item.String();
    if (text) texts.emplace_back(*text);
    return text.has_value();
  });
  return all ? std::optional(std::move(texts)) : std::nullopt;
}

// Returns whether the value was stored in `to`.
template <typename Map, typename Read>
bool Take(Map& to, std::string_view name, Read&& read) {
  if (!read) return false;
  to.insert_or_assign(std::string(name), typename Map::mapped_type(*std::forward<Read>(read)));
  return true;
}

}  // namespace

base::Result<AdminBody> AdminBody::Read(const HttpRequest& request, std::span<const AdminMember> members) {
  AdminBody body;
  const auto take = [&body](const AdminMember& member, json::Value value) {
    switch (member.type) {
      case AdminType::kText:
        return Take(body.texts_, member.name, value.String());
      case AdminType::kSecret: {
        const auto text = value.String();
        if (text) body.secrets_.insert_or_assign(std::string(member.name), base::SecretString(std::string(*text)));
        return text.has_value();
      }
      case AdminType::kInteger:
        return Take(body.integers_, member.name, value.Integer());
      case AdminType::kFlag:
        return Take(body.flags_, member.name, value.Bool());
      case AdminType::kTexts:
        return Take(body.lists_, member.name, ReadTexts(value));
      case AdminType::kTime:
        return Take(body.texts_, member.name, value.String()) || Take(body.integers_, member.name, value.Integer());
    }
    return false;
  };
  json::Parser parser;
  if (!request.body.empty()) {
    const auto root = parser.Parse(request.body, kLimits, true);
    if (!root) return base::Fail(std::string(json::Sentence(root.error())), "the request", "send a JSON object");
    if (!root->IsObject()) return base::Fail("Not a JSON object", "the request", "send a JSON object");
    base::Error fault;
    root->ForEach([&](std::string_view name, json::Value value) {
      const auto member = std::ranges::find(members, name, &AdminMember::name);
      if (member == members.end()) {
        fault = {"Not known here", std::string(name), "leave it out"};
      } else if (value.kind() != json::Kind::kNull && !take(*member, value)) {
        fault = {std::string(Name(member->type)), std::string(name), ""};
      }
      return fault.what.empty();
    });
    if (!fault.what.empty()) return std::unexpected(fault);
  }
  for (const AdminMember& member : members) {
    if (member.required && !body.Has(member.name)) return base::Fail("Missing", std::string(member.name));
  }
  return body;
}

bool AdminBody::Has(std::string_view name) const {
  return texts_.contains(name) || secrets_.contains(name) || integers_.contains(name) || flags_.contains(name) ||
         lists_.contains(name);
}
std::optional<std::string> AdminBody::Text(std::string_view name) const { return Find(texts_, name); }
std::optional<int64_t> AdminBody::Integer(std::string_view name) const { return Find(integers_, name); }
std::optional<bool> AdminBody::Flag(std::string_view name) const { return Find(flags_, name); }
std::optional<std::vector<std::string>> AdminBody::Texts(std::string_view name) const { return Find(lists_, name); }

base::SecretString AdminBody::TakeSecret(std::string_view name) {
  const auto found = secrets_.find(name);
  return found == secrets_.end() ? base::SecretString() : std::exchange(found->second, base::SecretString());
}

std::optional<base::Wall> AdminBody::Time(std::string_view name) const {
  if (const auto seconds = Integer(name)) {
    if (*seconds < 0 || *seconds > base::kLastSecond) return std::nullopt;
    return base::Wall(std::chrono::seconds(*seconds));
  }
  const auto text = Text(name);
  return text ? base::ParseTimeText(*text) : std::nullopt;
}

bool IsLine(std::string_view text, size_t max_bytes) {
  if (text.size() > max_bytes || !base::IsUtf8(text)) return false;
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace gatehouse::service

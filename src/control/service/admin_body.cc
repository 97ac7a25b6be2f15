#include "control/service/admin_body.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/json.h"
#include "base/rfc3339.h"

namespace gatehouse::service {
namespace {

constexpr json::Limits kLimits{.max_bytes = kMaxRequestBytes, .max_depth = 4, .max_members = 256};

template <typename Map>
auto Find(const Map& map, std::string_view name) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(name);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

}  // namespace

base::Result<AdminBody> AdminBody::Read(const HttpRequest& request, std::initializer_list<std::string_view> known) {
  AdminBody body;
  if (request.body.empty()) return body;
  json::Parser parser;
  const auto root = parser.Parse(request.body, kLimits);
  if (!root) return base::Fail(std::string(json::Sentence(root.error())), "the request", "send a JSON object");
  if (!root->IsObject()) return base::Fail("Not a JSON object", "the request");
  base::Error fault;
  root->ForEach([&](std::string_view name, json::Value value) {
    if (std::ranges::find(known, name) == known.end()) {
      fault = {"is not known here", std::string(name), ""};
      return false;
    }
    const std::string key(name);
    if (const auto text = value.String()) {
      body.texts_[key] = *text;
    } else if (const auto integer = value.Integer()) {
      body.integers_[key] = *integer;
    } else if (const auto flag = value.Bool()) {
      body.flags_[key] = *flag;
    } else if (value.IsArray()) {
      std::vector<std::string>& list = body.lists_[key];
      const bool texts = value.ForEach([&](std::string_view, json::Value item) {
        const auto word = item.String();
        if (word) list.emplace_back(*word);
        return word.has_value();
      });
      if (!texts) fault = {"holds something that is not text", key, ""};
    } else if (value.kind() != json::Kind::kNull) {
      fault = {"has the wrong type", key, ""};
    }
    return fault.what.empty();
  });
  if (!fault.what.empty()) return std::unexpected(fault);
  return body;
}

bool AdminBody::Has(std::string_view name) const {
  return texts_.contains(name) || integers_.contains(name) || flags_.contains(name) || lists_.contains(name);
}
std::optional<std::string> AdminBody::Text(std::string_view name) const { return Find(texts_, name); }
std::optional<int64_t> AdminBody::Integer(std::string_view name) const { return Find(integers_, name); }
std::optional<bool> AdminBody::Flag(std::string_view name) const { return Find(flags_, name); }
std::optional<std::vector<std::string>> AdminBody::Texts(std::string_view name) const { return Find(lists_, name); }

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

HttpResponse AdminFault(int status, const base::Error& error) {
  const nlohmann::ordered_json problem = {
      {"type", "about:blank"}, {"status", status}, {"detail", error.what}, {"where", error.where}, {"fix", error.mend}};
  return {status,
          {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}},
          problem.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace)};
}

}  // namespace gatehouse::service

#include "jose/claims.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gatehouse::jose {
namespace {

constexpr size_t kDropletIds = kMaxDropletId + 1;

// The ids as text, made once: Claims store the number, and Claim() returns views.
std::string_view DropletText(int id) {
  struct Text {
    std::array<char, 3> digits;
    size_t length;
  };
  static const auto texts_of_ids = [] {
    std::array<Text, kDropletIds> texts{};
    for (size_t i = 1; i < kDropletIds; ++i) {
      const auto end = std::to_chars(texts[i].digits.begin(), texts[i].digits.end(), i).ptr;
      texts[i].length = static_cast<size_t>(end - texts[i].digits.begin());
    }
    return texts;
  }();
  if (id < 1 || static_cast<size_t>(id) >= kDropletIds) return {};
  const Text& text = texts_of_ids[static_cast<size_t>(id)];
  return {text.digits.data(), text.length};
}

// A claim with several values equals none of them.
std::string_view OnlyOne(const std::vector<std::string>& values) {
  return values.size() == 1 ? std::string_view(values.front()) : std::string_view();
}

}  // namespace

std::string_view Claims::Claim(std::string_view name) const {
  if (name == "iss") return issuer;
  if (name == "sub") return subject;
  if (name == "jti") return token_id;
  if (name == "droplet_id") return DropletText(droplet_id);
  if (name == "role" || name == "roles") return OnlyOne(roles);
  if (name == "scope" || name == "scopes") return OnlyOne(scopes);
  for (const auto& [claim, value] : claims) {
    if (claim == name) return value;
  }
  return {};
}

bool Claims::Has(std::string_view name, std::string_view value) const {
  if (value.empty()) return false;
  if (name == "role" || name == "roles") return std::ranges::find(roles, value) != roles.end();
  if (name == "scope" || name == "scopes") return std::ranges::find(scopes, value) != scopes.end();
  return Claim(name) == value ||
         std::ranges::any_of(elements, [&](const auto& one) { return one.first == name && one.second == value; });
}

}  // namespace gatehouse::jose

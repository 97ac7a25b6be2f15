// The types of settings (CheckValue of schema.h): the form that a text must have. Messages never contain
// the value. Shown by value_test.cc.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/json.h"
#include "base/nearest.h"
#include "base/number.h"
#include "settings/schema.h"
#include "yaml/problems.h"
#include "yaml/quantity.h"

namespace gatehouse::settings {
namespace {

constexpr std::array<std::string_view, 12> kBooleans = {"true", "false", "1", "0", "yes", "no",
                                                        "on",   "off",   "y", "n", "t",   "f"};
// Schemes that are valid without a host: sqlite:///data.db, file:///etc/app,
// postgres:///app for the database at the usual Unix socket.
constexpr std::array<std::string_view, 10> kHostlessSchemes = {"file",    "sqlite", "unix",    "postgres", "postgresql",
                                                               "postgis", "mysql",  "mariadb", "redis",    "amqp"};

// The quantity that min and max limit; empty if the text is not of the type.
using Measure = std::optional<double>;

Measure Length(std::string_view value) { return static_cast<double>(value.size()); }

// ParseNumber accepts no '+', but people and programs write it.
std::string_view WithoutPlus(std::string_view value) {
  const bool plus = value.size() > 1 && value[0] == '+' && value[1] != '-' && value[1] != '+';
  return plus ? value.substr(1) : value;
}

Measure Integer(std::string_view value) {
  const auto number = base::ParseNumber<int64_t>(WithoutPlus(value));
  return number ? Measure(static_cast<double>(*number)) : std::nullopt;
}

Measure Number(std::string_view value) {
  const auto number = base::ParseNumber<double>(WithoutPlus(value));
  return number && std::isfinite(*number) ? number : std::nullopt;
}

Measure Boolean(std::string_view value) {
  if (std::ranges::find(kBooleans, base::AsciiLower(value)) == kBooleans.end()) return {};
  return Length(value);
}

// scheme://authority…, in printable ASCII. The part after the authority is not checked.
Measure Url(std::string_view value) {
  const size_t colon = value.find("://");
  if (colon == std::string_view::npos || colon == 0) return {};
  const std::string scheme = base::AsciiLower(value.substr(0, colon));
  const bool good_scheme = base::IsLower(scheme.front()) && std::ranges::all_of(scheme, [](char c) {
                             return base::IsLower(c) || base::IsDigit(c) || c == '+' || c == '-' || c == '.';
                           });
  if (!good_scheme) return {};
  constexpr std::string_view kNeverInUrls = " \"<>\\^`{|}";
  if (!std::ranges::all_of(value, [&](char c) { return c > 0x20 && c < 0x7F && !kNeverInUrls.contains(c); })) return {};
  const std::string_view rest = value.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const std::string_view host =
      authority.substr(authority.rfind('@') == std::string_view::npos ? 0 : authority.rfind('@') + 1);
  const bool hostless =
      std::ranges::find(kHostlessSchemes, scheme.substr(0, scheme.find('+'))) != kHostlessSchemes.end();
  if ((host.empty() || host.starts_with(':')) && !hostless) return {};
  return Length(value);
}

Measure Path(std::string_view value) {
  if (value.empty() || value.contains('\0') || value.contains('\n')) return {};
  return Length(value);
}

Measure Duration(std::string_view value) {
  const auto duration = yaml::ParseDuration(value);
  if (!duration) return {};
  return static_cast<double>(duration->count());
}

Measure JsonText(std::string_view value) {
  json::Parser parser;
  if (!parser.Parse(value, {})) return {};
  return Length(value);
}

struct TypeRow {
  Measure (*measure)(std::string_view);
  std::string_view refusal;
  std::string_view fix;
};
// In the order of Type.
constexpr std::array<TypeRow, 8> kTypes = {
    TypeRow{Length, "is not text", ""},
    TypeRow{Integer, "is not an integer", "write digits alone, such as 8080"},
    TypeRow{Number, "is not a number", "write a number such as 0.5"},
    TypeRow{Boolean, "is not a boolean", "write true or false"},
    TypeRow{Url, "is not a URL", "write scheme://host/path"},
    TypeRow{Path, "is not a path", "write the path of a file or folder"},
    TypeRow{Duration, "is not a duration", "write a number and one of s, m, h, d, w, such as 30s"},
    TypeRow{JsonText, "is not JSON", "write one JSON value"},
};

std::string BoundText(Type type, double bound) {
  // Integers without a fraction; six digits for everything else.
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), bound);
  const bool bytes = type != Type::kInteger && type != Type::kNumber && type != Type::kDuration;
  return std::string(text.data(), end) + (type == Type::kDuration ? "s" : bytes ? " bytes" : "");
}

}  // namespace

base::Result<> CheckValue(const Entry& entry, std::string_view value) {
  const TypeRow& row = kTypes[static_cast<size_t>(entry.type)];
  const Measure measure = row.measure(value);
  if (!measure) return base::Fail(std::string(row.refusal), {}, std::string(row.fix));
  if (!entry.one_of.empty() && std::ranges::find(entry.one_of, value) == entry.one_of.end()) {
    return base::Fail(
        "is not one of the allowed words", {},
        "write " + base::Alternatives(std::vector<std::string_view>(entry.one_of.begin(), entry.one_of.end())));
  }
  if (entry.min && *measure < *entry.min) return base::Fail("is below " + BoundText(entry.type, *entry.min));
  if (entry.max && *measure > *entry.max) return base::Fail("is above " + BoundText(entry.type, *entry.max));
  return {};
}

}  // namespace gatehouse::settings

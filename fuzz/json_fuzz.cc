// The JSON reader on any bytes: what it accepts must hold together, read the same when it is borrowed, and be JSON to
// simdjson's own parser too, as far as the two mean to agree.
#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>
#include <string>

#include "base/bytes.h"
#include "base/json.h"

namespace {

using gatehouse::json::Kind;
using gatehouse::json::Limits;
using gatehouse::json::Parser;
using gatehouse::json::Value;

constexpr Limits kLimits = {.max_bytes = 1 << 16, .max_depth = 16, .max_members = 500};

void Demand(bool holds) {
  if (!holds) std::abort();
}

// Walks everything; returns the members it met.
size_t Walk(const Value& value, size_t depth) {
  Demand(value.DumpedSize() <= value.DumpedSizeBound());
  Demand(value.Number().has_value() ==
         (value.kind() == Kind::kInteger || value.kind() == Kind::kUnsigned || value.kind() == Kind::kDouble));
  if (const auto text = value.String()) Demand(gatehouse::base::IsUtf8(*text));
  const bool container = value.IsObject() || value.IsArray();
  Demand(!container || depth < kLimits.max_depth);
  std::set<std::string_view> keys;
  size_t met = 0;
  size_t here = 0;
  value.ForEach([&](std::string_view key, Value member) {
    if (value.IsObject()) {
      Demand(keys.insert(key).second);
      Demand(value.Member(key).has_value());
    }
    met += 1 + Walk(member, depth + 1);
    ++here;
    return true;
  });
  Demand(here == value.Count());
  return met;
}

bool AgreesWithSimdjson(std::string_view text, const std::expected<Value, gatehouse::json::Fault>& ours) {
  using gatehouse::json::Fault;
  static simdjson::dom::parser parser;
  const auto error = parser.parse(simdjson::padded_string(text)).error();
  if (ours) {  // it reads numbers beyond 64 bits as doubles
    return error == simdjson::SUCCESS || error == simdjson::NUMBER_ERROR;
  }
  const bool stricter = ours.error() == Fault::kTooDeep || ours.error() == Fault::kTooManyMembers ||
                        ours.error() == Fault::kTooLarge || ours.error() == Fault::kRepeatedKey ||
                        text.contains("\\u") || text.starts_with("\xEF\xBB\xBF");  // half a pair; a byte order mark
  return stricter || error != simdjson::SUCCESS;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Parser parser;
  static Parser borrowing;
  // Of exactly that size, so that a read past the end is seen.
  const auto bytes = std::make_unique<char[]>(size);
  if (size > 0) std::memcpy(bytes.get(), data, size);
  const std::string_view text(bytes.get(), size);

  const auto document = parser.Parse(text, kLimits);
  const auto borrowed = borrowing.Parse(text, kLimits, true);
  Demand(document.has_value() == borrowed.has_value());
  Demand(AgreesWithSimdjson(text, document));
  if (!document) {
    Demand(document.error() == borrowed.error());
    return 0;
  }
  Demand(document->DumpedSize() == borrowed->DumpedSize());
  Demand(Walk(*document, 0) <= kLimits.max_members);
  return 0;
}

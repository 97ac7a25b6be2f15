#include "gate/inspect/body.h"

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

using base::EqualIgnoringCase;
using base::TrimSpace;

// RFC 9110 §5.6.2.
bool IsToken(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || kMarks.contains(c);
  });
}

// application/json, or a structured syntax built on it (RFC 6839 §3.1).
bool IsJsonMediaType(std::string_view type) {
  constexpr std::string_view kTop = "application/";
  constexpr std::string_view kSuffix = "+json";
  if (type.size() <= kTop.size() || !EqualIgnoringCase(type.substr(0, kTop.size()), kTop)) return false;
  const std::string_view subtype = type.substr(kTop.size());
  if (EqualIgnoringCase(subtype, "json")) return true;
  return IsToken(subtype) && subtype.size() > kSuffix.size() &&
         EqualIgnoringCase(subtype.substr(subtype.size() - kSuffix.size()), kSuffix);
}

bool IsUtf8Charset(std::string_view parameter) {
  const size_t equals = parameter.find('=');
  if (equals == std::string_view::npos || !EqualIgnoringCase(parameter.substr(0, equals), "charset")) return false;
  const std::string_view charset = parameter.substr(equals + 1);
  return EqualIgnoringCase(charset, "utf-8") || EqualIgnoringCase(charset, "\"utf-8\"");
}

}  // namespace

Reason CheckJsonHeaders(const KnownHeaders& headers) {
  if (headers.content_type.count > 1 || headers.content_encoding.count > 1) return Reason::kHeaderRepeated;
  if (headers.content_encoding.present() && !EqualIgnoringCase(headers.content_encoding.value, "identity")) {
    return Reason::kBodyEncoding;
  }
  const std::string_view value = headers.content_type.value;
  const size_t semicolon = value.find(';');
  if (!IsJsonMediaType(TrimSpace(value.substr(0, semicolon)))) return Reason::kBodyType;
  // Whatever follows is one parameter, taken whole: a second one would not be the charset's value.
  const bool fits = semicolon == std::string_view::npos || IsUtf8Charset(TrimSpace(value.substr(semicolon + 1)));
  return fits ? Reason::kAllowed : Reason::kBodyType;
}

Reason ReasonOf(json::Fault fault) {
  switch (fault) {
    case json::Fault::kEmpty:
      return Reason::kBodyMissing;
    case json::Fault::kTooLarge:
      return Reason::kBodyTooLarge;
    case json::Fault::kTooDeep:
      return Reason::kJsonTooDeep;
    case json::Fault::kTooManyMembers:
      return Reason::kJsonTooManyMembers;
    case json::Fault::kNotUtf8:
      return Reason::kJsonUtf8;
    case json::Fault::kRepeatedKey:
      return Reason::kJsonRepeatedKey;
    case json::Fault::kSyntax:
      return Reason::kJsonSyntax;
  }
  return Reason::kJsonSyntax;
}

}  // namespace gatehouse::gate

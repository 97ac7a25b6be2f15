#include "gate/inspect/body.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/http_token.h"

namespace gatehouse::gate {
namespace {

using base::EqualIgnoringCase;
using base::TrimSpace;

// As nearly every program writes it.
constexpr std::string_view kUsualType = "application/json";

// application/json, or a structured syntax built on it (RFC 6839 §3.1).
bool IsJsonMediaType(std::string_view type) {
  constexpr std::string_view kTop = "application/";
  constexpr std::string_view kSuffix = "+json";
  if (type.size() <= kTop.size() || !EqualIgnoringCase(type.substr(0, kTop.size()), kTop)) return false;
  const std::string_view subtype = type.substr(kTop.size());
  if (EqualIgnoringCase(subtype, "json")) return true;
  return base::IsToken(subtype) && subtype.size() > kSuffix.size() &&
         EqualIgnoringCase(subtype.substr(subtype.size() - kSuffix.size()), kSuffix);
}

constexpr std::string_view kCharset = "charset";

bool IsUtf8(std::string_view charset) {
  if (charset.size() >= 2 && charset.starts_with('"') && charset.ends_with('"')) {
    charset = charset.substr(1, charset.size() - 2);
  }
  return EqualIgnoringCase(charset, "utf-8") || EqualIgnoringCase(charset, "utf8");
}

// Whether one parameter says nothing of the charset, or that it is UTF-8. Readers differ in how they find a charset (by
// a regular expression, as RFC 2231's `charset*0`): where the word stands at all, it stands as RFC 9110 §5.6.6 has it.
bool FitsUtf8(std::string_view parameter) {
  if (!base::AsciiLower(parameter).contains(kCharset)) return true;
  const size_t equals = std::min(parameter.find('='), parameter.size());
  return EqualIgnoringCase(TrimSpace(parameter.substr(0, equals)), kCharset) && equals < parameter.size() &&
         IsUtf8(TrimSpace(parameter.substr(equals + 1)));
}

// Parameters as a reader who knows no quotes cuts them, which finds all that others find and more. A comma outside of
// quotes begins a second media type to some (Fetch, "extract a MIME type").
bool ParametersFit(std::string_view parameters) {
  bool quoted = false;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (quoted && parameters[i] == '\\') {
      ++i;
    } else if (parameters[i] == '"') {
      quoted = !quoted;
    } else if (parameters[i] == ',' && !quoted) {
      return false;
    }
  }
  while (!parameters.empty()) {
    const size_t end = std::min(parameters.find(';'), parameters.size());
    if (!FitsUtf8(parameters.substr(0, end))) return false;
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return !quoted;
}

}  // namespace

Reason CheckJsonHeaders(const KnownHeaders& headers) {
  if (headers.content_type.count > 1 || headers.content_encoding.count > 1) return Reason::kHeaderRepeated;
  if (headers.content_encoding.present() && !EqualIgnoringCase(headers.content_encoding.value, "identity")) {
    return Reason::kBodyEncoding;
  }
  const std::string_view value = headers.content_type.value;
  if (value == kUsualType) return Reason::kAllowed;
  const size_t semicolon = value.find(';');
  if (!IsJsonMediaType(TrimSpace(value.substr(0, semicolon)))) return Reason::kBodyType;
  const bool fits = semicolon == std::string_view::npos || ParametersFit(value.substr(semicolon + 1));
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

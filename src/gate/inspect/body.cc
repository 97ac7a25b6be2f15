#include "gate/inspect/body.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/fold.h"
#include "base/http_token.h"
#include "gate/inspect/charset.h"

namespace gatehouse::gate {
namespace {

using base::EqualIgnoringCase;
using base::TrimSpace;

// As nearly every program writes it.
constexpr std::string_view kUsualType = "application/json";

// Types whose body is one JSON text although no suffix says so: WHATWG MIME Sniffing §4.6, CSP Level 2 §7.3, the
// protocols of AWS, JSON-RPC over HTTP. No page of another origin can send them with cookies and without a preflight.
constexpr std::array<std::string_view, 7> kJsonTypes = {
    kUsualType,
    "text/json",
    "application/csp-report",
    "application/x-amz-json-1.0",
    "application/x-amz-json-1.1",
    "application/json-rpc",
    "application/jsonrequest",
};

// One of those, or a structured syntax built on JSON (RFC 6839 §3.1).
bool IsJsonMediaType(std::string_view type) {
  constexpr std::string_view kTop = "application/";
  constexpr std::string_view kSuffix = "+json";
  if (std::ranges::any_of(kJsonTypes, [&](std::string_view named) { return EqualIgnoringCase(type, named); })) {
    return true;
  }
  if (type.size() <= kTop.size() || !EqualIgnoringCase(type.substr(0, kTop.size()), kTop)) return false;
  const std::string_view subtype = type.substr(kTop.size());
  return base::IsToken(subtype) && subtype.size() > kSuffix.size() &&
         EqualIgnoringCase(subtype.substr(subtype.size() - kSuffix.size()), kSuffix);
}

constexpr std::string_view kCharset = "charset";

Charset ReadCharset(std::string_view value) {
  if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
  return CharsetNamed(value);
}

// What one parameter says of the charset; one that does not is kUtf8. Readers differ in how they find a charset (by a
// regular expression, as RFC 2231's `charset*0`): if the word occurs at all, it must be written as in RFC 9110 §5.6.6.
Charset CharsetIn(std::string_view parameter) {
  if (!base::AsciiLower(parameter).contains(kCharset)) return Charset::kUtf8;
  const size_t equals = parameter.find('=');
  if (equals == std::string_view::npos || !EqualIgnoringCase(TrimSpace(parameter.substr(0, equals)), kCharset)) {
    return Charset::kOther;
  }
  return ReadCharset(TrimSpace(parameter.substr(equals + 1)));
}

// Whether a comma is outside of quotes, where a second media type begins for some readers (Fetch, "extract a MIME
// type"), or a quote is left open.
bool MayHoldMoreThanParameters(std::string_view parameters) {
  bool quoted = false;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (quoted && parameters[i] == '\\') {
      ++i;
    } else if (parameters[i] == '"') {
      quoted = !quoted;
    } else if (parameters[i] == ',' && !quoted) {
      return true;
    }
  }
  return quoted;
}

// Whether every charset reads the body as UTF-8 does. Parameters are cut as by a reader who knows no quotes, which
// finds all that others find and more.
bool ParametersFit(std::string_view parameters, std::string_view body) {
  if (MayHoldMoreThanParameters(parameters)) return false;
  while (!parameters.empty()) {
    const size_t end = std::min(parameters.find(';'), parameters.size());
    const Charset charset = CharsetIn(parameters.substr(0, end));
    if (charset == Charset::kOther || (charset == Charset::kExtendsAscii && !base::IsAscii(body))) return false;
    parameters.remove_prefix(std::min(end + 1, parameters.size()));
  }
  return true;
}

}  // namespace

Reason CheckJsonHeaders(const KnownHeaders& headers, std::string_view body) {
  if (headers.content_type.count > 1 || headers.content_encoding.count > 1) return Reason::kHeaderRepeated;
  if (headers.content_encoding.present() && !EqualIgnoringCase(headers.content_encoding.value, "identity")) {
    return Reason::kBodyEncoding;
  }
  const std::string_view value = headers.content_type.value;
  if (value == kUsualType) return Reason::kAllowed;
  const size_t semicolon = value.find(';');
  if (!IsJsonMediaType(TrimSpace(value.substr(0, semicolon)))) return Reason::kBodyType;
  const bool fits = semicolon == std::string_view::npos || ParametersFit(value.substr(semicolon + 1), body);
  return fits ? Reason::kAllowed : Reason::kBodyType;
}

std::string_view WithoutByteOrderMark(std::string_view body) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (body.starts_with(kMark)) body.remove_prefix(kMark.size());
  return body;
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

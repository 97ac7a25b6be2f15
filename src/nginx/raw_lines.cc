#include "nginx/raw_lines.h"

#include <algorithm>

#include "base/http_token.h"

namespace gatehouse::nginx {
namespace {

constexpr std::string_view kBareLf = "a line ends in LF without CR";
constexpr std::string_view kNoVersion = "the request line names no version of HTTP";
constexpr std::string_view kNoName = "a line does not begin with a header name";

constexpr auto kIsTokenChar = [](u_char c) { return base::kTokenCharacters[c]; };

bool HasHeaderName(const ngx_table_elt_t& header) { return base::IsToken(View(header.key)); }

// Where the line had no colon, nginx lets the value begin where the name ends.
bool HasColon(const ngx_table_elt_t& header) { return header.value.data != header.key.data + header.key.len; }

// Behind the CR LF that `at` points to; null if something else is there.
const u_char* BehindLineEnd(const u_char* at) { return at[0] == '\r' && at[1] == '\n' ? at + 2 : nullptr; }

// Behind the line whose value ends at `value_end`, where nginx has put a NUL over whatever stood there: the CR, the LF
// of a bare line end, or the first of trailing spaces. Every header line that was parsed ends in an LF in the same
// buffer.
const u_char* BehindHeaderLine(const u_char* value_end) {
  const u_char* at = value_end + 1;
  if (*at == '\n') return at + 1;
  if (*at != ' ' && *at != '\t' && *at != '\r') return nullptr;  // the next line already: the LF itself was overwritten
  while (*at == ' ' || *at == '\t') ++at;
  return BehindLineEnd(at);
}

// Whether the header that starts at `name` is the first in a buffer that nginx took because the one before was full.
bool StartsLargeBuffer(ngx_http_request_t* r, const u_char* name) {
  for (const ngx_chain_t* busy = r->http_connection->busy; busy != nullptr; busy = busy->next) {
    if (busy->buf->start == name) return true;
  }
  return false;
}

// Lines that nginx dropped stand between `at` and `end`. Dropping one is harmless if it was an honest header by a name
// that nginx does not like; anything else may be a header to the next parser.
bool DroppedLinesAreHeaders(const u_char* at, const u_char* end) {
  while (at < end) {
    const u_char* colon = std::find_if_not(at, end, kIsTokenChar);
    if (colon == at || colon == end || *colon != ':') return false;
    const u_char* lf = std::find(colon, end, '\n');
    if (lf == end || lf[-1] != '\r') return false;
    at = lf + 1;
  }
  return true;
}

}  // namespace

std::optional<std::string_view> DoubtfulLine(ngx_http_request_t* r, bool plain_names) {
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr && !plain_names; part = part->next) {
    const auto* headers = static_cast<const ngx_table_elt_t*>(part->elts);
    if (!std::all_of(headers, headers + part->nelts, HasHeaderName)) return kNoName;
  }
  if (r->http_version >= NGX_HTTP_VERSION_20) return std::nullopt;
  if (r->http_version < NGX_HTTP_VERSION_10) return kNoVersion;
  const u_char* at = BehindLineEnd(r->request_line.data + r->request_line.len);
  if (at == nullptr) return kBareLf;
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr; part = part->next) {
    const auto* headers = static_cast<const ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      const u_char* name = headers[i].key.data;
      if (!HasColon(headers[i])) return kNoName;
      if (name != at && !StartsLargeBuffer(r, name) && (name < at || !DroppedLinesAreHeaders(at, name))) return kNoName;
      at = BehindHeaderLine(headers[i].value.data + headers[i].value.len);
      if (at == nullptr) return kBareLf;
    }
  }
  // The empty line. It may itself stand at the start of a fresh buffer.
  const u_char* end = r->header_in->pos;
  const u_char* empty_line = end - 2;
  if (empty_line < r->header_in->start || BehindLineEnd(empty_line) != end) return kBareLf;
  if (at != empty_line && !StartsLargeBuffer(r, empty_line) &&
      (empty_line < at || !DroppedLinesAreHeaders(at, empty_line))) {
    return kNoName;
  }
  return std::nullopt;
}

}  // namespace gatehouse::nginx

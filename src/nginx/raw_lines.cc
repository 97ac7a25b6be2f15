#include "nginx/raw_lines.h"

#include <algorithm>
#include <cstring>

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
// buffer, which ends at `end`.
const u_char* BehindHeaderLine(const u_char* value_end, const u_char* end) {
  const u_char* at = value_end + 1;
  // The next line already, or the next buffer: the LF itself was overwritten.
  if (at == end || (*at != '\n' && *at != ' ' && *at != '\t' && *at != '\r')) return nullptr;
  if (*at == '\n') return at + 1;
  while (at != end && (*at == ' ' || *at == '\t')) ++at;
  return end - at < 2 ? nullptr : BehindLineEnd(at);
}

// Lines that nginx dropped (ignore_invalid_headers) stand between `at` and `end`. Dropping one is harmless if it was an
// honest header by a name that nginx does not like; anything else may be a header to the next parser.
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

// Goes through the lines of a head, in the buffers that hold them. nginx takes another buffer where one is full, and
// moves the line that it is reading to the start of it. These are in `busy`, the newest first; a connection's own
// buffer is not among them.
class Lines {
 public:
  // `first`: behind the request line.
  Lines(const ngx_http_request_t* r, const u_char* first) : r_(*r), at_(first), buffer_(r->connection->buffer) {
    const u_char* const request_line = r->request_line.data;
    for (const ngx_chain_t* busy = r->http_connection->busy; busy != nullptr; busy = busy->next) {
      if (busy->buf->start <= request_line && request_line < busy->buf->end) buffer_ = busy->buf;
    }
  }

  // Moves to the line at `next`. False if a line that was dropped on the way is not a header, or `next` is not ahead.
  [[nodiscard]] bool MoveTo(const u_char* next) {
    while (next < at_ || next >= buffer_->end) {
      if (!DroppedLinesAreHeaders(at_, BehindLastLine())) return false;
      const ngx_buf_t* const newer = NewerBuffer();
      if (newer == nullptr) return false;
      buffer_ = newer;
      at_ = newer->start;
    }
    return next == at_ || DroppedLinesAreHeaders(at_, next);
  }

  // Behind the header line whose value ends there. False if it ends in a bare LF.
  [[nodiscard]] bool Pass(const u_char* value_end) {
    at_ = BehindHeaderLine(value_end, buffer_->end);
    return at_ != nullptr;
  }

 private:
  [[nodiscard]] const u_char* BehindLastLine() const {
    const void* const lf = memrchr(at_, '\n', static_cast<size_t>(buffer_->last - at_));
    return lf == nullptr ? at_ : static_cast<const u_char*>(lf) + 1;
  }

  [[nodiscard]] const ngx_buf_t* NewerBuffer() const {
    const ngx_buf_t* newer = nullptr;
    for (const ngx_chain_t* busy = r_.http_connection->busy; busy != nullptr && busy->buf != buffer_; busy = busy->next)
      newer = busy->buf;
    return newer;
  }

  const ngx_http_request_t& r_;
  const u_char* at_;
  const ngx_buf_t* buffer_;
};

}  // namespace

std::optional<std::string_view> DoubtfulLine(ngx_http_request_t* r, bool plain_names) {
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr && !plain_names; part = part->next) {
    const auto* headers = static_cast<const ngx_table_elt_t*>(part->elts);
    if (!std::all_of(headers, headers + part->nelts, HasHeaderName)) return kNoName;
  }
  if (r->http_version >= NGX_HTTP_VERSION_20) return std::nullopt;
  if (r->http_version < NGX_HTTP_VERSION_10) return kNoVersion;
  const u_char* const first = BehindLineEnd(r->request_line.data + r->request_line.len);
  if (first == nullptr) return kBareLf;
  Lines lines(r, first);
  for (const ngx_list_part_t* part = &r->headers_in.headers.part; part != nullptr; part = part->next) {
    const auto* headers = static_cast<const ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      if (!HasColon(headers[i]) || !lines.MoveTo(headers[i].key.data)) return kNoName;
      if (!lines.Pass(headers[i].value.data + headers[i].value.len)) return kBareLf;
    }
  }
  // The empty line. It may itself stand at the start of a fresh buffer.
  const u_char* end = r->header_in->pos;
  const u_char* empty_line = end - 2;
  if (empty_line < r->header_in->start || BehindLineEnd(empty_line) != end) return kBareLf;
  if (!lines.MoveTo(empty_line)) return kNoName;
  return std::nullopt;
}

}  // namespace gatehouse::nginx

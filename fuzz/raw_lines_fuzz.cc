// Request heads as nginx leaves them: in buffers of its own, with a NUL behind each name and value, and without the
// lines that it dropped. What is found to be without doubt must be so for a reader that sees the bytes as they were
// sent, and what no reader would doubt must not be refused. Debian has no source of nginx's parser: Parser below is one
// that forgives and drops as nginx 1.22 does. Each buffer has exactly its size, so that a sanitizer sees what is read
// beside it.
//
// An input: the size of the first buffer, the size of the others, whether invalid names are dropped; then the head.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http_token.h"
#include "nginx/raw_lines.h"

namespace {

using gatehouse::base::IsToken;

void Demand(bool holds) {
  if (!holds) std::abort();
}

constexpr size_t kLeastBuffer = 24;  // the request line has room
constexpr size_t kMostHeaders = 64;
constexpr std::string_view kRequestLine = "GET / HTTP/1.1";

struct Buffer {
  explicit Buffer(size_t size) : bytes(new u_char[size]) {
    std::fill_n(bytes.get(), size, u_char{'\n'});  // what a stray read would like best
    buf.start = buf.pos = buf.last = bytes.get();
    buf.end = buf.start + size;
  }
  std::unique_ptr<u_char[]> bytes;
  ngx_buf_t buf{};
  ngx_chain_t link{};
};

class Parser {
 public:
  Parser(std::string_view sent, size_t first, size_t others, bool drops)
      : sent_(sent), others_(others), drops_(drops), headers_(kMostHeaders) {
    buffer_ = &buffers_.emplace_back(first).buf;
    connection_.buffer = buffer_;
    request_.connection = &connection_;
    request_.http_connection = &http_;
    request_.http_version = NGX_HTTP_VERSION_11;
    request_.headers_in.headers.part.elts = headers_.data();
    request_.headers_in.headers.last = &request_.headers_in.headers.part;
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  // Null if nginx refuses the head, or waits for more of it.
  ngx_http_request_t* Read() {
    if (!RequestLine()) return nullptr;
    while (request_.headers_in.headers.part.nelts < kMostHeaders) {
      const std::optional<bool> more = HeaderLine();
      if (!more) return nullptr;
      if (*more) continue;
      request_.header_in = buffer_;
      return &request_;
    }
    return nullptr;
  }

 private:
  // The next byte, at buffer_->pos. A line that does not fit is moved to a new buffer, with what points into it.
  std::optional<u_char> Take() {
    if (at_ == sent_.size()) return {};
    if (buffer_->last == buffer_->end) {
      Buffer& next = buffers_.emplace_back(others_);
      const auto in_line = static_cast<size_t>(buffer_->last - line_);
      if (in_line >= others_) return {};
      std::copy(line_, buffer_->last, next.buf.start);
      for (u_char** const each : {&name_end_, &value_, &value_end_}) {
        if (*each != nullptr) *each = next.buf.start + (*each - line_);
      }
      line_ = next.buf.start;
      next.buf.last = next.buf.pos = next.buf.start + in_line;
      next.link.buf = buffer_ = &next.buf;
      next.link.next = http_.busy;
      http_.busy = &next.link;
    }
    const auto byte = static_cast<u_char>(sent_[at_++]);
    *buffer_->last++ = byte;
    buffer_->pos = buffer_->last;
    return byte;
  }

  void StartLine() {
    line_ = buffer_->last;
    name_end_ = value_ = value_end_ = nullptr;
  }

  bool RequestLine() {
    StartLine();
    for (const char wanted : kRequestLine) {
      if (Take() != static_cast<u_char>(wanted)) return false;
    }
    auto byte = Take();
    while (byte == ' ') byte = Take();
    if (!byte) return false;
    request_.request_line.data = line_;
    request_.request_line.len = static_cast<size_t>(buffer_->last - 1 - line_);
    return byte == '\n' || (byte == '\r' && Take() == '\n');
  }

  // Whether another line follows; nothing where the head is refused.
  std::optional<bool> HeaderLine() {
    StartLine();
    bool invalid = false;
    auto byte = Take();
    if (byte == '\r') return Take() == '\n' ? std::optional(false) : std::nullopt;
    if (byte == '\n') return false;
    for (;; byte = Take()) {
      if (!byte) return {};
      if (*byte == ':' && buffer_->last - 1 != line_) break;
      if ((*byte == '\r' || *byte == '\n') && buffer_->last - 1 != line_) {
        name_end_ = value_ = value_end_ = buffer_->last - 1;
        return EndLine(*byte, invalid);
      }
      if (*byte <= ' ' || *byte == 0x7F || *byte == ':') return {};
      const bool is_plain = (*byte >= '0' && *byte <= '9') || ((*byte | 0x20) >= 'a' && (*byte | 0x20) <= 'z');
      invalid = invalid || !(is_plain || *byte == '-');
    }
    name_end_ = buffer_->last - 1;
    do byte = Take();
    while (byte == ' ');
    if (!byte) return {};
    value_ = buffer_->last - 1;
    for (;; byte = Take()) {
      if (!byte || *byte == '\0') return {};
      if (*byte == '\r' || *byte == '\n') {
        if (value_end_ == nullptr) value_end_ = buffer_->last - 1;
        return EndLine(*byte, invalid);
      }
      if (*byte != ' ')
        value_end_ = nullptr;
      else if (value_end_ == nullptr)
        value_end_ = buffer_->last - 1;
    }
  }

  std::optional<bool> EndLine(u_char byte, bool invalid) {
    std::optional<u_char> end = byte;
    while (end == '\r') end = Take();
    if (end != '\n') return {};
    if (invalid && drops_) return true;
    ngx_table_elt_t& header = headers_[request_.headers_in.headers.part.nelts++];
    header.key = {static_cast<size_t>(name_end_ - line_), line_};
    header.value = {static_cast<size_t>(value_end_ - value_), value_};
    *name_end_ = '\0';
    *value_end_ = '\0';
    return true;
  }

  std::string_view sent_;
  size_t others_;
  bool drops_;
  size_t at_ = 0;
  std::deque<Buffer> buffers_;
  ngx_buf_t* buffer_ = nullptr;
  u_char* line_ = nullptr;
  u_char* name_end_ = nullptr;
  u_char* value_ = nullptr;
  u_char* value_end_ = nullptr;
  std::vector<ngx_table_elt_t> headers_;
  ngx_connection_t connection_{};
  ngx_http_connection_t http_{};
  ngx_http_request_t request_{};
};

// As the next parser may see it: whether each line ends in CR LF and begins with a name. A blank before the LF counts
// as a CR: nginx overwrites either with the same NUL (nginx/raw_lines.h).
bool IsPlain(std::string_view sent) {
  for (bool first = true;; first = false) {
    const size_t end = sent.find('\n');
    if (end == std::string_view::npos || end == 0) return false;
    const char before = sent[end - 1];
    const std::string_view line = sent.substr(0, end - 1);
    sent.remove_prefix(end + 1);
    if (before != '\r' && (before != ' ' || first || line.empty())) return false;
    if (first) continue;
    if (line.empty()) return true;
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !IsToken(line.substr(0, colon))) return false;
  }
}

// Nothing that even a strict reader would doubt: no blank at the end of a line, no second CR.
bool IsBeyondDoubt(std::string_view sent) {
  const auto is_odd = [&](std::string_view odd) { return sent.contains(odd); };
  return IsPlain(sent) && !is_odd(" \n") && !is_odd(" \r") && !is_odd("\t\r") && !is_odd("\r\r");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const std::string sent = std::string(kRequestLine) + std::string(reinterpret_cast<const char*>(data) + 3, size - 3);
  Parser parser(sent, kLeastBuffer + data[0] % 128, kLeastBuffer + data[1] % 128, (data[2] & 1) != 0);
  ngx_http_request_t* const request = parser.Read();
  if (request == nullptr) return 0;
  const auto why = gatehouse::nginx::DoubtfulLine(request, false);
  if (!why) Demand(IsPlain(sent));
  if (why) Demand(!why->empty() && !IsBeyondDoubt(sent));
  return 0;
}

// Changes responses of a route while they stream (rows C9 A12): removes secrets and canaries,
// escapes chosen JSON strings for HTML. The service is asked for the complete response, unencoded; its length,
// validators and digests become wrong and are removed. No response is held until its end. Tests:
// tests/inspect/test_answers.py.
#include "nginx/answer_filter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "nginx/answer_work.h"
#include "nginx/module.h"

namespace gatehouse::nginx {
namespace {

constexpr size_t kBufferBytes = 16 << 10;

// Response headers that describe the exact bytes from the service.
constexpr std::array<std::string_view, 5> kOfTheBytes = {"Content-MD5", "Digest", "Content-Digest", "Repr-Digest",
                                                         "Content-Range"};

// Writes bytes into our own buffers, which are reused after nginx has sent them.
class Writer {
 public:
  Writer(ngx_http_request_t* r, AnswerWork& work, ngx_chain_t**& last) : r_(r), work_(work), last_(last) {}

  void Write(std::string_view bytes) {
    while (!bytes.empty()) {
      if (buffer_ == nullptr || buffer_->last == buffer_->end) Next();
      const size_t length = std::min(static_cast<size_t>(buffer_->end - buffer_->last), bytes.size());
      std::memcpy(buffer_->last, bytes.data(), length);
      buffer_->last += length;
      bytes.remove_prefix(length);
    }
  }

  // Copies the flags of the service's buffer to our last one.
  void Finish(const ngx_buf_t& from) {
    const bool says = from.flush || from.last_buf || from.last_in_chain;
    if (buffer_ == nullptr && !says) return;
    if (buffer_ == nullptr) Next();
    buffer_->flush = from.flush;
    buffer_->last_buf = from.last_buf;
    buffer_->last_in_chain = from.last_in_chain;
    // nginx reports an empty buffer without these flags as an error.
    if (buffer_->pos == buffer_->last) {
      buffer_->memory = 0;
      buffer_->sync = !from.flush && !from.last_buf;
    }
  }

 private:
  void Next() {
    ngx_chain_t* link = ngx_chain_get_free_buf(r_->pool, &work_.free);
    if (link == nullptr) throw std::bad_alloc();
    u_char* start = link->buf->start;
    if (start == nullptr) start = static_cast<u_char*>(ngx_palloc(r_->pool, kBufferBytes));
    if (start == nullptr) throw std::bad_alloc();
    *link->buf = {};
    link->buf->start = link->buf->pos = link->buf->last = start;
    link->buf->end = start + kBufferBytes;
    link->buf->tag = const_cast<ngx_module_t*>(&ngx_http_gatehouse_module);
    link->buf->memory = 1;
    link->next = nullptr;
    buffer_ = link->buf;
    *last_ = link;
    last_ = &link->next;
  }

  ngx_http_request_t* r_;
  AnswerWork& work_;
  ngx_chain_t**& last_;
  ngx_buf_t* buffer_ = nullptr;
};

// Adds a link to the same buffer.
void PassOn(ngx_http_request_t* r, ngx_buf_t* buffer, ngx_chain_t**& last) {
  ngx_chain_t* link = ngx_alloc_chain_link(r->pool);
  if (link == nullptr) throw std::bad_alloc();
  *link = {buffer, nullptr};
  *last = link;
  last = &link->next;
}

// Puts the bytes to send into buffers. The last part stays in the service's buffer if it is still there
// and nothing else is, which is nearly always so.
class Outlet {
 public:
  Outlet(ngx_http_request_t* r, AnswerWork& work, ngx_buf_t* buffer, ngx_chain_t**& last)
      : r_(r), buffer_(buffer), last_(last), writer_(r, work, last) {}

  void Send(const std::vector<std::string_view>& views, bool last_piece) {
    for (size_t i = 0; i < views.size(); ++i) {
      if (last_piece && i + 1 == views.size() && !in_place_ && LiesInBuffer(views[i])) {
        buffer_->pos = Byte(views[i].data());
        buffer_->last = buffer_->pos + views[i].size();
        in_place_ = true;
        PassOn(r_, buffer_, last_);
        return;
      }
      writer_.Write(views[i]);
    }
  }

  void Finish() {
    if (in_place_) return;
    writer_.Finish(*buffer_);
    buffer_->pos = buffer_->last;
    buffer_->file_pos = buffer_->file_last;
  }

 private:
  static u_char* Byte(const char* at) { return reinterpret_cast<u_char*>(const_cast<char*>(at)); }
  [[nodiscard]] bool LiesInBuffer(std::string_view view) const {
    return ngx_buf_in_memory(buffer_) && Byte(view.data()) >= buffer_->pos && Byte(view.data()) < buffer_->last;
  }

  ngx_http_request_t* r_;
  ngx_buf_t* buffer_;
  ngx_chain_t**& last_;
  Writer writer_;
  bool in_place_ = false;
};

// Processes one buffer of the service.
void WorkOn(ngx_http_request_t* r, AnswerWork& work, ngx_buf_t* buffer, ngx_chain_t**& last) {
  const bool in_memory = ngx_buf_in_memory(buffer);
  if (!in_memory && !ngx_buf_special(buffer)) throw std::runtime_error("an answer is not in memory");
  std::string_view text;
  if (in_memory) {
    text = {reinterpret_cast<const char*>(buffer->pos), static_cast<size_t>(buffer->last - buffer->pos)};
  }
  if (work.escaper) {
    work.escaped = work.escaper->Feed(text);
    if (buffer->last_buf) work.escaped += work.escaper->Finish();
    text = work.escaped;
  }
  if (work.escapes) {
    text = work.escapes->Feed(text);
    if (buffer->last_buf && work.escapes->held() > 0) {
      work.unescaped = text;
      work.unescaped += work.escapes->Finish();
      text = work.unescaped;
    }
  }
  Outlet outlet(r, work, buffer, last);
  if (!work.redactor) {
    outlet.Send({text}, false);
    return outlet.Finish();
  }
  const bool ends = buffer->last_buf || (work.framing == answers::Framing::kFlushes && buffer->flush);
  // Nothing is held back after the last event; the bytes after it begin another one.
  const size_t whole = ends ? text.size() : answers::WholePart(work.framing, text);
  const bool more = whole < text.size();
  if (whole > 0 || ends) outlet.Send(work.redactor->Feed(text.substr(0, whole), true), !more);
  if (more) outlet.Send(work.redactor->Feed(text.substr(whole), false), true);
  outlet.Finish();
}

bool IsEncoded(const ngx_http_request_t* r) {
  const ngx_table_elt_t* encoding = r->headers_out.content_encoding;
  return encoding != nullptr && encoding->hash != 0 && encoding->value.len > 0 &&
         !base::EqualIgnoringCase(View(encoding->value), "identity");
}

void RedactHeaders(ngx_http_request_t* r, RequestState& state, AnswerMeans::Finder& finder) {
  const auto redact = [&](std::string_view name, ngx_str_t& value) {
    const auto redacted =
        answers::RedactedHeader(finder.finder, finder.scratch, name, View(value), state.removed_from_headers);
    if (!redacted) return;
    value = CopyToPool(r->pool, *redacted);
    if (value.data == nullptr) throw std::bad_alloc();
  };
  redact({}, r->headers_out.status_line);  // with the service's words
  for (ngx_list_part_t* part = &r->headers_out.headers.part; part != nullptr; part = part->next) {
    auto* headers = static_cast<ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      if (headers[i].hash != 0) redact(View(headers[i].key), headers[i].value);
    }
  }
}

}  // namespace

bool BeginAnswerWork(ngx_http_request_t* r, RequestState& state) {
  const gate::Route* route = state.exchange.route;
  const AnswerMeans::Means* means = state.shield.answer_means().Of(*route);
  if (means != nullptr && means->finder != nullptr) RedactHeaders(r, state, *means->finder);
  const std::string_view type = View(r->headers_out.content_type);
  if (means == nullptr || !answers::MayHoldText(type)) return true;
  if (r->headers_out.status == NGX_HTTP_SWITCHING_PROTOCOLS || r->headers_out.status == NGX_HTTP_NOT_MODIFIED)
    return true;
  const bool readable = !IsEncoded(r) && answers::KeepsAscii(View(r->headers_out.charset));
  if (!readable || r->headers_out.status == NGX_HTTP_PARTIAL_CONTENT) return false;
  const bool json = answers::IsJson(type);
  if (means->finder == nullptr && !json) return true;
  state.answer_work = NewInPool<AnswerWork>(r->pool, *means, json, answers::FramingOf(type));
  if (state.answer_work == nullptr) throw std::bad_alloc();
  ngx_http_clear_content_length(r);
  ngx_http_clear_accept_ranges(r);
  ngx_http_clear_etag(r);
  r->allow_ranges = 0;
  for (ngx_list_part_t* part = &r->headers_out.headers.part; part != nullptr; part = part->next) {
    auto* headers = static_cast<ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      const auto of_the_bytes = [&](std::string_view name) { return Named(headers[i], name); };
      if (std::ranges::any_of(kOfTheBytes, of_the_bytes)) headers[i].hash = 0;
    }
  }
  r->filter_need_in_memory = 1;
  return true;
}

ngx_int_t WorkOnAnswer(ngx_http_request_t* r, RequestState& state, ngx_chain_t* in,
                       ngx_http_output_body_filter_pt next) {
  AnswerWork& work = *state.answer_work;
  ngx_chain_t* out = nullptr;
  ngx_chain_t** last = &out;
  for (; in != nullptr; in = in->next) WorkOn(r, work, in->buf, last);
  const ngx_int_t rc = next(r, out);
  ngx_chain_update_chains(r->pool, &work.free, &work.busy, &out, const_cast<ngx_module_t*>(&ngx_http_gatehouse_module));
  return rc;
}

bool StaysBehindForAnswers(const gate::Route& route, std::string_view name) {
  if (!route.answers) return false;
  return std::ranges::any_of(std::array<std::string_view, 3>{"accept-encoding", "range", "if-range"},
                             [name](std::string_view each) { return base::EqualIgnoringCase(each, name); });
}

}  // namespace gatehouse::nginx

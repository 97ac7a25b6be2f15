#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/descriptor.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

size_t SizeOf(const ngx_chain_t* chain) {
  size_t size = 0;
  for (; chain != nullptr; chain = chain->next) size += static_cast<size_t>(ngx_buf_size(chain->buf));
  return size;
}

// Copies up to `most` bytes of one buffer to `to`, from memory or from nginx's temporary file.
base::Result<u_char*> Copy(const ngx_buf_t& buffer, u_char* to, size_t most) {
  if (ngx_buf_in_memory(&buffer)) {
    const size_t size = std::min(static_cast<size_t>(buffer.last - buffer.pos), most);
    if (size > 0) ngx_memcpy(to, buffer.pos, size);
    return to + size;
  }
  const off_t last = buffer.file_pos + std::min(buffer.file_last - buffer.file_pos, static_cast<off_t>(most));
  for (off_t at = buffer.file_pos; at < last;) {
    const ssize_t got = pread(buffer.file->fd, to, static_cast<size_t>(last - at), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::SystemFail("The spooled request body could not be read");
    if (got == 0) return base::Fail("The spooled request body is shorter than nginx says");
    to += got;
    at += got;
  }
  return to;
}

}  // namespace

base::Result<std::string_view> ViewBody(ngx_http_request_t* r) {
  const ngx_chain_t* chain = r->request_body == nullptr ? nullptr : r->request_body->bufs;
  const size_t size = SizeOf(chain);
  if (size == 0) return std::string_view{};
  if (chain->next == nullptr && ngx_buf_in_memory(chain->buf)) {
    return std::string_view{reinterpret_cast<const char*>(chain->buf->pos), size};
  }
  auto* whole = static_cast<u_char*>(ngx_palloc(r->pool, size));
  if (whole == nullptr) throw std::bad_alloc();
  u_char* to = whole;
  for (; chain != nullptr; chain = chain->next) {
    if (ngx_buf_special(chain->buf)) continue;
    const auto end = Copy(*chain->buf, to, static_cast<size_t>(whole + size - to));
    if (!end) return std::unexpected(end.error());
    to = *end;
  }
  return std::string_view{reinterpret_cast<const char*>(whole), size};
}

void ReplaceBody(ngx_http_request_t* r, std::string_view body) {
  auto* buffer = static_cast<ngx_buf_t*>(ngx_calloc_buf(r->pool));
  ngx_chain_t* link = ngx_alloc_chain_link(r->pool);
  auto* length = static_cast<u_char*>(ngx_pnalloc(r->pool, NGX_OFF_T_LEN));
  if (buffer == nullptr || link == nullptr || length == nullptr) throw std::bad_alloc();
  buffer->start = buffer->pos = reinterpret_cast<u_char*>(const_cast<char*>(body.data()));
  buffer->end = buffer->last = buffer->pos + body.size();
  buffer->memory = 1;  // read-only
  buffer->last_buf = 1;
  link->buf = buffer;
  link->next = nullptr;
  r->request_body->bufs = link;
  r->headers_in.content_length_n = static_cast<off_t>(body.size());
  if (r->headers_in.content_length == nullptr) return;  // it was chunked; the service gets a Content-Length
  r->headers_in.content_length->value.data = length;
  r->headers_in.content_length->value.len =
      static_cast<size_t>(ngx_sprintf(length, "%O", r->headers_in.content_length_n) - length);
}

off_t BodyBytes(ngx_http_request_t* r) {
  return static_cast<off_t>(SizeOf(r->request_body == nullptr ? nullptr : r->request_body->bufs));
}

base::Result<std::string_view> ViewBodyStart(ngx_http_request_t* r, size_t most, std::string& copy) {
  const ngx_chain_t* chain = r->request_body == nullptr ? nullptr : r->request_body->bufs;
  const size_t size = std::min(SizeOf(chain), most);
  if (size == 0) return std::string_view{};
  if (chain->next == nullptr && ngx_buf_in_memory(chain->buf)) {
    return std::string_view{reinterpret_cast<const char*>(chain->buf->pos), size};
  }
  copy.resize(size);
  auto* const begin = reinterpret_cast<u_char*>(copy.data());
  u_char* to = begin;
  for (; chain != nullptr && to < begin + size; chain = chain->next) {
    if (ngx_buf_special(chain->buf)) continue;
    const auto end = Copy(*chain->buf, to, static_cast<size_t>(begin + size - to));
    if (!end) return std::unexpected(end.error());
    to = *end;
  }
  return std::string_view(copy);
}

}  // namespace gatehouse::nginx

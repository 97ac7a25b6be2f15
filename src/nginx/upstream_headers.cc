#include "nginx/upstream_headers.h"

#include <cstring>
#include <new>

#include "gate/identify/session.h"

namespace gatehouse::nginx {

UpstreamHeaders::UpstreamHeaders(ngx_http_request_t* r, size_t of_the_client, bool as_block)
    : r_(r), as_block_(as_block) {
  const size_t room = of_the_client + (as_block ? 1 : kAddedAtMost);
  if (ngx_list_init(&list_, r->pool, room, sizeof(ngx_table_elt_t)) != NGX_OK) throw std::bad_alloc();
  next_ = static_cast<ngx_table_elt_t*>(list_.part.elts);
  end_ = next_ + room;
}

void UpstreamHeaders::KeepCookies(const ngx_table_elt_t& header) {
  if (!View(header.value).contains(jose::kSessionCookie)) return Keep(header);
  KeepValue(header, gate::WithoutSessionCookie(View(header.value)));
}

void UpstreamHeaders::KeepValue(const ngx_table_elt_t& header, const std::string& value) {
  if (value.empty()) return;
  const ngx_str_t copy = CopyToPool(r_->pool, value);
  if (copy.data == nullptr) throw std::bad_alloc();
  ngx_table_elt_t* kept = Push();
  *kept = header;
  kept->value = copy;
}

void UpstreamHeaders::AddCopy(const OwnName& name, std::string_view value) {
  const ngx_str_t copy = CopyToPool(r_->pool, value);
  if (copy.data == nullptr) throw std::bad_alloc();
  Add(name, View(copy));
}

void UpstreamHeaders::Install() {
  if (added_count_ != 0) *Push() = added_[0].name->With(Block());
  ngx_list_t& target = r_->headers_in.headers;
  list_.part.nelts = static_cast<ngx_uint_t>(next_ - static_cast<ngx_table_elt_t*>(list_.part.elts));
  target = list_;
  // A list with one part points into itself. There is one part because the list was made with enough room.
  target.last = &target.part;
}

// The first header's value, followed by the lines of the others, and those that were rendered before.
std::string_view UpstreamHeaders::Block() const {
  const size_t size = block_bytes_ - added_[0].name->LineStart().size();
  auto* const block = static_cast<char*>(ngx_pnalloc(r_->pool, size + OwnName::kLineRoom));
  if (block == nullptr) throw std::bad_alloc();
  char* at = block;
  const auto write = [&at](std::string_view text) {
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    at += text.size();
  };
  write(View(added_[0].value));
  for (size_t i = 1; i < added_count_; ++i) {
    at = added_[i].name->WriteLineStart(at);
    write(View(added_[i].value));
  }
  write(lines_);
  return {block, size};
}

}  // namespace gatehouse::nginx

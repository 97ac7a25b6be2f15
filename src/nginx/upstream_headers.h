// The headers of a request as the upstream gets them: the client's own, then the gate's. nginx's proxy walks its list
// of headers twice and looks each name up; where nothing but such a proxy over HTTP/1.1 reads the gate's own
// (`gatehouse_upstream_headers block`), they go as the lines of one value instead, and cost a copy each.
// Shown by tests/test_identity.py with the one, tests/field/test_own_nginx.py with the other.
#pragma once

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "nginx/ngx.h"

namespace gatehouse::nginx {

// The name of a header that the gate sets, with what nginx keeps beside every name: made once, by the compiler.
class OwnName {
 public:
  constexpr explicit OwnName(std::string_view name) : name_(name) {
    for (size_t i = 0; i < name.size(); ++i) {
      const char c = name[i];
      lower_[i] = static_cast<u_char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
      hash_ = hash_ * 31 + lower_[i];  // ngx_hash()
      line_[i + 2] = c;
    }
    line_[0] = '\r';
    line_[1] = '\n';
    line_[name.size() + 2] = ':';
    line_[name.size() + 3] = ' ';
  }
  [[nodiscard]] ngx_table_elt_t With(std::string_view value) const {
    return {.hash = hash_,
            .key = Unowned(name_),
            .value = Unowned(value),
            .lowcase_key = const_cast<u_char*>(lower_.data())};
  }
  [[nodiscard]] bool IsThatOf(const ngx_table_elt_t& header) const {
    return header.hash == hash_ && header.key.len == name_.size() &&
           ngx_memcmp(header.lowcase_key, lower_.data(), name_.size()) == 0;
  }
  // One bit of 64: a header whose hash has another one is not that one.
  [[nodiscard]] constexpr uint64_t Bit() const { return BitOf(hash_); }
  [[nodiscard]] static constexpr uint64_t BitOf(ngx_uint_t hash) { return uint64_t{1} << (hash % 64); }
  // The end of the line before, and this line up to its value.
  [[nodiscard]] std::string_view LineStart() const { return {line_.data(), name_.size() + 4}; }
  static constexpr size_t kLineRoom = 36;
  // Writes LineStart and returns where it ends; there is room for kLineRoom bytes, so that it is a copy of known size.
  [[nodiscard]] char* WriteLineStart(char* at) const {
    std::memcpy(at, line_.data(), kLineRoom);
    return at + name_.size() + 4;
  }

 private:
  std::string_view name_;
  std::array<u_char, 32> lower_{};
  std::array<char, kLineRoom> line_{};
  ngx_uint_t hash_ = 0;
};

class UpstreamHeaders {
 public:
  UpstreamHeaders(ngx_http_request_t* r, size_t of_the_client, bool as_block);

  void Keep(const ngx_table_elt_t& header) { *Push() = header; }
  // A Cookie header without the session, which is between the gate and the browser; left out if nothing else is in it.
  void KeepCookies(const ngx_table_elt_t& header);
  // The header with another value; left out if that is empty.
  void KeepValue(const ngx_table_elt_t& header, const std::string& value);

  // The gate's own. Both must outlive the request; the value has no line end in it.
  void Add(const OwnName& name, std::string_view value) {
    if (!as_block_) {
      *Push() = name.With(value);
      return;
    }
    if (added_count_ == added_.size()) throw std::length_error("more headers than there is room for");
    added_[added_count_++] = {&name, Unowned(value)};
    block_bytes_ += name.LineStart().size() + value.size();
  }
  void AddCopy(const OwnName& name, std::string_view value);

  // Puts the finished list in the place of the request's own.
  void Install();

 private:
  static constexpr size_t kAddedAtMost = 20;
  struct Added {  // plain, so that room for it costs nothing
    const OwnName* name;
    ngx_str_t value;
  };

  // The list's one part has room for all.
  ngx_table_elt_t* Push() {
    if (next_ == end_) throw std::length_error("more headers than there is room for");
    return next_++;
  }
  [[nodiscard]] std::string_view Block() const;

  ngx_http_request_t* r_;
  bool as_block_;
  ngx_list_t list_{};
  ngx_table_elt_t* next_ = nullptr;  // the first free one
  ngx_table_elt_t* end_ = nullptr;
  std::array<Added, kAddedAtMost> added_;  // of a block
  size_t added_count_ = 0;
  size_t block_bytes_ = 0;
};

}  // namespace gatehouse::nginx

// The headers that the upstream gets: first the client's, then the gate's. nginx's proxy walks its list of headers
// twice and looks up each name. If only such a proxy over HTTP/1.1 reads the gate's headers
// (`gatehouse_upstream_headers block`), they are written as the lines of one value, which costs one copy each.
// Tests: tests/test_identity.py for the list, tests/field/test_own_nginx.py for the block.
#pragma once

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

#include "nginx/ngx.h"

namespace gatehouse::nginx {

// The name of a header that the gate sets, with the hash and lower-case name that nginx needs, computed by the
// compiler.
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
  // One of 64 bits, from the hash: a header with another bit has another name.
  [[nodiscard]] constexpr uint64_t Bit() const { return BitOf(hash_); }
  [[nodiscard]] static constexpr uint64_t BitOf(ngx_uint_t hash) { return uint64_t{1} << (hash % 64); }
  // The end of the previous line, and this line up to its value.
  [[nodiscard]] std::string_view LineStart() const { return {line_.data(), name_.size() + 4}; }
  static constexpr size_t kLineRoom = 36;
  // Writes LineStart and returns its end. `to` has room for kLineRoom bytes, so that the size of the copy is constant.
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
  // Adds a Cookie header without the gate's session, which services must not see; adds nothing if there are no others.
  void KeepCookies(const ngx_table_elt_t& header);
  // Adds the header with another value; adds nothing if that is empty.
  void KeepValue(const ngx_table_elt_t& header, const std::string& value);

  // Adds a header of the gate. Both arguments must outlive the request; the value must not contain a line end.
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
  // Adds lines that were rendered before, each behind the end of the line before it; only to a block, and only once.
  void AddLines(std::string_view lines) {
    lines_ = lines;
    block_bytes_ += lines.size();
  }
  [[nodiscard]] bool as_block() const { return as_block_; }

  // Replaces the request's list by the finished one.
  void Install();

 private:
  static constexpr size_t kAddedAtMost = 20;
  struct Added {  // no constructor, so that reserving the array costs nothing
    const OwnName* name;
    ngx_str_t value;
  };

  // The list's only part has room for all headers.
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
  std::array<Added, kAddedAtMost> added_;  // the lines of a block
  size_t added_count_ = 0;
  std::string_view lines_;
  size_t block_bytes_ = 0;
};

}  // namespace gatehouse::nginx

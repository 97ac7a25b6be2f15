// Decides which responses are forwarded at once. Others are buffered, so that a slow client does not keep a service
// busy; nginx fills these buffers before it sends, unless it knows where the pieces of a response end. Tests:
// tests/field/test_streams.py.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/bytes.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

// Content types whose pieces are useful one by one. An entry that ends in '*' matches all types that
// begin with it.
constexpr std::array<std::string_view, 10> kPieces = {
    "application/x-ndjson",     "application/ndjson",      "application/jsonl",
    "application/x-jsonlines",  "application/stream+json", "application/json-seq",
    "application/geo+json-seq", "application/grpc-web*",   "application/vnd.amazon.eventstream",
    "application/connect+*",
};

constexpr size_t kShortest = std::ranges::min(kPieces, {}, &std::string_view::size).size();

bool ComesInPieces(std::string_view content_type) {
  if (content_type.size() < kShortest || (content_type[0] | 0x20) != 'a') return false;  // nearly every time
  const std::string_view type = base::TrimSpace(content_type.substr(0, content_type.find(';')));
  return std::ranges::any_of(kPieces, [type](std::string_view each) {
    if (!each.ends_with('*')) return base::EqualIgnoringCase(each, type);
    each.remove_suffix(1);
    return base::EqualIgnoringCase(each, type.substr(0, each.size()));
  });
}

// Without a length and without chunks, the response ends when the service closes, and its pieces cannot be recognized.
bool EndsByClosing(const ngx_http_upstream_t& upstream) {
  return upstream.headers_in.content_length_n < 0 && !upstream.headers_in.chunked;
}

}  // namespace

bool MustFlow(const ngx_http_request_t* r, const RequestState& state, bool stream) {
  if (r->upstream == nullptr) return false;
  if (state.exchange.route != nullptr && state.exchange.route->stream) return true;
  return stream || EndsByClosing(*r->upstream) || ComesInPieces(View(r->headers_out.content_type));
}

}  // namespace gatehouse::nginx

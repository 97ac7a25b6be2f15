#include "gate/inspect/uri.h"

#include <vector>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// RFC 3986 §3, without the fragment; each part includes its delimiter, so that an absent and an empty one differ.
struct Parts {
  std::string_view scheme;     // "http:"
  std::string_view authority;  // "//example.org"
  std::string_view path;
  std::string_view query;  // "?q"
};

Parts Split(std::string_view uri) {
  Parts parts;
  uri = uri.substr(0, uri.find('#'));
  const size_t question = uri.find('?');
  if (question != std::string_view::npos) {
    parts.query = uri.substr(question);
    uri = uri.substr(0, question);
  }
  const size_t colon = uri.find(':');
  if (colon != std::string_view::npos && colon > 0 && colon < uri.find('/')) {
    parts.scheme = uri.substr(0, colon + 1);
    uri.remove_prefix(colon + 1);
  }
  if (uri.starts_with("//")) {
    parts.authority = uri.substr(0, uri.find('/', 2));
    uri.remove_prefix(parts.authority.size());
  }
  parts.path = uri;
  return parts;
}

std::string Join(std::string_view scheme, std::string_view authority, std::string_view path, std::string_view query) {
  std::string uri;
  return uri.append(scheme).append(authority).append(path).append(query);
}

// RFC 3986 §5.2.4.
std::string WithoutDots(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool rooted = path.starts_with('/');
  if (rooted) path.remove_prefix(1);
  while (true) {
    const size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    const bool last = slash == std::string_view::npos;
    const bool dots = segment == "." || segment == "..";
    if (segment == ".." && !kept.empty()) kept.pop_back();
    if (!dots) kept.push_back(segment);
    if (last && dots) kept.emplace_back();  // the path ends in a slash
    if (last) break;
    path.remove_prefix(slash + 1);
  }
  std::string joined = rooted ? "/" : "";
  for (size_t i = 0; i < kept.size(); ++i) joined.append(i > 0 ? "/" : "").append(kept[i]);
  return joined;
}

}  // namespace

std::string ResolveUri(std::string_view base, std::string_view reference) {
  const Parts to = Split(reference);
  const Parts from = Split(base);
  if (!to.scheme.empty()) {
    // A path without a slash is opaque: urn:uuid:…
    const bool rooted = to.path.starts_with('/');
    return Join(to.scheme, to.authority, rooted ? WithoutDots(to.path) : std::string(to.path), to.query);
  }
  if (!to.authority.empty()) return Join(from.scheme, to.authority, WithoutDots(to.path), to.query);
  if (to.path.empty()) return Join(from.scheme, from.authority, from.path, to.query.empty() ? from.query : to.query);
  if (to.path.starts_with('/')) return Join(from.scheme, from.authority, WithoutDots(to.path), to.query);
  const size_t slash = from.path.rfind('/');
  std::string merged(slash == std::string_view::npos ? "" : from.path.substr(0, slash + 1));
  if (merged.empty() && !from.authority.empty()) merged.push_back('/');
  return Join(from.scheme, from.authority, WithoutDots(merged.append(to.path)), to.query);
}

std::optional<std::string> UriFragment(std::string_view reference) {
  const size_t hash = reference.find('#');
  if (hash == std::string_view::npos) return std::string();
  return base::PercentDecode(reference.substr(hash + 1));
}

}  // namespace gatehouse::gate

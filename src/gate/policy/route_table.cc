// A tree of path segments. A node's children are its literals (sorted, decoded), one parameter, and what takes the
// rest. Find allocates nothing and visits each node at most once, since a node stands at one depth of the path.
#include "gate/policy/route_table.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/fold.h"
#include "gate/admit/canonical_path.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxPatternSegments = 32;  // bounds the depth of Find's recursion

struct Taker {
  std::string method;  // empty: any
  size_t route;
};

struct Node {
  std::vector<std::pair<std::string, uint32_t>> literals;
  uint32_t parameter = 0;  // the root is nobody's child, so 0 is none
  std::vector<Taker> here;
  std::vector<Taker> rest;
};

// Cuts the first segment off "a/b/c".
std::string_view TakeSegment(std::string_view& path) {
  const size_t slash = path.find('/');
  const std::string_view segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  return segment;
}

// "/a/b/" → "a/b"; "/" → "".
std::string_view Segments(std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

// Cuts one byte off, decoded: "/a%21" and "/a!" are one resource and must meet one rule.
unsigned char TakeByte(std::string_view& text) {
  if (const int byte = base::PercentByte(text); byte >= 0) {
    text.remove_prefix(3);
    return static_cast<unsigned char>(byte);
  }
  const auto byte = static_cast<unsigned char>(text[0]);
  text.remove_prefix(1);
  return byte;
}

std::string Decoded(std::string_view segment) {
  std::string bytes;
  while (!segment.empty()) bytes.push_back(static_cast<char>(TakeByte(segment)));
  return bytes;
}

// Still as it would be sent: an encoded '%' or '/' stays encoded, so that segments stay what they are.
std::string Folded(std::string_view path) {
  if (!path.contains('%')) return base::FoldCase(path);
  std::string folded;
  for (size_t at = 0;; folded += '/') {
    const size_t end = std::min(path.find('/', at), path.size());
    for (const char c : base::FoldCase(Decoded(path.substr(at, end - at)))) {
      if (c == '%' || c == '/') {
        folded += c == '%' ? "%25" : "%2F";
      } else {
        folded += c;
      }
    }
    if (end == path.size()) return folded;
    at = end + 1;
  }
}

// How `literal` (decoded) sorts against `segment` (as sent, with a %XX in it): < 0, 0, > 0.
int CompareEncoded(std::string_view literal, std::string_view segment) {
  for (const char c : literal) {
    if (segment.empty()) return 1;
    const int difference = static_cast<unsigned char>(c) - TakeByte(segment);
    if (difference != 0) return difference;
  }
  return segment.empty() ? 0 : -1;
}

bool IsParameter(std::string_view segment) { return segment.starts_with('{'); }

// Why a pattern's segment cannot stand there; empty if it can.
std::string SegmentFault(std::string_view segment, bool last, PathReading reading) {
  if (segment.empty()) return "holds an empty segment";
  if (segment == "*") return last ? "" : "holds '*' before its end";
  if (IsParameter(segment)) {
    const std::string_view name = segment.substr(1, segment.size() - 2);
    const bool plain = segment.size() > 2 && segment.ends_with('}') &&
                       std::ranges::all_of(name, [](char c) { return base::IsAlnum(c) || c == '_'; });
    return plain ? "" : "holds a parameter that is not {name}";
  }
  if (segment.find_first_of("{}*?") != std::string_view::npos) return "holds one of { } * ? within a segment";
  std::string_view why;
  const std::string target = "/" + std::string(segment);
  const auto read = ReadTarget("GET", target, &why);
  if (!read || (read->doubts != 0 && reading != PathReading::kLiteral)) {
    return "could never match: " + std::string(why);
  }
  return "";
}

std::string PatternFault(std::string_view pattern, PathReading reading) {
  if (!pattern.starts_with('/')) return "does not begin with '/'";
  if (pattern.size() > kMaxTargetBytes) return "is too long";
  std::string_view rest = Segments(pattern);
  for (size_t count = 0; !rest.empty(); ++count) {
    if (count == kMaxPatternSegments) return "has too many segments";
    if (rest.starts_with('/') || rest.ends_with('/')) return "holds an empty segment";
    const std::string_view segment = TakeSegment(rest);
    std::string fault = SegmentFault(segment, rest.empty(), reading);
    if (!fault.empty()) return fault;
  }
  return pattern == "//" ? "holds an empty segment" : "";
}

}  // namespace

struct RouteTable::Impl {
  std::vector<Node> nodes{1};
  bool fold_case = false;

  uint32_t Literal(uint32_t parent, std::string_view segment) {
    std::string decoded = Decoded(segment);
    if (fold_case) decoded = base::FoldCase(decoded);
    auto& literals = nodes[parent].literals;
    const auto at = std::ranges::lower_bound(literals, decoded, {}, &std::pair<std::string, uint32_t>::first);
    if (at != literals.end() && at->first == decoded) return at->second;
    const auto child = static_cast<uint32_t>(nodes.size());
    literals.emplace(at, std::move(decoded), child);
    nodes.emplace_back();
    return child;
  }

  uint32_t Parameter(uint32_t parent) {
    if (nodes[parent].parameter == 0) {
      nodes[parent].parameter = static_cast<uint32_t>(nodes.size());
      nodes.emplace_back();
    }
    return nodes[parent].parameter;
  }

  // The takers of the most specific pattern below `node` for the segments in `path`.
  [[nodiscard]] const std::vector<Taker>* Walk(uint32_t index, std::string_view path) const {
    const Node& node = nodes[index];
    if (path.empty() && !node.here.empty()) return &node.here;
    if (!path.empty()) {
      std::string_view rest = path;
      const std::string_view segment = TakeSegment(rest);
      const bool encoded = segment.contains('%');
      const auto order = [&](std::string_view literal) {
        return encoded ? CompareEncoded(literal, segment) : literal.compare(segment);
      };
      const auto at =
          std::ranges::partition_point(node.literals, [&](const auto& literal) { return order(literal.first) < 0; });
      if (at != node.literals.end() && order(at->first) == 0) {
        if (const auto* found = Walk(at->second, rest)) return found;
      }
      if (node.parameter != 0 && !segment.empty()) {
        if (const auto* found = Walk(node.parameter, rest)) return found;
      }
    }
    return node.rest.empty() ? nullptr : &node.rest;
  }
};

RouteTable::RouteTable() : impl_(std::make_unique<Impl>()) {}
RouteTable::~RouteTable() = default;
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;

void RouteTable::FoldCase() { impl_->fold_case = true; }

base::Result<> RouteTable::Add(std::string_view pattern, const std::vector<std::string>& methods, size_t route,
                               PathReading reading) {
  if (std::string fault = PatternFault(pattern, reading); !fault.empty()) {
    return base::Fail("The path " + fault, std::string(pattern),
                      "write it as clients send it: /literal, /{name} for one segment, /* at the end for the rest");
  }
  uint32_t at = 0;
  bool takes_rest = false;
  for (std::string_view path = Segments(pattern); !path.empty();) {
    const std::string_view segment = TakeSegment(path);
    takes_rest = segment == "*";
    if (!takes_rest) at = IsParameter(segment) ? impl_->Parameter(at) : impl_->Literal(at, segment);
  }
  auto& takers = takes_rest ? impl_->nodes[at].rest : impl_->nodes[at].here;
  const std::vector<std::string> any = {""};
  for (const std::string& method : methods.empty() ? any : methods) {
    if (std::ranges::find(takers, method, &Taker::method) != takers.end()) {
      return base::Fail(
          method.empty() ? "The path has two routes for any method" : "The path has two routes for " + method,
          std::string(pattern), "keep one of them");
    }
    takers.push_back({method, route});
  }
  return {};
}

std::optional<RouteTable::Match> RouteTable::Find(std::string_view method, std::string_view path) const {
  std::string folded;
  if (impl_->fold_case) path = folded = Folded(path);
  const auto* takers = impl_->Walk(0, Segments(path));
  if (takers == nullptr) return std::nullopt;
  const Taker* any = nullptr;
  for (const Taker& taker : *takers) {
    if (taker.method == method) return Match{.route = taker.route, .method_allowed = true};
    if (taker.method.empty()) any = &taker;
  }
  if (any != nullptr) return Match{.route = any->route, .method_allowed = true};
  return Match{.route = takers->front().route, .method_allowed = false};
}

std::optional<std::string_view> RouteTable::Parameter(std::string_view pattern, std::string_view name,
                                                      std::string_view path) {
  std::string_view pattern_rest = Segments(pattern);
  std::string_view path_rest = Segments(path);
  while (!pattern_rest.empty() && !path_rest.empty()) {
    const std::string_view wanted = TakeSegment(pattern_rest);
    const std::string_view segment = TakeSegment(path_rest);
    if (IsParameter(wanted) && wanted.substr(1, wanted.size() - 2) == name) return segment;
  }
  return std::nullopt;
}

}  // namespace gatehouse::gate

// Shared between the parts of the compiler that turns a policy's text into a Policy. Each part reads keys
// whose shape check_shape.h has checked, adds every fault to `problems`, and continues, so that all faults are reported
// together.
#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/nearest.h"
#include "gate/policy/policy.h"
#include "yaml/problems.h"
#include "yaml/quantity.h"
#include "yaml/text_node.h"

namespace gatehouse::gate {

// The YAML types of the policy's text.
using base::Alternatives;
using yaml::ParseDuration;
using yaml::ParseInteger;
using yaml::ParseSize;
using yaml::Place;
using yaml::Problems;
using yaml::Quoted;
using yaml::TextMember;
using yaml::TextNode;

struct Compilation {
  const TextNode& root;
  const std::string& folder;
  const FileReader& read_file;
  Problems& problems;
  Policy& policy;
};

// In this order: later ones use the results of earlier ones.
void CompileServer(Compilation& compilation);          // environment, listen, run_dir, workers, proxies, events
void CompileTls(Compilation& compilation);             // tls
void CompileUpstreams(Compilation& compilation);       // upstream, upstreams, droplets
void CompileControl(Compilation& compilation);         // control, except for what it derives from the tokens
void CompileTokens(Compilation& compilation);          // tokens, assertion; and the registry's among them
void CompileAnswers(Compilation& compilation);         // cors, headers, errors
void CompileRequestHeaders(Compilation& compilation);  // request_headers_kept
void CompileUpstreamCa(Compilation& compilation);      // upstream_ca_file, when all upstreams are known
void CompileRoutes(Compilation& compilation);          // routes, limits, body, unlisted, mode, observe, forward_auth

// Compiles as much as possible of the text at `origin`; adds the faults to `problems`.
[[nodiscard]] Policy CompileDraft(std::string_view yaml, const std::string& folder, const FileReader& read_file,
                                  Problems& problems);

// Reads the keys that `policy` names, as far as possible; adds the faults to `errors`.
[[nodiscard]] TrustedIssuers ReadIssuers(const Policy& policy, const FileReader& read_file,
                                         std::vector<base::Error>& errors);

// The member's text, or `fallback` if it is absent or broken. Its shape has been checked.
[[nodiscard]] std::string_view TextOf(const TextNode& map, std::string_view name, std::string_view fallback = {});
[[nodiscard]] bool FlagOf(const TextNode& map, std::string_view name, bool fallback);
// The member's texts; empty if it is absent.
[[nodiscard]] std::vector<const TextNode*> ScalarsOf(const TextNode& map, std::string_view name);
[[nodiscard]] std::vector<std::string> TextsOf(const TextNode& map, std::string_view name);

// An absolute path from the member, or empty; an invalid path is a problem.
[[nodiscard]] std::string PathMember(Compilation& compilation, const TextNode& map, std::string_view name);
// Checks a PEM file that the proxy will open: it must exist and have a line that ends in `marker`. Returns its content,
// which is not checked further; nothing without a path, or after a problem.
std::optional<std::string> CheckPemFile(Compilation& compilation, const TextNode& map, std::string_view name,
                                        const std::string& path, std::string_view marker);
// The bits of the rules named by an `observe` list and `mode: observe`.
[[nodiscard]] uint16_t ObservedBits(const TextNode& map);
// The first 64 bits of the text's SHA-256: equal in every process and every version.
[[nodiscard]] uint64_t StableHash(std::string_view text);
// The value that belongs to `word`, or `fallback` if it is not among `words`.
template <typename T>
T OneOf(std::string_view word, std::initializer_list<std::pair<std::string_view, T>> words, T fallback) {
  for (const auto& [name, value] : words) {
    if (name == word) return value;
  }
  return fallback;
}

// `body` in `map`, on top of `bounds`.
[[nodiscard]] BodyBounds ReadBody(const TextNode& map, BodyBounds bounds);
// A body of unlimited size must not be buffered.
void CheckUnlimited(Compilation& compilation, const TextNode& map, const BodyBounds& bounds);
// `timeouts` in `map`, on top of `timeouts`. `idle`, if it is written, applies to streams too.
[[nodiscard]] Timeouts ReadTimeouts(const TextNode& map, Timeouts timeouts);

// One entry of `routes`. `bounds` are those of the whole gate.
[[nodiscard]] Route CompileRoute(Compilation& compilation, const TextNode& node, const BodyBounds& bounds);

// The list of methods under `name`, each validated.
[[nodiscard]] std::vector<std::string> MethodsMember(Compilation& compilation, const TextNode& map,
                                                     std::string_view name);

// The limits in `texts`, the narrowest scope first. Each id is derived from `label` and the limit's text, so that
// a limit keeps its id over a reload. A limit without "per" has the scope `fallback`.
[[nodiscard]] std::vector<Limit> ReadLimits(Compilation& compilation, const std::vector<const TextNode*>& texts,
                                            std::string_view label, LimitScope fallback = LimitScope::kAddress);
// The member's duration, or `fallback` if it is absent or broken.
[[nodiscard]] std::chrono::seconds DurationOf(const TextNode& map, std::string_view name,
                                              std::chrono::seconds fallback);

// `control.alerts`.
[[nodiscard]] std::vector<AlertChannel> ReadAlertChannels(Compilation& compilation, const TextNode& control);

// The gate's headers that a route leaves to its service. Call after CompileAnswers.
[[nodiscard]] std::vector<ServiceHeader> ServiceHeadersMember(Compilation& compilation, const TextNode& route);

// The upstream that a route names: a name of the policy, or URLs of its own. Empty if that name does not exist.
[[nodiscard]] std::optional<size_t> UpstreamNamed(Compilation& compilation, const TextNode& node);

}  // namespace gatehouse::gate

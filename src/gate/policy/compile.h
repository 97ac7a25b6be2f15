// Between the parts of the compiler only: what they share while a policy's text becomes a Policy. Each part reads keys
// whose shape policy_keys.h has checked, adds what is wrong to `problems`, and goes on, so that all of it is told at
// once.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "gate/policy/policy.h"
#include "yaml/problems.h"
#include "yaml/quantity.h"
#include "yaml/text_node.h"

namespace gatehouse::gate {

// What is read is YAML of a policy: its words are the compiler's own.
using yaml::Alternatives;
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

// In this order: the later ones ask what the earlier ones found.
void CompileServer(Compilation& compilation);          // environment, listen, tls, run_dir, workers, proxies, events
void CompileUpstreams(Compilation& compilation);       // upstream, upstreams, droplets
void CompileControl(Compilation& compilation);         // control, except for what it takes over from the tokens
void CompileTokens(Compilation& compilation);          // tokens, assertion; which of them the registry's are
void CompileAnswers(Compilation& compilation);         // cors, headers, errors
void CompileRequestHeaders(Compilation& compilation);  // request_headers_kept
void CompileRoutes(Compilation& compilation);          // routes, limits, body, unlisted, mode, observe, forward_auth

// What can be made of the text at `origin`, and in `problems` what cannot.
[[nodiscard]] Policy CompileDraft(std::string_view yaml, const std::string& folder, const FileReader& read_file,
                                  Problems& problems);

// The keys that `policy` names, as far as they can be read, and in `errors` what cannot.
[[nodiscard]] TrustedIssuers ReadIssuers(const Policy& policy, const FileReader& read_file,
                                         std::vector<base::Error>& errors);

// The member's own text, or `fallback` where it is absent or broken. Its shape has been checked.
[[nodiscard]] std::string_view TextOf(const TextNode& map, std::string_view name, std::string_view fallback = {});
[[nodiscard]] bool FlagOf(const TextNode& map, std::string_view name, bool fallback);
// The member's texts, empty where it is absent.
[[nodiscard]] std::vector<const TextNode*> ScalarsOf(const TextNode& map, std::string_view name);
[[nodiscard]] std::vector<std::string> TextsOf(const TextNode& map, std::string_view name);

// An absolute path from the member, or empty; a path that cannot be one is a problem.
[[nodiscard]] std::string PathMember(Compilation& compilation, const TextNode& map, std::string_view name);
// The bits of the rules that an `observe` list and `mode: observe` name.
[[nodiscard]] uint16_t ObservedBits(const TextNode& map);
// The first 64 bits of the text's SHA-256: equal in every process and every version.
[[nodiscard]] uint64_t StableHash(std::string_view text);
// The list of methods under `name`, each judged.
[[nodiscard]] std::vector<std::string> MethodsMember(Compilation& compilation, const TextNode& map,
                                                     std::string_view name);

// The limits that `texts` write, narrowest scope first, each with the id that `label` and its own text give it, so that
// it is the same limit after a reload. Without "per" a limit has the scope `fallback`.
[[nodiscard]] std::vector<Limit> ReadLimits(Compilation& compilation, const std::vector<const TextNode*>& texts,
                                            std::string_view label, LimitScope fallback = LimitScope::kAddress);
// The member's duration, or `fallback` where it is absent or broken.
[[nodiscard]] std::chrono::seconds DurationOf(const TextNode& map, std::string_view name,
                                              std::chrono::seconds fallback);

// `control.alerts`.
[[nodiscard]] std::vector<AlertChannel> ReadAlertChannels(Compilation& compilation, const TextNode& control);

// The gate's headers that a route leaves to its service. After CompileAnswers.
[[nodiscard]] std::vector<ServiceHeader> ServiceHeadersMember(Compilation& compilation, const TextNode& route);

// The upstream that a route names: a name of the policy, or URLs of its own. Empty where it names none that exists.
[[nodiscard]] std::optional<size_t> UpstreamNamed(Compilation& compilation, const TextNode& node);

}  // namespace gatehouse::gate

#include "gate/policy/compile.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/http_token.h"
#include "gate/policy/addresses.h"
#include "gate/policy/check_shape.h"
#include "gate/policy/profiles.h"
#include "yaml/text_node.h"

namespace gatehouse::gate {
namespace {

constexpr std::array<std::string_view, kRuleCount> kRuleNames = {
    "path", "transport", "block_list", "cors", "rate_limit", "identity", "access", "body", "fields"};

constexpr yaml::FileKind kPolicyText = {.name = "policy",
                                        .start = "start with 'upstream: http://127.0.0.1:9000' and a profile",
                                        .form = "write lines such as 'profile: droplet'"};

void MarkAsProfile(TextNode& node) {
  node.place.in_base = true;
  for (TextNode& item : node.items) MarkAsProfile(item);
  for (TextMember& member : node.members) {
    member.place.in_base = true;
    MarkAsProfile(member.value);
  }
}

// The typed text merged over its profile.
TextNode WithProfile(TextNode typed, Problems& problems) {
  const TextNode* name = typed.Get("profile");
  if (name == nullptr) return typed;
  problems.SetBase("profile " + name->text);
  std::optional<TextNode> profile = yaml::ReadText(ProfileYaml(name->text), kPolicyText, problems);
  if (!profile) return typed;
  MarkAsProfile(*profile);
  return Overlay(std::move(*profile), std::move(typed));
}

void MarkPlace(TextNode& node, const Place& place) {
  node.place = place;
  for (TextNode& item : node.items) MarkPlace(item, place);
  for (TextMember& member : node.members) {
    member.place = place;
    MarkPlace(member.value, place);
  }
}

// Adds the routes of one part of the control daemon. If a user's own route has one of their paths, it must name its
// upstream: otherwise passwords and client secrets would go to the service behind the gate.
TextNode WithRoutesOf(std::string_view part, std::string_view yaml, TextNode typed, Problems& problems) {
  const TextNode* control = typed.Get("control");
  if (control == nullptr || control->Get(part) == nullptr || TextOf(*control, part) == "false") return typed;
  std::optional<TextNode> ours = yaml::ReadText(yaml, kPolicyText, problems);
  if (!ours) return typed;
  MarkPlace(*ours, control->PlaceOf(part));
  if (const TextNode* routes = typed.Get("routes")) {
    for (const TextNode& route : routes->items) {
      if (route.Has("upstream") || !TakesPlaceOfAny(route, *ours->Get("routes"))) continue;
      problems.Add(route.PlaceOf("path"),
                   Quoted(TextOf(route, "path")) + " is a path of the control daemon, and this route names no upstream",
                   "write upstream: control, or the one that is to answer there instead");
    }
  }
  return Overlay(std::move(*ours), std::move(typed));
}

// Adds the route that issues tickets, if any route accepts them.
TextNode WithTicketRoute(TextNode typed, Problems& problems) {
  const TextNode* routes = typed.Get("routes");
  if (routes == nullptr) return typed;
  for (const TextNode& route : routes->items) {
    if (route.kind != TextNode::Kind::kMap) continue;
    const auto places = ScalarsOf(route, "token_in");
    const auto ticket = std::ranges::find_if(places, [](const TextNode* place) { return place->text == "ticket"; });
    if (ticket == places.end()) continue;
    std::optional<TextNode> ours = yaml::ReadText(TicketYaml(), kPolicyText, problems);
    if (!ours) return typed;
    MarkPlace(*ours, (*ticket)->place);
    return Overlay(std::move(*ours), std::move(typed));
  }
  return typed;
}

}  // namespace

std::string_view Name(Rule rule) { return kRuleNames[static_cast<size_t>(rule)]; }

std::string_view TextOf(const TextNode& map, std::string_view name, std::string_view fallback) {
  const TextNode* node = map.Get(name);
  return node == nullptr || node->kind != TextNode::Kind::kScalar ? fallback : std::string_view(node->text);
}

bool FlagOf(const TextNode& map, std::string_view name, bool fallback) {
  const std::string_view text = TextOf(map, name);
  return text.empty() ? fallback : text == "true";
}

std::chrono::seconds DurationOf(const TextNode& map, std::string_view name, std::chrono::seconds fallback) {
  return ParseDuration(TextOf(map, name)).value_or(fallback);
}

std::vector<const TextNode*> ScalarsOf(const TextNode& map, std::string_view name) {
  const TextNode* node = map.Get(name);
  return node == nullptr ? std::vector<const TextNode*>{} : node->Scalars();
}

std::vector<std::string> TextsOf(const TextNode& map, std::string_view name) {
  std::vector<std::string> texts;
  for (const TextNode* node : ScalarsOf(map, name)) texts.push_back(node->text);
  return texts;
}

std::string PathMember(Compilation& compilation, const TextNode& map, std::string_view name) {
  const TextNode* node = map.Get(name);
  if (node == nullptr) return {};
  std::string path = AbsolutePath(compilation.folder, node->text);
  if (path.empty()) {
    compilation.problems.Add(node->place, "'" + std::string(name) + "' is not a usable path: " + Quoted(node->text),
                             "write a path without quotes, backslashes, '$', ';', '{' and '}'");
  }
  return path;
}

uint16_t ObservedBits(const TextNode& map) {
  if (TextOf(map, "mode") == "observe") return static_cast<uint16_t>((1U << kRuleCount) - 1);
  unsigned bits = 0;
  for (const TextNode* word : ScalarsOf(map, "observe")) {
    const auto at = std::ranges::find(kRuleNames, word->text);
    if (at != kRuleNames.end()) bits |= 1U << (at - kRuleNames.begin());
  }
  return static_cast<uint16_t>(bits);
}

uint64_t StableHash(std::string_view text) {
  const auto digest = crypto::Sha256(text);
  uint64_t hash = 0;
  for (size_t i = 0; i < sizeof hash; ++i) hash = hash << 8 | digest[i];
  return hash;
}

std::optional<base::Error> MethodFault(std::string_view method) {
  const bool upper = std::ranges::none_of(method, base::IsLower);
  if (!base::IsToken(method) || !upper || method.contains('*')) {
    return base::Error{
        .what = Quoted(method) + " is not a method", .where = {}, .fix = "write it in capitals, such as GET or POST"};
  }
  if (method == "CONNECT" || method == "TRACE") {
    return base::Error{.what = "The gate does not pass " + std::string(method), .where = {}, .fix = "name another one"};
  }
  return std::nullopt;
}

namespace {

// What other programs take for methods; empty if it is not one of these.
std::string_view HowToNameMethods(std::string_view typed) {
  if (typed.contains(',')) return "write a list: [GET, POST]";
  const bool any = typed == "*" || base::EqualIgnoringCase(typed, "any") || base::EqualIgnoringCase(typed, "all");
  return any ? "name each method; a route without 'methods' takes any" : std::string_view{};
}

}  // namespace

std::vector<std::string> MethodsMember(Compilation& compilation, const TextNode& map, std::string_view name) {
  std::vector<std::string> methods;
  for (const TextNode* node : ScalarsOf(map, name)) {
    const std::string& method = node->text;
    if (const std::string_view fix = HowToNameMethods(method); !fix.empty()) {
      compilation.problems.Add(node->place, Quoted(method) + " is not a method", std::string(fix));
    } else if (auto fault = MethodFault(method)) {
      compilation.problems.Add(node->place, std::move(fault->what), std::move(fault->fix));
    } else if (std::ranges::find(methods, method) != methods.end()) {
      compilation.problems.Add(node->place, method + " is written twice", "keep one");
    } else {
      methods.push_back(method);
    }
  }
  return methods;
}

Policy CompileDraft(std::string_view yaml, const std::string& folder, const FileReader& read_file, Problems& problems) {
  Policy policy{.text_hash = StableHash(yaml)};
  std::optional<TextNode> typed = yaml::ReadText(yaml, kPolicyText, problems);
  if (!typed) return policy;
  CheckShape(*typed, Section::kPolicy, problems);
  TextNode root = WithProfile(std::move(*typed), problems);
  root = WithRoutesOf("registry", RegistryYaml(), std::move(root), problems);
  root = WithRoutesOf("people", PeopleYaml(), std::move(root), problems);
  const TextNode* control = root.Get("control");
  const bool people = control != nullptr && control->Get("people") != nullptr;
  root = WithRoutesOf("metrics", MetricsYaml(people), std::move(root), problems);
  root = WithRoutesOf("console", ConsoleYaml(), std::move(root), problems);
  root = WithTicketRoute(std::move(root), problems);
  policy.profile = TextOf(root, "profile");
  Compilation compilation{
      .root = root, .folder = folder, .read_file = read_file, .problems = problems, .policy = policy};
  CompileServer(compilation);
  CompileUpstreams(compilation);
  CompileControl(compilation);
  CompileTokens(compilation);
  CompileAnswers(compilation);
  CompileRequestHeaders(compilation);
  CompileRoutes(compilation);
  CompileUpstreamCa(compilation);
  return policy;
}

std::expected<Policy, std::vector<base::Error>> CompilePolicy(std::string_view yaml, const std::string& origin,
                                                              const std::string& folder, const FileReader& read_file) {
  Problems problems(origin);
  Policy policy = CompileDraft(yaml, folder, read_file, problems);
  if (!problems.empty()) return std::unexpected(problems.Take());
  return policy;
}

}  // namespace gatehouse::gate

// One route of the policy: access, inspection, limits, forwarding (rows B1 A13 B6 A11 B8 B11 C11). Shown by
// compile_routes_test.cc, compile_route_answers_test.cc, compile_fields_test.cc.
#include <algorithm>
#include <array>
#include <utility>

#include "base/file.h"
#include "gate/inspect/prompt/pointer.h"
#include "gate/policy/compile.h"
#include "gate/policy/route_host.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxInspectedBytes = base::kMaxFileBytes;

// The texts of `one` or `several`, which are two names for the same thing.
std::vector<const TextNode*> EitherOf(Compilation& c, const TextNode& map, std::string_view one,
                                      std::string_view several) {
  if (map.Has(one) && map.Has(several)) {
    c.problems.Add(map.PlaceOf(several),
                   "Both '" + std::string(one) + "' and '" + std::string(several) + "' are written",
                   "put all of them into '" + std::string(several) + "'");
  }
  return ScalarsOf(map, map.Has(several) ? several : one);
}

std::vector<std::string> Texts(const std::vector<const TextNode*>& nodes) {
  std::vector<std::string> texts;
  texts.reserve(nodes.size());
  for (const TextNode* node : nodes) texts.push_back(node->text);
  return texts;
}

std::string Label(const Route& route) {
  std::string label;
  for (const std::string& method : route.methods) label += (label.empty() ? "" : ",") + method;
  label += label.empty() ? "" : " ";
  if (!route.hosts.empty()) label += route.hosts.front();
  // The first host is enough to tell routes apart, and names of counters are short.
  if (route.hosts.size() > 1) label += ",+" + std::to_string(route.hosts.size() - 1);
  return label + route.pattern;
}

// Compiles one route. If two of its keys do not fit together, the error is placed at the one to change.
class RouteCompiler {
 public:
  RouteCompiler(Compilation& c, const TextNode& node, const BodyBounds& bounds) : c_(c), node_(node) {
    route_.body = bounds;
    route_.timeouts = ReadTimeouts(node, c.policy.unlisted.timeouts);
  }

  Route Compile() {
    route_.pattern = TextOf(node_, "path");
    route_.methods = MethodsMember(c_, node_, "methods");
    const TextNode* methods = node_.Get("methods");
    if (methods != nullptr && methods->kind == TextNode::Kind::kList && methods->items.empty()) {
      Refuse("methods", "'methods' is empty", "name the methods, or take the line out for any");
    }
    CompileHosts();
    route_.label = Label(route_);
    route_.path_reading = OneOf<PathReading>(TextOf(node_, "path_reading"),
                                             {{"literal", PathReading::kLiteral}, {"decoded", PathReading::kDecoded}},
                                             PathReading::kStrict);
    CompileAuth();
    route_.observed = ObservedBits(node_);
    if (c_.policy.mode == Mode::kObserve && TextOf(node_, "mode") == "enforce") {
      Refuse("mode", "The whole gate only observes, so this route cannot enforce",
             "write 'mode: enforce' for the gate and 'mode: observe' on the routes that should only observe");
    }
    CompileRequirement();
    CompileLimits();
    CompileInspection();
    CompileFileName();
    route_.body.json.fold_names = JudgesNames();
    CompileForwarding();
    CompileAnswers();
    CompileTransport();
    CompileTokenPlaces();
    return std::move(route_);
  }

 private:
  void Refuse(std::string_view key, std::string what, std::string fix) {
    c_.problems.Add(node_.PlaceOf(key), std::move(what), std::move(fix));
  }

  void CompileHosts() {
    for (const TextNode* typed : ScalarsOf(node_, "host")) {
      auto host = ReadRouteHost(typed->text);
      if (!host) {
        c_.problems.Add(typed->place, host.error().what + ": " + Quoted(typed->text), host.error().fix);
      } else if (std::ranges::find(route_.hosts, *host) != route_.hosts.end()) {
        c_.problems.Add(typed->place, "The host is named twice: " + Quoted(typed->text), "keep one of them");
      } else {
        route_.hosts.push_back(*std::move(host));
      }
    }
    const TextNode* list = node_.Get("host");
    if (list != nullptr && list->kind == TextNode::Kind::kList && list->items.empty()) {
      Refuse("host", "'host' names none", "name at least one, or take the line out for all hosts");
    }
  }

  void CompileAuth() {
    route_.auth = OneOf<Auth>(
        TextOf(node_, "auth"),
        {{"none", Auth::kNone}, {"session", Auth::kSession}, {"either", Auth::kEither}, {"deny", Auth::kDeny}},
        Auth::kToken);
    route_.same_origin = FlagOf(node_, "same_origin", false);
    if (!TakesSessions(route_.auth) || (c_.policy.control && c_.policy.control->people)) return;
    const TextNode* control = c_.root.Get("control");
    const bool typed = control != nullptr ? control->Has("people") : c_.root.Has("control");
    if (!typed) {  // else it is broken, and that has been said
      Refuse("auth", "This route accepts sessions, but control.people is not enabled",
             "write control: { people: {} }, or auth: token");
    }
  }

  void CompileTransport() {
    route_.any_transport = TextOf(node_, "transport") == "any";
    if (route_.any_transport && KnowsSomebody(route_.auth)) {
      Refuse("transport", "'transport: any' on a route that requires a token or session, which would be sent in clear",
             "write auth: none, or take the line out");
    }
  }

  // Where a browser can put a token: WebSocket and EventSource send no Authorization header.
  void CompileTokenPlaces() {
    for (const TextNode* place : ScalarsOf(node_, "token_in")) {
      (place->text == "ticket" ? route_.token_in_ticket : route_.token_in_protocol) = true;
    }
    const bool takes_tokens = route_.auth == Auth::kToken || route_.auth == Auth::kEither;
    if ((route_.token_in_ticket || route_.token_in_protocol) && !takes_tokens) {
      Refuse("token_in", "'token_in' on a route that accepts no token", "write auth: token or either");
    }
    if (route_.token_in_protocol && !route_.websocket) {
      Refuse("token_in", "'token_in: protocol' on a route without websocket: true",
             "write websocket: true, or token_in: ticket");
    }
  }

  // RFC 6749 §3.3: tokens separate scopes by spaces, so none has one.
  void CheckScope(const TextNode& scope) {
    if (!scope.text.contains(' ')) return;
    c_.problems.Add(scope.place, "No token has the scope " + Quoted(scope.text) + ": a space separates two scopes",
                    "write a list: [read, write]");
  }

  // Claims that the gate reads for itself, and does not compare.
  void CheckClaimName(const TextMember& claim) {
    constexpr std::array<std::string_view, 4> kNotCompared = {"aud", "exp", "iat", "nbf"};
    if (std::ranges::find(kNotCompared, claim.name) == kNotCompared.end()) return;
    c_.problems.Add(claim.place, "The claim " + Quoted(claim.name) + " is not compared by routes",
                    claim.name == "aud" ? "tokens.audience is what every token must have; take the claim out"
                                        : "tokens.max_life and tokens.leeway say what is accepted; take the claim out");
  }

  void CompileRequirement() {
    const TextNode* require = node_.Get("require");
    if (require == nullptr) return;
    if (!KnowsSomebody(route_.auth)) {
      Refuse("require", "'require' without a token: there is no identity to check",
             "write auth: token, or take 'require' out");
    }
    route_.require.second_factor = FlagOf(*require, "second_factor", false);
    if (route_.require.second_factor && route_.auth != Auth::kSession) {
      c_.problems.Add(require->PlaceOf("second_factor"), "'second_factor' on a route that takes more than sessions",
                      "write auth: session: only a login shows a second factor");
    }
    Requirement& requirement = route_.require;
    requirement.any_role = Texts(EitherOf(c_, *require, "role", "roles"));
    requirement.all_scopes = Texts(EitherOf(c_, *require, "scope", "scopes"));
    for (const std::string_view key : {"scope", "scopes"}) {
      for (const TextNode* scope : ScalarsOf(*require, key)) CheckScope(*scope);
    }
    if (const TextNode* claims = require->Get("claims")) {
      for (const TextMember& claim : claims->members) {
        CheckClaimName(claim);
        std::vector<std::string> values = Texts(claim.value.Scalars());
        if (values.empty() && claim.value.kind != TextNode::Kind::kBroken) {
          c_.problems.Add(claim.place, "The claim " + Quoted(claim.name) + " has no value", "name the accepted values");
        }
        requirement.claims.emplace_back(claim.name, std::move(values));
      }
    }
    // An empty list would ask for nothing, whatever its writer thought it asks for.
    for (const std::string_view key : {"role", "roles", "scope", "scopes"}) {
      const TextNode* list = require->Get(key);
      if (list == nullptr || list->kind != TextNode::Kind::kList || !list->items.empty()) continue;
      c_.problems.Add(list->place, "'" + std::string(key) + "' names none", "name at least one, or take the line out");
    }
    if (require->members.empty()) Refuse("require", "'require' is empty", "name a role, a scope or a claim");
  }

  void CompileLimits() {
    const auto texts = EitherOf(c_, node_, "limit", "limits");
    route_.limits = ReadLimits(c_, texts, route_.label);
    if (KnowsSomebody(route_.auth)) return;
    for (const Limit& limit : route_.limits) {
      if (limit.scope != LimitScope::kIdentity && limit.scope != LimitScope::kClaim) continue;
      Refuse(node_.Has("limits") ? "limits" : "limit", Quoted(limit.Text()) + " on a route without identities",
             "write auth: token, or count per address");
    }
  }

  [[nodiscard]] bool Takes(std::string_view method) const {
    return route_.methods.empty() || std::ranges::find(route_.methods, method) != route_.methods.end();
  }

  void CompileInspection() {
    const bool has_schema = node_.Has("schema");
    const std::string_view typed = TextOf(node_, "inspect");
    route_.inspect = OneOf<Inspect>(
        typed,
        {{"json", Inspect::kJson}, {"udc", Inspect::kUdc}, {"field", Inspect::kField}, {"prompt", Inspect::kPrompt}},
        has_schema            ? Inspect::kJson
        : node_.Has("fields") ? Inspect::kField
                              : Inspect::kNothing);
    if (has_schema && typed == "nothing") {
      Refuse("inspect", "'inspect: nothing' together with a schema", "write inspect: json, or take the schema out");
    }
    if (route_.inspect == Inspect::kUdc && !Takes("POST")) {
      Refuse("inspect", "'inspect: udc' on a route without POST", "write methods: [POST]");
    }
    if (route_.inspect == Inspect::kUdc && route_.auth == Auth::kNone) {
      Refuse("inspect", "'inspect: udc' without a token: 'source' could not be told from a forged one",
             "write auth: token");
    }
    if (route_.inspect == Inspect::kUdc && route_.auth == Auth::kSession) {
      Refuse("inspect", "'inspect: udc' for people: no message could have them as its 'source'", "write auth: token");
    }
    CompileFields();
    CompilePrompt();
    CompileSchema();
    route_.body = ReadBody(node_, route_.body);
    CheckUnlimited(c_, node_, route_.body);
    const TextNode* body = node_.Get("body");
    if (route_.inspect != Inspect::kNothing && body != nullptr && TextOf(*body, "buffer") == "off") {
      c_.problems.Add(body->PlaceOf("buffer"), "'buffer: off' on a route whose bodies are inspected",
                      "take it out: a body is read whole before it can be judged");
    }
    route_.body.buffered = route_.body.buffered || route_.inspect != Inspect::kNothing;
    if (route_.inspect != Inspect::kNothing && route_.body.max_bytes > kMaxInspectedBytes) {
      Refuse("body", "An inspected body may have at most " + std::to_string(kMaxInspectedBytes) + " bytes",
             "give the route a smaller body.max_bytes");
    }
  }

  void CompileFields() {
    const TextNode* fields = node_.Get("fields");
    if (fields == nullptr && route_.inspect != Inspect::kField) return;
    if (TextOf(node_, "inspect") == "nothing") {
      Refuse("inspect", "'inspect: nothing' together with 'fields'", "write inspect: field, or take 'fields' out");
    }
    FieldRules rules;
    if (fields != nullptr) {
      rules.mode = TextOf(*fields, "mode") == "strict" ? field::Mode::kStrict : field::Mode::kBalanced;
      rules.except = TextsOf(*fields, "except");
      const auto against = TextsOf(*fields, "against");
      if (!against.empty()) rules.families = 0;
      for (const std::string& name : against) rules.families |= field::BitOf(field::FamilyNamed(name));
      const TextNode* list = fields->Get("against");
      if (list != nullptr && list->kind == TextNode::Kind::kList && list->items.empty()) {
        c_.problems.Add(list->place, "'against' is empty",
                        "name what fields must not hold, or take the line out for all");
      }
    }
    route_.fields = std::move(rules);
  }

  void CompilePrompt() {
    const TextNode* node = node_.Get("prompt");
    if (node == nullptr) return;
    if (route_.inspect != Inspect::kPrompt) {
      Refuse("prompt", "'prompt' on a route that does not inspect prompts", "write inspect: prompt");
    }
    prompt::RouteRule& rule = route_.prompt_rule;
    rule.manner =
        OneOf<prompt::Manner>(TextOf(*node, "mode"), {{"strict", prompt::Manner::kStrict}}, prompt::Manner::kBalanced);
    rule.action =
        OneOf<prompt::Action>(TextOf(*node, "action"), {{"report", prompt::Action::kTell}}, prompt::Action::kBlock);
    rule.secrets = OneOf<prompt::Secrets>(
        TextOf(*node, "secrets"),
        {{"report", prompt::Secrets::kTell}, {"redact", prompt::Secrets::kRedact}, {"block", prompt::Secrets::kBlock}},
        prompt::Secrets::kPass);
    rule.refuse = ScoreMember(*node, "refuse", rule.refuse);
    rule.report = ScoreMember(*node, "report", rule.report);
    CompilePlaces(*node, rule);
  }

  // Where prompts and instructions are.
  void CompilePlaces(const TextNode& node, prompt::RouteRule& rule) {
    for (const TextNode* place : ScalarsOf(node, "at")) AddPointer(*place, rule.at);
    for (const TextNode* place : ScalarsOf(node, "instructions")) {
      if (place->text != "system") {
        AddPointer(*place, rule.instructions);
        continue;
      }
      rule.system = true;
      if (!rule.at.empty())
        c_.problems.Add(place->place, "'instructions: system' together with 'at'",
                        "name pointers, or take 'at' out for the known formats");
    }
    const TextNode* instructions = node.Get("instructions");
    if (instructions == nullptr) return;
    if (rule.manner == prompt::Manner::kStrict)
      c_.problems.Add(instructions->place, "'instructions' with 'mode: strict'",
                      "write mode: balanced, or name the places in 'at'");
    for (const std::string& pointer : rule.instructions) {
      if (std::ranges::find(rule.at, pointer) != rule.at.end())
        c_.problems.Add(instructions->place, Quoted(pointer) + " is in 'at' and in 'instructions'",
                        "name it in one of them");
    }
  }

  void AddPointer(const TextNode& place, std::vector<std::string>& pointers) {
    if (prompt::IsPointer(place.text)) {
      pointers.push_back(place.text);
    } else {
      c_.problems.Add(place.place, "Not a JSON pointer: " + Quoted(place.text),
                      "write it as /prompt or /messages/0/text");
    }
  }

  // From percent to a score.
  static float ScoreMember(const TextNode& map, std::string_view name, float fallback) {
    constexpr float kPercent = 100;
    const auto percent = ParseInteger(TextOf(map, name));
    return percent ? static_cast<float>(*percent) / kPercent : fallback;
  }

  void CompileSchema() {
    const std::string path = PathMember(c_, node_, "schema");
    if (path.empty()) return;
    const auto text = c_.read_file(path);
    if (!text) {
      Refuse("schema", "The schema cannot be read: " + path + ": " + text.error().what,
             "name a file that the gate may read");
      return;
    }
    auto schema = Schema::Compile(*text);
    if (!schema) {
      const std::string at = schema.error().where.empty() ? "" : " at " + schema.error().where;
      Refuse("schema", "The schema is not usable: " + path + at + ": " + schema.error().what, schema.error().fix);
      return;
    }
    route_.schema = std::move(*schema);
  }

  // Whether it matters that a service may take `Source` for `source`: what the gate judges depends on names. Elsewhere
  // such names are honest, as in a count of letters; of a UDC message's own names there is one spelling.
  [[nodiscard]] bool JudgesNames() const {
    return route_.schema || route_.inspect == Inspect::kPrompt ||
           (route_.file_name && route_.file_name->place == FileNameRule::Place::kBody);
  }

  void CompileFileName() {
    const TextNode* file = node_.Get("file");
    if (file == nullptr) return;
    constexpr std::pair<std::string_view, FileNameRule::Place> kPlaces[] = {
        {"query", FileNameRule::Place::kQuery},
        {"path", FileNameRule::Place::kPathParameter},
        {"body", FileNameRule::Place::kBody}};
    FileNameRule rule;
    std::string_view key;
    for (const auto& [name, place] : kPlaces) {
      if (!file->Has(name)) continue;
      if (!key.empty()) key = "more than one";
      if (key.empty()) {
        key = name;
        rule.place = place;
      }
    }
    if (key.empty() || key == "more than one") {
      Refuse("file", "'file' must say where the name comes from, in one way",
             "write either query: NAME, path: NAME or body: NAME");
      return;
    }
    rule.name = TextOf(*file, key);
    if (rule.name.empty()) {
      c_.problems.Add(file->PlaceOf(key), "'file' has no name", "write the argument's name");
    } else if (key == "path" && !route_.pattern.contains("{" + rule.name + "}")) {
      c_.problems.Add(file->PlaceOf("path"), "The path has no parameter {" + rule.name + "}", "write it into 'path'");
    }
    if (rule.place == FileNameRule::Place::kBody) CompileFileInBody(*file, rule.name);
    if (const TextNode* base = file->Get("base")) {
      if (!base->text.starts_with('/')) {
        c_.problems.Add(base->place, "'base' must be absolute: " + Quoted(base->text), "begin it with '/'");
      }
      rule.base = PathMember(c_, *file, "base");
    }
    route_.file_name = std::move(rule);
  }

  void CompileFileInBody(const TextNode& file, const std::string& name) {
    const bool pointer = name.starts_with('/');
    if (route_.inspect == Inspect::kNothing) {
      Refuse("file", "'file' names a field of a body that is not inspected",
             pointer ? "write inspect: json" : "write inspect: field");
    } else if (!pointer && route_.inspect != Inspect::kField) {
      c_.problems.Add(file.PlaceOf("body"), "No form is taken here, and " + Quoted(name) + " is not a place in JSON",
                      "write inspect: field, or a place such as /name");
    }
    const auto place = pointer ? StringPlace::Parse(name) : base::Result<StringPlace>(StringPlace());
    if (!place) c_.problems.Add(file.PlaceOf("body"), place.error().what, place.error().fix);
  }

  void CompileAnswers() {
    constexpr size_t kMostCanaries = 256;
    constexpr size_t kLeastCanary = 8;
    constexpr size_t kLongestCanary = 200;
    const TextNode* node = node_.Get("answers");
    if (node == nullptr) return;
    AnswerRules rules;
    rules.redact = FlagOf(*node, "redact", false);
    for (const TextNode* canary : ScalarsOf(*node, "canaries")) {
      if (canary->text.size() < kLeastCanary || canary->text.size() > kLongestCanary) {
        c_.problems.Add(canary->place, "A canary has from 8 to 200 bytes",
                        "write a text that does not occur by chance");
      }
      rules.canaries.push_back(canary->text);
    }
    if (rules.canaries.size() > kMostCanaries) {
      c_.problems.Add(node->PlaceOf("canaries"), "There are more than 256 canaries", "leave some out");
    }
    for (const TextNode* pointer : ScalarsOf(*node, "escape")) {
      auto place = StringPlace::Parse(pointer->text);
      if (place) {
        rules.escape.push_back(*std::move(place));
      } else {
        c_.problems.Add(pointer->place, place.error().what, place.error().fix);
      }
    }
    if (!rules.redact && rules.canaries.empty() && rules.escape.empty() && !node->Has("canaries") &&
        !node->Has("escape")) {
      Refuse("answers", "'answers' is empty", "write redact: true, canaries or escape");
    }
    if (route_.websocket) Refuse("answers", "A WebSocket has no answer to look into", "make two routes of them");
    route_.answers = std::move(rules);
  }

  void CompileForwarding() {
    if (const TextNode* upstream = node_.Get("upstream")) route_.upstream = UpstreamNamed(c_, *upstream);
    route_.websocket = FlagOf(node_, "websocket", false);
    route_.stream = FlagOf(node_, "stream", false);
    route_.ignores_suspicious_input = TextOf(node_, "suspicious_input") == "ignored";
    route_.service_headers = ServiceHeadersMember(c_, node_);
    if (route_.websocket && route_.inspect != Inspect::kNothing) {
      Refuse("websocket", "A WebSocket has no body to inspect", "make two routes of them");
    }
    route_.outlive_token = FlagOf(node_, "outlive_token", false);
    if (route_.outlive_token && !KnowsSomebody(route_.auth)) {
      Refuse("outlive_token", "'outlive_token' on a route that requires no token", "take the line out");
    }
    const bool knows_droplets = !c_.policy.droplets.empty() || (c_.policy.control && c_.policy.control->registry);
    route_.route_by_target = route_.inspect == Inspect::kUdc && knows_droplets && !node_.Has("upstream");
  }

  Compilation& c_;
  const TextNode& node_;
  Route route_;
};

}  // namespace

Route CompileRoute(Compilation& c, const TextNode& node, const BodyBounds& bounds) {
  return RouteCompiler(c, node, bounds).Compile();
}

}  // namespace gatehouse::gate

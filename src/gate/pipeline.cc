// THE list: what happens to a request, in this order, and why in this order. The stages themselves are in stages_*.cc.
// Cheap checks come before expensive ones, and what needs no signature before what does. Shown by pipeline_test.cc and
// tests/.
#include "gate/pipeline.h"

#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "gate/stages.h"

namespace gatehouse::gate {
namespace {

struct Stage {
  std::string_view name;
  std::optional<Rule> rule;  // by which the policy may switch it to observe; kAlways: by none
  Decision (*run)(const Guard&, Exchange&);
  // Where this is false of the request's route, the stage would only say that all is well: it is asked only if somebody
  // wants to read what each stage says. Null: every route wants it.
  bool (*wanted)(const Policy&, const Route&) = nullptr;
};

constexpr auto kHasHosts = [](const Policy& policy, const Route&) { return policy.routes_by_host.has_hosts(); };
constexpr auto kNamesFile = [](const Policy&, const Route& route) { return route.file_name.has_value(); };
constexpr auto kLooksForAttacks = [](const Policy& policy, const Route& route) {
  return policy.looks_for_attacks && !route.ignores_suspicious_input;
};
constexpr auto kGivesTickets = [](const Policy&, const Route& route) { return route.gives_tickets; };
constexpr auto kReadsBody = [](const Policy&, const Route& route) {
  return route.inspect != Inspect::kNothing || route.schema.has_value();
};
constexpr auto kHasSchema = [](const Policy&, const Route& route) { return route.schema.has_value(); };
constexpr auto kJudgesFields = [](const Policy&, const Route& route) { return route.fields.has_value(); };
template <Inspect kWhich>
constexpr auto kInspects = [](const Policy&, const Route& route) { return route.inspect == kWhich; };

// What refuses in observe mode too, because there is nothing that could be let through.
constexpr std::nullopt_t kAlways = std::nullopt;

constexpr Stage kAdmitStages[] = {
    // What no header and no host may hold: nothing can be said of such a request.
    {"header lines", Rule::kPath, CheckLines},
    {"header values", Rule::kPath, CheckHeaderValues},
    {"host", Rule::kPath, CheckHost},
    {"target length", Rule::kPath, CheckTargetLength},
    // Every later stage believes in the path, so nothing is asked before it is known to have one reading.
    {"canonical path", Rule::kPath, FindCanonicalPath},
    // The route says which rules hold; a path that no route names gets the policy's word for unlisted ones.
    {"route", Rule::kAccess, FindRoute},
    // Who is calling, and over what: needs only the socket and the trusted proxies. A plain request tells nothing more.
    {"transport", Rule::kTransport, CheckTransport},
    // One look-up; a blocked client costs nothing further.
    {"block list", Rule::kBlockList, CheckAddressBlocked},
    // Before anything is granted to a page, also to one whose name was pointed at the gate.
    {"known host", Rule::kAccess, CheckHostKnown, kHasHosts},
    // Upgrades change what the connection is: before anything is granted on it.
    {"upgrade", Rule::kTransport, CheckUpgrade},
    // A preflight carries no credential by design, so CORS is settled before one is asked for.
    {"cors", Rule::kCors, CheckOrigin},
    {"method", Rule::kAccess, CheckMethod},
    // One look-up. Before the limits: what is refused here must not use up their places.
    {"room", Rule::kRateLimit, CheckRoom},
    // Before the credential: guessing tokens must cost the guesser its quota, and no RSA check is spent on a flood.
    {"rate limit by address", Rule::kRateLimit, TakeAddressPlaces},
    {"credential", Rule::kIdentity, CheckCredential},
    // A browser sends a session's cookie from any page: only what comes from a page of ours is done in the
    // person's name. Known only now, when it is known that the principal came with a cookie. It is about whose will the
    // request is, so that a policy which only observes `cors` does not switch it off.
    {"same origin", Rule::kIdentity, CheckSameOrigin},
    // A good token may belong to somebody who was shut out since.
    {"revocation", Rule::kIdentity, CheckRevoked},
    {"identity block", Rule::kBlockList, CheckIdentityBlocked},
    {"access rules", Rule::kAccess, CheckAccess},
    // After the access rules: who may not enter must not use up the places of the route.
    {"rate limit by identity and route", Rule::kRateLimit, TakeIdentityPlaces},
    // Asks the disk, so it comes last. What a caller may open is a question of access, not of how its path is written.
    {"file name", Rule::kAccess, CheckFileName, kNamesFile},
    // Refuses nothing: what looks like an attack is told in the event log.
    {"suspicious query", Rule::kBody, LookAtQuery, kLooksForAttacks},
    // gRPC ends with trailers, over HTTP/2, and neither goes on to a service: what came back would be a broken call.
    // It stands behind the access rules, so that only clients that may come in are told.
    {"grpc", kAlways, CheckGrpc},
    // The gate itself answers on this route: without a token there is nothing to seal, and no service behind it.
    {"ticket", kAlways, SealTicket, kGivesTickets},
    // What is announced, before the first byte is read. Where these only observe, the body goes on and is not looked
    // into.
    {"body at hand", Rule::kBody, CheckBodyAtHand, kReadsBody},
    {"body size", Rule::kBody, CheckBodySize},
    {"room for the body", Rule::kBody, CheckBodyRoom, kReadsBody},
};

// While it comes: a chunked body does not say how long it will be.
constexpr Stage kCountStages[] = {{"body size", Rule::kBody, CheckBodySize}};

// When it is there.
constexpr Stage kArrivedStages[] = {
    {"body size", Rule::kBody, CheckBodySize},
    {"room for the body", Rule::kBody, CheckBodyRoom, kReadsBody},
};

// Once more, by the route of the method that a service may read out of `_method`: only by what asks who it is.
constexpr Stage kOtherMethodStages[] = {
    {"rate limit by address", Rule::kRateLimit, TakeRoutePlaces},
    {"credential", Rule::kIdentity, CheckCredential},
    {"same origin", Rule::kIdentity, CheckSameOrigin},
    {"revocation", Rule::kIdentity, CheckRevoked},
    {"identity block", Rule::kBlockList, CheckIdentityBlocked},
    {"access rules", Rule::kAccess, CheckAccess},
    {"rate limit by identity and route", Rule::kRateLimit, TakeIdentityPlaces},
};

constexpr Stage kFormStages[] = {{"form", Rule::kAccess, CheckFormMethod}};

constexpr Stage kBodyStages[] = {
    // What the headers announce, before a byte is parsed.
    {"body headers", Rule::kBody, CheckBodyHeaders},
    // Bounds, UTF-8, depth, repeated keys: what every parser behind the gate must read alike.
    {"json", Rule::kBody, ParseBody},
    // Refuses nothing, like the one for the query; before the checks that do, since these are asked about such bodies.
    {"suspicious texts", Rule::kBody, LookAtTexts, kLooksForAttacks},
    {"udc message", Rule::kBody, CheckUdcMessage, kInspects<Inspect::kUdc>},
    // A forged source is a lie about identity, not about form: its own rule.
    {"udc source", Rule::kIdentity, CheckUdcSource, kInspects<Inspect::kUdc>},
    {"udc target", Rule::kAccess, CheckUdcTarget, kInspects<Inspect::kUdc>},
    {"schema", Rule::kBody, CheckSchema, kHasSchema},
    {"file name in the body", Rule::kAccess, CheckFileInBody, kNamesFile},
    // Of a form `_method` too, which would make another request of it.
    {"form", Rule::kAccess, CheckFormOfFields, kInspects<Inspect::kField>},
    // Judging what texts would do costs most, so it comes last.
    {"fields", Rule::kFields, CheckFields, kJudgesFields},
    // Dearer than the rest, and only worth it for a body that the service would take.
    {"prompt", Rule::kBody, CheckPrompt, kInspects<Inspect::kPrompt>},
};

bool Observed(const Guard& guard, const Exchange& exchange, std::optional<Rule> rule) {
  const Route& route = exchange.route != nullptr ? *exchange.route : guard.policy.unlisted;
  return rule && guard.policy.Observes(*rule, route);
}

// What a decision means for the stages to come: nothing, or that it is the last one.
[[gnu::noinline]] std::optional<Decision> EndsWith(const Stage& stage, size_t place, const Decision& decision,
                                                   const Guard& guard, Exchange& exchange, Trace* trace) {
  const bool observed = !decision.allowed() && Observed(guard, exchange, stage.rule);
  if (trace != nullptr) trace->push_back({stage.name, decision, observed, std::string(exchange.note)});
  if (observed && exchange.observed_count < Exchange::kMaxObserved) {
    exchange.observed[exchange.observed_count++] = {*stage.rule, decision.reason};
  } else if (!decision.allowed()) {
    exchange.refused_at = place;
    return decision;
  }
  if (exchange.cors.preflight && decision.allowed()) return kAllow;  // answered here: no later stage applies to it
  return std::nullopt;
}

// Every stage from the one at `first` on.
Decision RunFrom(std::span<const Stage> stages, size_t first, const Guard& guard, Exchange& exchange, Trace* trace) {
  for (size_t place = first; place < stages.size(); ++place) {
    exchange.note = {};
    const Decision decision = stages[place].run(guard, exchange);
    if (const auto end = EndsWith(stages[place], place, decision, guard, exchange, trace)) return *end;
  }
  return kAllow;
}

// One stage of RunWanted; true where the decision is the last one.
template <const auto& kStages, size_t kPlace>
[[gnu::always_inline]] inline bool RunOne(const Guard& guard, Exchange& exchange, Decision& last) {
  constexpr const Stage& kStage = kStages[kPlace];
  if constexpr (kStage.wanted != nullptr) {
    if (!kStage.wanted(guard.policy, *exchange.route)) return false;
  }
  exchange.note = {};
  const Decision decision = kStage.run(guard, exchange);
  if (decision.allowed() && !exchange.cors.preflight) return false;  // nearly every time
  const auto end = EndsWith(kStage, kPlace, decision, guard, exchange, nullptr);
  if (end) last = *end;
  return end.has_value();
}

// The same from the first stage on, without those that the route does not want: written out by the compiler, call by
// call, because it is on the way of every request.
template <const auto& kStages, size_t... kPlaces>
Decision RunWanted(const Guard& guard, Exchange& exchange, std::index_sequence<kPlaces...>) {
  Decision last = kAllow;
  (void)(RunOne<kStages, kPlaces>(guard, exchange, last) || ...);
  return last;
}

template <const auto& kStages>
Decision Run(const Guard& guard, Exchange& exchange, Trace* trace) {
  if (trace != nullptr) return RunFrom(kStages, 0, guard, exchange, trace);
  return RunWanted<kStages>(guard, exchange, std::make_index_sequence<std::size(kStages)>{});
}

// Where it is refused, the route stays the one that refused it.
Decision RunAsOther(const Guard& guard, Exchange& exchange, Trace* trace) {
  if (exchange.becomes == nullptr) return kAllow;
  const Route* sent = exchange.route;
  exchange.route = std::exchange(exchange.becomes, nullptr);
  const Decision decision = Run<kOtherMethodStages>(guard, exchange, trace);
  if (decision.allowed()) exchange.route = sent;
  return decision;
}

}  // namespace

Decision Admit(const Guard& guard, Exchange& exchange, Trace* trace) {
  const Decision decision = Run<kAdmitStages>(guard, exchange, trace);
  return decision.allowed() ? RunAsOther(guard, exchange, trace) : decision;
}

Decision AdmitAgain(const Guard& guard, Exchange& exchange) {
  const Decision decision = RunFrom(kAdmitStages, exchange.refused_at, guard, exchange, nullptr);
  return decision.allowed() ? RunAsOther(guard, exchange, nullptr) : decision;
}

Decision CountBody(const Guard& guard, Exchange& exchange, uint64_t bytes) {
  exchange.body_bytes = bytes;
  return exchange.body_out_of_reach ? kAllow : Run<kCountStages>(guard, exchange, nullptr);  // told already
}

Decision TakeBody(const Guard& guard, Exchange& exchange, uint64_t bytes) {
  exchange.body_bytes = bytes;
  return exchange.body_out_of_reach ? kAllow : Run<kArrivedStages>(guard, exchange, nullptr);
}

bool WantsForm(const Exchange& exchange) {
  return exchange.form && !exchange.cors.preflight && !exchange.body_out_of_reach && !WantsBody(exchange);
}

Decision InspectForm(const Guard& guard, Exchange& exchange, std::string_view body, Trace* trace) {
  exchange.body = body;
  const Decision decision = Run<kFormStages>(guard, exchange, trace);
  exchange.body = {};
  return decision.allowed() ? RunAsOther(guard, exchange, trace) : decision;
}

bool WantsBody(const Exchange& exchange) {
  return exchange.route != nullptr && !exchange.cors.preflight && !exchange.body_out_of_reach &&
         (exchange.route->inspect != Inspect::kNothing || exchange.route->schema.has_value());
}

Decision InspectBody(const Guard& guard, Exchange& exchange, std::string_view body, Trace* trace) {
  exchange.body = body;
  const Decision decision = Run<kBodyStages>(guard, exchange, trace);
  exchange.document.reset();  // it lives in the parser, which the next request uses
  return decision;
}

size_t UpstreamOf(const Policy& policy, const Exchange& exchange) {
  if (exchange.route == nullptr) return 0;
  if (exchange.route->route_by_target && exchange.udc.has_value()) {
    const auto droplet = policy.droplets.find(exchange.udc->target);
    if (droplet != policy.droplets.end()) return droplet->second;
  }
  return exchange.route->upstream.value_or(0);
}

}  // namespace gatehouse::gate

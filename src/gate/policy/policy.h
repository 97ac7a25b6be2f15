// The policy as it means: compiled, immutable, ready to be asked by every request. yaml/text_node.h is the policy as
// typed; Compile() turns one into the other and says everything that is wrong at once. doc/policy.md has every key.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ip.h"
#include "base/json.h"
#include "gate/admit/client_address.h"
#include "gate/admit/cors.h"
#include "gate/admit/limit.h"
#include "gate/admit/path_reading.h"
#include "gate/identify/assertion.h"
#include "gate/identify/identify.h"
#include "gate/identify/requirement.h"
#include "gate/inspect/field/field.h"
#include "gate/inspect/prompt/route_rule.h"
#include "gate/inspect/schema.h"
#include "gate/policy/control_settings.h"
#include "gate/policy/route_table.h"
#include "gate/respond/json_escaper.h"
#include "gate/respond/security_headers.h"

namespace gatehouse::gate {

enum class Environment : uint8_t { kDevelopment, kStaging, kProduction };
enum class Mode : uint8_t { kEnforce, kObserve };
// kEither: the token where the request has an Authorization header, else the session.
enum class Auth : uint8_t { kNone, kToken, kSession, kEither, kDeny };
[[nodiscard]] constexpr bool KnowsSomebody(Auth auth) {
  return auth == Auth::kToken || auth == Auth::kSession || auth == Auth::kEither;
}
[[nodiscard]] constexpr bool TakesSessions(Auth auth) { return auth == Auth::kSession || auth == Auth::kEither; }
enum class Inspect : uint8_t { kNothing, kJson, kUdc, kField, kPrompt };

// The rules that can be switched to observe one by one: `observe: [rate_limit, cors]`, on the gate or on a route.
enum class Rule : uint8_t { kPath, kTransport, kBlockList, kCors, kRateLimit, kIdentity, kAccess, kBody, kFields };
inline constexpr size_t kRuleCount = 9;
[[nodiscard]] std::string_view Name(
    Rule rule);  // "path" "transport" "block_list" "cors" "rate_limit" "identity" "access" "body" "fields"

// A group of servers that one name stands for; nginx balances over them.
struct Upstream {
  std::string name;  // "default", a name of `upstreams`, or "droplet_14"
  struct Server {
    std::string host;  // name or address, without brackets
    uint16_t port = 0;
    bool tls = false;
    std::string unix_path;  // instead of host and port
  };
  std::vector<Server> servers;
};

struct BodyBounds {
  static constexpr size_t kUnlimited = SIZE_MAX;
  size_t max_bytes = 1'048'576;
  bool buffered = true;                   // read whole before the service sees it; else it goes on as it comes
  json::Limits json{.fold_names = true};  // its max_bytes equals max_bytes
};

// How long a service is waited for.
struct Timeouts {
  std::chrono::seconds connect{5};
  std::chrono::seconds first_byte{600};    // from the last byte of the request to the first of the answer
  std::chrono::seconds idle{300};          // between two words of an answer, or of a request that is sent on
  std::chrono::seconds stream_idle{3600};  // the same of upgraded connections and event streams
};

// What a reload leaves of the workers before it: those that have requests under way.
struct ReloadSettings {
  std::chrono::seconds grace{3600};  // the longest that they live
  int overlap = 8;                   // of so many reloads; beyond them the oldest workers are ended
};

// Row B8 on a route: the query argument, path parameter or field of the body that names a file, and the folder that it
// must stay in.
struct FileNameRule {
  enum class Place : uint8_t { kQuery, kPathParameter, kBody } place = Place::kQuery;
  std::string name;  // of kBody: a JSON pointer, which begins with '/', or the name of a form's field
  std::string base = "/var/droplet/data";
};

// Row A12 on a route: what the fields of a request (arguments of the query, fields of a form, strings of JSON) must not
// hold.
struct FieldRules {
  uint8_t families = field::kAllFamilies;  // bit per field::Family
  field::Mode mode = field::Mode::kBalanced;
  std::vector<std::string> except;  // names of fields that are not judged
};

// Rows C9 A12 on a route: what is done to the answers of its service.
struct AnswerRules {
  bool redact = false;                // secrets are taken out
  std::vector<std::string> canaries;  // texts that never leave
  std::vector<StringPlace> escape;    // strings of JSON that are escaped for HTML
};

// Which of the gate's security headers a service may set itself on a route (row B13).
struct ServiceHeader {
  enum class Wins : uint8_t { kService, kStricter };
  size_t which = 0;  // index into Policy::security_headers
  Wins wins = Wins::kService;
};

struct Route {
  std::string label;                 // "POST /message": for logs, limits and explain; unique
  std::string pattern;               // the path as the policy wrote it
  std::vector<std::string> methods;  // empty: any
  std::string allow;                 // the methods as an Allow header
  Auth auth = Auth::kToken;
  Requirement require;
  bool same_origin = false;   // unsafe methods need an Origin of ours, also where no session is asked for
  std::vector<Limit> limits;  // narrowest scope first
  Inspect inspect = Inspect::kNothing;
  std::optional<Schema> schema;
  std::optional<AnswerRules> answers;
  std::optional<FieldRules> fields;  // how the fields of a request are judged
  prompt::RouteRule prompt_rule;     // with inspect: prompt
  std::optional<FileNameRule> file_name;
  BodyBounds body;
  PathReading path_reading = PathReading::kStrict;
  bool ignores_suspicious_input = false;  // scripts and long texts are what this route is for
  bool stream = false;                    // answers go on as they come, whatever their type
  std::vector<ServiceHeader> service_headers;
  bool websocket = false;      // Upgrade: websocket is passed on
  bool outlive_token = false;  // streams go on after the end of their token; revocation ends them all the same
  Timeouts timeouts;
  bool any_transport = false;      // plain HTTP in production too: for what asks for no credential
  bool token_in_protocol = false;  // a token may stand in Sec-WebSocket-Protocol, where a browser can put it
  bool token_in_ticket = false;    // a ticket for a token may stand in the query (identify/ticket.h)
  bool gives_tickets = false;      // the gate answers here itself, with a ticket for the token
  std::optional<size_t> upstream;  // index into Policy::upstreams; empty: by the UDC target, or the default
  bool route_by_target = false;    // inspect: udc with `droplets` or a registry: the target's upstream
  uint16_t observed = 0;           // bit per Rule
};

// A file with an issuer's public keys, PEM or JWKS.
struct KeySource {
  std::string path;      // absolute
  std::string place;     // where the policy names it, for errors
  bool managed = false;  // the control daemon writes it: until it has, the issuer has no keys and no token is good
  std::string url;       // of a managed file: where the daemon fetches it; empty for the daemon's own keys

  friend bool operator==(const KeySource&, const KeySource&) = default;
};

// A secret by reference. The gate has it once `gatehouse up` or `reload` has resolved it and left it in `file`.
struct SecretReference {
  std::string reference;  // "ref+vault://…"
  std::string file;       // absolute, in memory
  std::string place;      // where the policy names it
  bool handed_over = false;
};

struct TlsSettings {
  bool enabled = true;
  std::string certificate;  // file; empty with key: a development certificate is made
  std::string key;
  std::string min_version = "TLSv1.2";
};

struct ListenAddress {
  std::string host;  // address without brackets, or "*"
  uint16_t port = 0;
};

struct Policy {
  std::string profile;  // "droplet", "promptcraft", or "" for none
  Environment environment = Environment::kDevelopment;
  std::vector<ListenAddress> listen;
  TlsSettings tls;
  std::string run_dir;                  // absolute
  std::string event_file;               // absolute
  uint64_t event_bytes = 64 << 20;      // of one file, before the next one begins
  uint64_t event_min_free = 256 << 20;  // of the volume, below which only high and critical events are written
  // One in so many requests that were let through is written down, as an event that stands for as many; 0: none.
  uint64_t access_sample = 0;
  bool looks_for_attacks = false;  // suspicious input is told: the control daemon watches the log
  int workers = 0;                 // 0: one per core
  int address_share = 25;          // of a worker's connections, that one address may hold, in percent
  std::string user;                // the workers' user when root starts the gate; empty: the user who starts it
  ReloadSettings reload;
  Mode mode = Mode::kEnforce;
  uint16_t observed = 0;  // bit per Rule, for every route

  ProxyRules proxies;
  CorsRules cors;
  std::vector<Limit> limits;  // for every request, by address, before anything expensive
  int ipv6_bits = 64;         // what counts as one IPv6 client
  std::vector<HeaderValue> security_headers;
  std::vector<std::string> kept_headers;  // names of requests' headers that go on although they tell who is asking
  bool mask_errors = true;
  bool crs = false;                       // ModSecurity with OWASP's rules stands in the same nginx
  size_t answer_header_bytes = 64 << 10;  // status line and headers of one answer of a service
  // Of request bodies that one worker holds at once to look into them. A single one is always taken.
  uint64_t inspected_bytes = 256 << 20;

  std::vector<jose::TokenRules> issuers;  // parallel to key_sources
  std::vector<std::vector<KeySource>> key_sources;
  std::optional<AssertionRules> assertion;
  std::vector<SecretReference> references;  // of `assertion.key` and `tls.key`

  std::optional<ControlSettings> control;  // the daemon beside the gate; empty: there is none

  std::vector<Upstream> upstreams;  // [0] is the default; one is called "control" where there is a daemon
  std::map<int, size_t> droplets;   // UDC target id → upstream
  std::vector<Route> routes;
  RouteTable route_table;  // path → index into routes
  Route unlisted;          // what holds where no route matches: a token, or kDeny
  // What holds for a target that has no one reading, where `observe` lets it come that far: nobody can say which route
  // the service will take it for, so it must be good enough for all of them. kDeny, unless all ask for the same.
  Route unreadable;
  std::chrono::seconds stream_recheck{1};  // how often open streams are judged again
  bool fold_paths = false;                 // paths are matched without regard to case
  std::string forward_auth_path = "/_gatehouse/auth";
  std::string assertion_jwks_path = "/.well-known/gatehouse-assertion-jwks.json";
  std::string health_path = "/_gatehouse/health";  // and /live, /ready below it

  [[nodiscard]] bool TakesTickets() const { return std::ranges::any_of(routes, &Route::token_in_ticket); }
  // Whether a route's prompts are to be judged: then somebody must have made a prompt::Judge.
  [[nodiscard]] bool JudgesPrompts() const {
    return std::ranges::any_of(routes, [](const Route& route) { return route.inspect == Inspect::kPrompt; });
  }
  // What the server as a whole must take: the largest body that any route allows.
  [[nodiscard]] size_t LargestBody() const {
    size_t largest = unlisted.body.max_bytes;
    for (const Route& route : routes) largest = std::max(largest, route.body.max_bytes);
    return largest;
  }
  [[nodiscard]] bool Observes(Rule rule, const Route& route) const {
    return mode == Mode::kObserve || (((observed | route.observed) >> static_cast<unsigned>(rule)) & 1U) != 0;
  }
};

// How the compiler gets at files: policy_file::ReadFile in programs, a map in tests.
using FileReader = std::function<base::Result<std::string>(const std::string& path)>;

// `origin` names the text in errors ("gatehouse.yaml"); relative paths in the policy are relative to `folder`.
// All errors at once, in the order of the text; where = "origin:line:column".
[[nodiscard]] std::expected<Policy, std::vector<base::Error>> CompilePolicy(std::string_view yaml,
                                                                            const std::string& origin,
                                                                            const std::string& folder,
                                                                            const FileReader& read_file);

// Reads the policy's key files; missing or unreadable is "Registry public key not found: PATH" (row B3).
// `generation` is derived from the rules and keys themselves, so that equal ones keep cached tokens over a reload.
[[nodiscard]] std::expected<TrustedIssuers, std::vector<base::Error>> LoadIssuers(const Policy& policy,
                                                                                  const FileReader& read_file);

// Both at once, so that what is wrong with the keys is told together with what is wrong with the text. Who serves
// requests needs every secret: a reference that was not handed over is an error. Who only looks at the policy takes it
// as it is. Programs have the text in a file: policy_file/load.h.
struct LoadedPolicy {
  Policy policy;
  TrustedIssuers issuers;
};
enum class References : uint8_t { kHandedOver, kAsWritten };
[[nodiscard]] std::expected<LoadedPolicy, std::vector<base::Error>> CompileWithKeys(std::string_view yaml,
                                                                                    const std::string& origin,
                                                                                    const std::string& folder,
                                                                                    const FileReader& read_file,
                                                                                    References references);

}  // namespace gatehouse::gate

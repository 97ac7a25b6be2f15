// The compiled policy: immutable, read by every request. yaml/text_node.h holds the policy as
// typed; CompilePolicy() compiles it and reports all faults at once. doc/policy.md has every key.
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
#include "gate/policy/routes_by_host.h"
#include "gate/respond/json_escaper.h"
#include "gate/respond/security_headers.h"

namespace gatehouse::gate {

enum class Environment : uint8_t { kDevelopment, kStaging, kProduction };
enum class Mode : uint8_t { kEnforce, kObserve };
// kEither: the token if the request has an Authorization header, else the session.
enum class Auth : uint8_t { kNone, kToken, kSession, kEither, kDeny };
[[nodiscard]] constexpr bool KnowsSomebody(Auth auth) {
  return auth == Auth::kToken || auth == Auth::kSession || auth == Auth::kEither;
}
[[nodiscard]] constexpr bool TakesSessions(Auth auth) { return auth == Auth::kSession || auth == Auth::kEither; }
enum class Inspect : uint8_t { kNothing, kJson, kUdc, kField, kPrompt };

// The rules that can be set to observe one by one: `observe: [rate_limit, cors]`, for the gate or for a route.
enum class Rule : uint8_t { kPath, kTransport, kBlockList, kCors, kRateLimit, kIdentity, kAccess, kBody, kFields };
inline constexpr size_t kRuleCount = 9;
[[nodiscard]] std::string_view Name(
    Rule rule);  // "path" "transport" "block_list" "cors" "rate_limit" "identity" "access" "body" "fields"

// A named group of servers; nginx balances requests over them.
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
  bool buffered = true;                   // read whole before it is sent to the service; false: forwarded as it arrives
  json::Limits json{.fold_names = true};  // its max_bytes equals max_bytes; names are folded where they decide
};

// How long the gate waits for a service.
struct Timeouts {
  std::chrono::seconds connect{5};
  std::chrono::seconds first_byte{600};    // from the last byte of the request to the first of the answer
  std::chrono::seconds idle{300};          // between two pieces of an answer, or of a request that is being forwarded
  std::chrono::seconds stream_idle{3600};  // the same for upgraded connections and event streams
};

// How long a reload lets old workers live that still have requests.
struct ReloadSettings {
  std::chrono::seconds grace{3600};  // the longest time that they live
  int overlap = 8;                   // workers of at most this many reloads; the oldest ones beyond are ended
};

// Row B8 on a route: the query argument, path parameter or body field that names a file, and the folder that the file
// must be in.
struct FileNameRule {
  enum class Place : uint8_t { kQuery, kPathParameter, kBody } place = Place::kQuery;
  std::string name;  // for kBody: a JSON pointer, which begins with '/', or the name of a form field
  std::string base = "/var/droplet/data";
};

// Row A12 on a route: attacks that the fields of a request (arguments of the query, fields of a form, strings of JSON)
// must not contain.
struct FieldRules {
  uint8_t families = field::kAllFamilies;  // one bit per field::Family
  field::Mode mode = field::Mode::kBalanced;
  std::vector<std::string> except;  // names of fields that are not judged
};

// Rows C9 A12 on a route: how the answers of its service are changed.
struct AnswerRules {
  bool redact = false;                // secrets are removed
  std::vector<std::string> canaries;  // texts that must never be sent
  std::vector<StringPlace> escape;    // JSON strings that are escaped for HTML
};

// Which of the gate's security headers a service may set itself on a route (row B13).
struct ServiceHeader {
  enum class Wins : uint8_t { kService, kStricter };
  size_t which = 0;  // index into Policy::security_headers
  Wins wins = Wins::kService;
};

struct Route {
  std::string label;               // "POST /message", "POST api.example/message": for logs, limits and explain; unique
  std::vector<std::string> hosts;  // "api.example", "*.example"; empty: all
  std::string pattern;             // the path as the policy wrote it
  std::vector<std::string> methods;  // empty: any
  std::string allow;                 // the methods as the value of an Allow header
  Auth auth = Auth::kToken;
  Requirement require;
  bool same_origin = false;   // unsafe methods need an Origin of this site, even without a session
  std::vector<Limit> limits;  // the narrowest scope first
  Inspect inspect = Inspect::kNothing;
  std::optional<Schema> schema;
  std::optional<AnswerRules> answers;
  std::optional<FieldRules> fields;  // how the fields of a request are judged
  prompt::RouteRule prompt_rule;     // with inspect: prompt
  std::optional<FileNameRule> file_name;
  BodyBounds body;
  PathReading path_reading = PathReading::kStrict;
  bool ignores_suspicious_input = false;  // scripts and long texts are normal on this route
  bool stream = false;                    // answers are forwarded as they arrive, whatever their type
  std::vector<ServiceHeader> service_headers;
  bool websocket = false;      // Upgrade: websocket is forwarded
  bool outlive_token = false;  // streams continue after their token expires; a revocation still ends them
  Timeouts timeouts;
  bool any_transport = false;      // plain HTTP is allowed in production too: only on routes without a credential
  bool token_in_protocol = false;  // a token may be in Sec-WebSocket-Protocol, which a browser can set
  bool token_in_ticket = false;    // a ticket for a token may be in the query (identify/ticket.h)
  bool gives_tickets = false;      // the gate itself answers with a ticket for the token
  std::optional<size_t> upstream;  // index into Policy::upstreams; empty: by the UDC target, or the default
  bool route_by_target = false;    // inspect: udc with `droplets` or a registry: the target's upstream
  uint16_t observed = 0;           // one bit per Rule
};

// A file with an issuer's public keys, PEM or JWKS.
struct KeySource {
  std::string path;      // absolute
  std::string place;     // where the policy names it, for errors
  bool managed = false;  // written by the control daemon: until then the issuer has no keys and its tokens are refused
  std::string url;       // of a managed file: the URL that the daemon fetches; empty for the daemon's own keys

  friend bool operator==(const KeySource&, const KeySource&) = default;
};

// A secret by reference. `gatehouse up` or `reload` resolves it and writes it to `file` for the gate.
struct SecretReference {
  std::string reference;  // "ref+vault://…"
  std::string file;       // absolute, in a memory file system
  std::string place;      // the place in the policy, for errors
  bool handed_over = false;
};

struct CertificateFiles {
  std::string certificate;  // PEM
  std::string key;
};

// A further certificate, for clients that ask for one of these hosts in the TLS handshake (SNI, RFC 6066).
struct HostCertificate {
  CertificateFiles files;
  std::vector<std::string> hosts;  // of its subjectAltName, without those of certificates before it
};

struct TlsSettings {
  bool enabled = true;
  CertificateFiles own;  // for all other clients; if it is empty, a development certificate is made
  std::vector<HostCertificate> certificates;
  std::string min_version = "TLSv1.2";
};

struct ListenAddress {
  std::string host;  // address without brackets, or "*"
  uint16_t port = 0;
  bool proxy_protocol = false;    // connections begin with a header of the PROXY protocol
  bool asks_certificate = false;  // the TLS handshake asks the client for a certificate
};

// The certificates of clients, to which tokens may be bound (RFC 8705).
struct ClientCertificates {
  std::string authorities;  // PEM file: only certificates that these CAs issued are accepted; empty: any
  std::string header;       // in which the trusted proxies report the client's certificate; empty: none is believed
};

struct Policy {
  uint64_t text_hash = 0;  // of the policy as typed
  std::string profile;     // "droplet", "promptcraft", or "" for none
  Environment environment = Environment::kDevelopment;
  std::vector<ListenAddress> listen;
  TlsSettings tls;
  std::string run_dir;                  // absolute
  std::string event_file;               // absolute
  uint64_t event_bytes = 64 << 20;      // of one file, before a new one is started
  uint64_t event_min_free = 256 << 20;  // free space of the volume; below it only high and critical events are written
  // One in this many admitted requests is logged, as an event that stands for all of them; 0: none.
  uint64_t access_sample = 0;
  bool looks_for_attacks = false;  // suspicious input is reported, because the control daemon watches the log
  int workers = 0;                 // 0: one per core
  int address_share = 25;          // percentage of a worker's connections that one address may hold
  std::string user;                // the workers' user if root starts the gate; empty: the user who starts it
  ReloadSettings reload;
  Mode mode = Mode::kEnforce;
  uint16_t observed = 0;  // one bit per Rule, for every route

  ProxyRules proxies;
  ClientCertificates client_certificates;
  CorsRules cors;
  std::vector<Limit> limits;  // for every request, by address, before any expensive check
  int ipv6_bits = 64;         // prefix length that counts as one IPv6 client
  std::vector<HeaderValue> security_headers;
  std::vector<std::string> kept_headers;  // request headers that are forwarded although they identify the client
  bool mask_errors = true;
  bool crs = false;                       // ModSecurity with the OWASP rules runs in the same nginx
  size_t answer_header_bytes = 64 << 10;  // status line and headers of one answer of a service
  // Bytes of request bodies that one worker may hold at once for inspection. A single body is always accepted.
  uint64_t inspected_bytes = 256 << 20;

  std::vector<jose::TokenRules> issuers;  // parallel to key_sources
  std::vector<std::vector<KeySource>> key_sources;
  std::optional<AssertionRules> assertion;
  std::vector<SecretReference> references;  // of `assertion.key`, `tls.key` and the like

  std::optional<ControlSettings> control;  // the daemon beside the gate; empty: none

  std::string upstream_ca_file;     // absolute; empty: the system's CA certificates
  std::vector<Upstream> upstreams;  // [0] is the default; one is called "control" if there is a daemon
  std::map<int, size_t> droplets;   // UDC target id → upstream
  std::vector<Route> routes;
  RoutesByHost routes_by_host;  // host and path → index into routes
  Route unlisted;               // applies if no route matches: a token, or kDeny
  // For a target without a unique reading, if `observe` lets it pass so far: it is unknown which route the service
  // will choose, so the rules must satisfy all routes. kDeny, unless all routes require the same.
  Route unreadable;
  std::chrono::seconds stream_recheck{1};  // how often open streams are checked again
  bool fold_paths = false;                 // paths are matched ignoring case
  std::string forward_auth_path = "/_gatehouse/auth";
  std::string assertion_jwks_path = "/.well-known/gatehouse-assertion-jwks.json";
  std::string health_path = "/_gatehouse/health";  // and /live, /ready below it

  [[nodiscard]] bool AsksForCertificates() const {
    return std::ranges::any_of(listen, &ListenAddress::asks_certificate);
  }
  [[nodiscard]] bool TakesTickets() const { return std::ranges::any_of(routes, &Route::token_in_ticket); }
  // Whether any route judges prompts: then a prompt::Judge must exist.
  [[nodiscard]] bool JudgesPrompts() const {
    return std::ranges::any_of(routes, [](const Route& route) { return route.inspect == Inspect::kPrompt; });
  }
  // The largest body that any route allows, which the server must accept.
  [[nodiscard]] size_t LargestBody() const {
    size_t largest = unlisted.body.max_bytes;
    for (const Route& route : routes) largest = std::max(largest, route.body.max_bytes);
    return largest;
  }
  [[nodiscard]] bool Observes(Rule rule, const Route& route) const {
    return mode == Mode::kObserve || (((observed | route.observed) >> static_cast<unsigned>(rule)) & 1U) != 0;
  }
};

// How the compiler reads files: policy_file::ReadFile in programs, a map in tests.
using FileReader = std::function<base::Result<std::string>(const std::string& path)>;

// Says why no request with this method can reach a route; empty if one can.
[[nodiscard]] std::optional<base::Error> MethodFault(std::string_view method);

// `origin` names the text in errors ("gatehouse.yaml"); relative paths are relative to `folder`.
// Returns all errors at once, in the order of the text; where = "origin:line:column".
[[nodiscard]] std::expected<Policy, std::vector<base::Error>> CompilePolicy(std::string_view yaml,
                                                                            const std::string& origin,
                                                                            const std::string& folder,
                                                                            const FileReader& read_file);

// Reads the policy's key files; a missing or unreadable one is "Registry public key not found: PATH" (row B3).
// `generation` is derived from the rules and keys, so that cached tokens stay valid over a reload that changes neither.
[[nodiscard]] std::expected<TrustedIssuers, std::vector<base::Error>> LoadIssuers(const Policy& policy,
                                                                                  const FileReader& read_file);

// Both at once, so that faults of the keys are reported together with faults of the text. To serve
// requests, every secret is needed: a reference that was not handed over is an error. To only examine the policy, it is
// not. For programs, which have the text in a file: policy_file/load.h.
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

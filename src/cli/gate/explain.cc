// gatehouse explain: what the gate would decide about a request, stage by stage, without sending it. Uses the same
// pipeline as nginx and the running gate's state, if there is one; it takes no place in a limit.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/gate/empty_ledger.h"
#include "cli/gate/policy_file.h"
#include "cli/inspect/prompt_signals.h"
#include "gate/directory/directory.h"
#include "gate/directory/host_port.h"
#include "gate/identify/session.h"
#include "gate/pipeline.h"
#include "gate/request/peer_certificate.h"
#include "gate/respond/header_passage.h"
#include "gate/respond/login_redirect.h"
#include "gate/trace_text.h"
#include "patterns/cache.h"
#include "state/mapped_ledger.h"
#include "state/region.h"
#include "system/folder_access.h"
#include "system/run_folder.h"

namespace gatehouse::cli {
namespace {

struct ExplainOptions {
  std::string policy = kDefaultPolicy;
  std::string method;
  std::string target;
  std::vector<HeaderArgument> headers;
  std::string token_file;
  std::string session_file;
  std::string certificate_file;
  std::string data;
  bool has_data = false;
  base::IpAddress client = base::IpAddress::V4({127, 0, 0, 1});
  std::optional<bool> tls;
  std::optional<base::Wall> now;
  Format format = Format::kText;
};

struct Verdict {
  gate::Decision decision;
  gate::Trace trace;
  std::optional<std::string> redirect;  // a person's browser is redirected to this URL instead of being refused
};

bool Has(const std::vector<HeaderArgument>& headers, std::string_view name) {
  return std::ranges::any_of(headers,
                             [&](const HeaderArgument& header) { return base::EqualIgnoringCase(header.name, name); });
}

// The headers as a client would send them. An empty value removes the header, as in curl.
base::Result<std::vector<HeaderArgument>> WireHeaders(const ExplainOptions& options) {
  std::vector<HeaderArgument> headers = options.headers;
  // As in HTTP, the host of a whole URL counts, not that of the header.
  const std::string in_target(gate::AuthorityOfTarget(options.target));
  if (!in_target.empty()) {
    std::erase_if(headers, [](const auto& header) { return base::EqualIgnoringCase(header.name, "Host"); });
  }
  if (!Has(headers, "Host")) headers.push_back({"Host", in_target.empty() ? "localhost" : in_target});
  if (!options.token_file.empty()) {
    auto token = ReadToken(options.token_file);
    if (!token) return std::unexpected(token.error());
    headers.push_back({"Authorization", (Has(headers, "DPoP") ? "DPoP " : "Bearer ") + *token});
  } else if (Has(headers, "Authorization")) {
    Warn(
        "a token in an argument can be read by others on this machine; --token FILE (or - for stdin) keeps it to "
        "yourself");
  }
  if (!options.session_file.empty()) {
    auto session = ReadToken(options.session_file);
    if (!session) return std::unexpected(session.error());
    headers.push_back({"Cookie", fmt::format("{}={}", jose::kSessionCookie, *session)});
  }
  if (options.has_data && !Has(headers, "Content-Type")) {
    Say("Content-Type: application/json is assumed; -H 'Content-Type:' leaves it out.");
    headers.push_back({"Content-Type", "application/json"});
  }
  std::erase_if(headers, [](const HeaderArgument& header) { return header.value.empty(); });
  return headers;
}

// The certificate that the client would present in the TLS handshake.
class CertificateInFile final : public gate::PeerCertificate {
 public:
  static base::Result<std::optional<CertificateInFile>> Open(const std::string& path) {
    if (path.empty()) return std::nullopt;
    const auto pem = base::ReadFile(path);
    if (!pem) return std::unexpected(pem.error());
    CertificateInFile made(crypto::ReadCertificatePem(*pem));
    if (!made.presented_) return base::Fail(made.presented_.error().what, path, "name a PEM file with one certificate");
    return made;
  }
  [[nodiscard]] const base::Result<crypto::ClientCertificate>* Read() const override { return &presented_; }

 private:
  explicit CertificateInFile(base::Result<crypto::ClientCertificate> presented) : presented_(std::move(presented)) {}
  base::Result<crypto::ClientCertificate> presented_;
};

// The authority without its port: "localhost:8443", "[::1]:8443".
std::string_view HostOf(const std::vector<HeaderArgument>& headers) {
  const auto host =
      std::ranges::find_if(headers, [](const auto& header) { return base::EqualIgnoringCase(header.name, "Host"); });
  if (host == headers.end()) return {};
  const std::string_view authority = host->value;
  const size_t colon = authority.rfind(':');
  const bool port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  return port ? authority.substr(0, colon) : authority;
}

Value Stages(const gate::Trace& trace) {
  Value stages = EmptyList();
  for (const gate::StageReport& report : trace) {
    Value stage = Object({{"stage", report.stage},
                          {"verdict", gate::VerdictWord(report)},
                          {"reason", gate::Describe(report.decision.reason).name},
                          {"why", gate::WhyWords(report)}});
    if (report.decision.retry_after.count() > 0) stage.Set("retry_after", report.decision.retry_after.count());
    stages.Add(std::move(stage));
  }
  return stages;
}

// The upstream to which an allowed request goes.
struct Destination {
  std::string name;     // "default", "droplet_14"
  std::string servers;  // for display
};

std::string AddressText(const gate::Policy& policy, const gate::DirectoryEntry& droplet) {
  if (!droplet.address) return "which has no address yet: 502";
  const std::string_view refused =
      policy.control && policy.control->registry ? policy.control->registry->networks.Refusal(*droplet.address) : "";
  return "at " + droplet.address->Text() +
         (refused.empty() ? "" : fmt::format(", {} that control.registry.networks does not list: 502", refused));
}

std::optional<Destination> DestinationOf(const gate::Policy& policy, const gate::Exchange& exchange) {
  if (exchange.cors.preflight || policy.upstreams.empty()) return std::nullopt;
  if (exchange.droplet == nullptr) {
    const gate::Upstream& upstream = policy.upstreams[gate::UpstreamOf(policy, exchange)];
    return Destination{upstream.name, UpstreamText(upstream)};
  }
  const gate::DirectoryEntry& droplet = *exchange.droplet;
  return Destination{
      fmt::format("droplet_{}", droplet.id),
      fmt::format("{}://{}, {}", droplet.tls ? "https" : "http",
                  gate::Authority(droplet.host, droplet.port, droplet.tls), AddressText(policy, droplet))};
}

// The droplets that the control daemon listed; none if there is no daemon or it has never run.
base::Result<gate::Directory> ReadDroplets(const gate::Policy& policy) {
  if (!policy.control || !policy.control->registry) return gate::Directory{};
  const auto text = base::ReadFile(policy.control->DirectoryFile());
  if (!text) {
    if (system::MayLookInto(policy.run_dir)) {
      Say("No control daemon has run here yet, so no droplets of the registry are known.");
    }
    return gate::Directory{};
  }
  return gate::ReadDirectory(*text);
}

// Names of the request's headers that are not forwarded to the service.
std::vector<std::string> DroppedHeaders(const gate::Policy& policy, const gate::Exchange& exchange) {
  const gate::HeaderPassage passage(exchange.request, policy.kept_headers);
  std::vector<std::string> names;
  for (const gate::Header& header : exchange.request.headers) {
    if (!passage.Stops(header.name).empty()) names.emplace_back(header.name);
  }
  return names;
}

// The signals of the prompt with the highest score in the body, with their weights.
Value PromptSignals(const prompt::Verdict& verdict) {
  Value signals = Object({{"score", Rounded(verdict.score)}, {"signals", SignalsOf(verdict)}});
  if (verdict.place == prompt::Place::kInstructions) signals.Set("judged_as", "instructions");
  return signals;
}

Value Summary(const gate::Policy& policy, const gate::Exchange& exchange, const Verdict& verdict) {
  const gate::ReasonInfo& info = gate::Describe(verdict.decision.reason);
  const bool allow = verdict.decision.allowed();
  const bool preflight = allow && exchange.cors.preflight;
  constexpr int kNoContent = 204;
  Value summary = Object({{"allow", allow}, {"status", preflight ? kNoContent : info.status}, {"reason", info.name}});
  if (!allow) summary.Set("detail", info.sentence);
  if (verdict.redirect) summary.Set("browser_is_sent_to", *verdict.redirect);
  if (verdict.decision.retry_after.count() > 0) summary.Set("retry_after", verdict.decision.retry_after.count());
  summary.Set("route", exchange.route != nullptr ? Value(exchange.route->label) : Value());
  summary.Set("principal", exchange.principal != nullptr ? Value(exchange.principal->subject) : Value());
  const auto destination = allow ? DestinationOf(policy, exchange) : std::nullopt;
  summary.Set("upstream", destination ? Value(destination->name) : Value());
  summary.Set("headers_dropped", allow ? DroppedHeaders(policy, exchange) : std::vector<std::string>{});
  summary.Set("stages", Stages(verdict.trace));
  if (exchange.prompt_verdict) summary.Set("prompt", PromptSignals(*exchange.prompt_verdict));
  if (exchange.taken_out > 0) summary.Set("taken_out", exchange.taken_out);
  return summary;
}

Tone ToneOf(const gate::StageReport& report) {
  if (report.decision.allowed()) return Tone::kGood;
  return report.observed ? Tone::kWarn : Tone::kBad;
}

void Show(const gate::Policy& policy, const gate::Exchange& exchange, const Verdict& verdict) {
  for (const gate::StageReport& report : verdict.trace) {
    const std::string word = fmt::format("{:<8}", gate::VerdictWord(report));
    const std::string line = fmt::format("{}{:<34}{}", Paint(word, ToneOf(report), Stream::kData), report.stage,
                                         Visible(gate::WhyWords(report)));
    Print(line.substr(0, line.find_last_not_of(' ') + 1));
  }
  if (exchange.prompt_verdict) Print(Visible("prompt: " + Describe(*exchange.prompt_verdict)));
  const gate::ReasonInfo& info = gate::Describe(verdict.decision.reason);
  if (!verdict.decision.allowed()) {
    std::string line =
        fmt::format("{} {} {}: {}", Paint("refused", Tone::kBad, Stream::kData), info.status, info.name, info.sentence);
    if (verdict.decision.retry_after.count() > 0)
      line += fmt::format(" Retry after {} s.", verdict.decision.retry_after.count());
    if (verdict.redirect) line += fmt::format(" A browser is sent to {}", Visible(*verdict.redirect));
    Print(line);
    return;
  }
  std::string line = Paint("allowed", Tone::kGood, Stream::kData);
  if (exchange.principal != nullptr) line += " for " + Visible(exchange.principal->subject);
  if (exchange.cors.preflight) {
    line += ", answered by the gate itself (204)";
  } else if (const auto destination = DestinationOf(policy, exchange)) {
    line += fmt::format(", goes to {} ({})", destination->name, destination->servers);
  }
  Print(line);
  if (exchange.taken_out > 0)
    Print(fmt::format("secrets and personal data are removed from the body: {}", exchange.taken_out));
  for (const std::string& name : DroppedHeaders(policy, exchange)) {
    Print(fmt::format("without {}, which is not forwarded (request_headers_kept)", Visible(name)));
  }
}

// The whole path of a request through the gate: its head, and its body if a rule asks for it.
Verdict Judge(const gate::Guard& guard, gate::Exchange& exchange, std::string_view body) {
  Verdict verdict;
  verdict.decision = gate::Admit(guard, exchange, &verdict.trace);
  if (verdict.decision.allowed() && gate::WantsBody(exchange)) {
    verdict.decision = gate::InspectBody(guard, exchange, body, &verdict.trace);
  }
  if (verdict.decision.allowed() && gate::WantsForm(exchange) && !body.empty()) {
    verdict.decision = gate::InspectForm(guard, exchange, body, &verdict.trace);
  }
  const bool takes_sessions = exchange.route != nullptr && gate::TakesSessions(exchange.route->auth);
  verdict.redirect =
      gate::LoginRedirect(verdict.decision, exchange.request, takes_sessions, exchange.client.asked.prefix);
  return verdict;
}

base::Now TimeOf(const ExplainOptions& options) {
  base::Now now = base::ReadClocks();
  if (options.now) now.wall = *options.now;
  return now;
}

// The state could not be read: no gate has run yet, or this user may not read it.
void SayWhatIsUnknown(const gate::Policy& policy, const base::Error& error) {
  constexpr std::string_view kAssumed = "rate limits, blocks and revocations are assumed to be empty";
  const auto allowed = system::MayLookInto(policy.run_dir);
  std::error_code ignored;
  if (!allowed || std::filesystem::exists(system::RunFolder(policy.run_dir).State(), ignored)) {
    return Warn(fmt::format("{}: {}", kAssumed, Visible((allowed ? error : allowed.error()).Text())));
  }
  Say(fmt::format("No gate has run here yet: {}.", kAssumed));
}

// What limits, blocks and revocations a request would meet. Read-only: no place in a limit is taken.
class Limits {
 public:
  explicit Limits(const gate::Policy& policy)
      : region_(state::Region::OpenReadOnly(system::RunFolder(policy.run_dir).State())) {
    if (region_) {
      mapped_.emplace(*region_);
    } else {
      SayWhatIsUnknown(policy, region_.error());
    }
  }
  gate::Ledger& ledger() { return mapped_ ? static_cast<gate::Ledger&>(*mapped_) : empty_; }

 private:
  base::Result<state::Region> region_;
  std::optional<state::MappedLedger> mapped_;
  EmptyLedger empty_;
};

// Rules for prompts, if a route of the policy needs them: compiling them takes seconds the first time.
base::Result<std::optional<prompt::Judge>> PromptRules(const gate::Policy& policy) {
  if (!policy.JudgesPrompts()) return std::nullopt;
  auto made = prompt::Judge::Make(patterns::UserCacheFolder());
  if (!made) return std::unexpected(made.error());
  return std::move(*made);
}

Outcome Explain(const ExplainOptions& options) {
  if (auto fault = gate::MethodFault(options.method)) return std::unexpected(*std::move(fault));
  const auto loaded = LoadPolicyFile(options.policy);
  if (!loaded) return std::unexpected(loaded.error());
  const auto headers = WireHeaders(options);
  const auto body = ReadData(options.data);
  const auto certificate = CertificateInFile::Open(options.certificate_file);
  if (!headers) return std::unexpected(headers.error());
  if (!body) return std::unexpected(body.error());
  if (!certificate) return std::unexpected(certificate.error());
  const gate::Policy& policy = loaded->policy;
  const auto directory = ReadDroplets(policy);
  if (!directory) return std::unexpected(directory.error());
  Limits limits(policy);
  auto prompts = PromptRules(policy);
  if (!prompts) return std::unexpected(prompts.error());

  std::vector<gate::Header> views;
  for (const HeaderArgument& header : *headers) views.push_back({header.name, header.value});
  const gate::Request request{.method = options.method,
                              .target = options.target,
                              .host = HostOf(*headers),
                              .tls = options.tls.value_or(policy.tls.enabled),
                              .peer = options.client,
                              .headers = views,
                              .certificate = *certificate ? &**certificate : nullptr};
  gate::TokenCache cache(1);
  gate::TokenCache session_cache(1);
  json::Parser parser;
  const gate::Guard guard{.policy = policy,
                          .issuers = loaded->issuers,
                          .directory = *directory,
                          .ledger = limits.ledger(),
                          .cache = cache,
                          .session_cache = session_cache,
                          .parser = parser,
                          .resolve_file = &base::ResolveInside,
                          .prompts = *prompts ? &**prompts : nullptr};
  gate::Exchange exchange(request, TimeOf(options));
  if (options.has_data) exchange.body_bytes = body->size();
  const Verdict verdict = Judge(guard, exchange, *body);

  if (options.format == Format::kJson) {
    PrintJson(Summary(policy, exchange, verdict));
  } else {
    Show(policy, exchange, verdict);
  }
  return verdict.decision.allowed() ? ExitCode::kFine : ExitCode::kFindings;
}

base::Result<base::IpAddress> ParseAddress(std::string_view text) {
  if (const auto address = base::IpAddress::Parse(text)) return *address;
  return base::Fail("Not an IP address", {}, "write 192.0.2.1 or 2001:db8::1");
}

// --data: the body. Records that it was given, so that an empty body differs from none.
Option DataOption(ExplainOptions& options) {
  const auto take = [&options](std::string_view text) -> base::Result<std::string> {
    options.has_data = true;
    return std::string(text);
  };
  return Parsed("--data", options.data, take, "DATA", "The body: @FILE, - for stdin, or the text itself");
}

Option TlsOption(ExplainOptions& options) {
  return {.names = "--tls,!--no-tls",
          .help = "Over TLS or not (default: as the policy says)",
          .takes = Option::Takes::kNothing,
          .set = [&options](bool yes) { options.tls = yes; }};
}

}  // namespace

Command ExplainCommand() {
  auto options = std::make_shared<ExplainOptions>();
  return {
      .help = "Show what the gate would decide about a request, stage by stage",
      .positionals = {Required(Text("METHOD", options->method, "", "GET, POST and so on")),
                      Required(Text("TARGET", options->target, "",
                                    "The request target: /message?x=1, or a URL to name the host"))},
      .options =
          {Each("-H,--header", options->headers, ParseHeader, "'Name: value'", "A header; 'Name:' leaves one out"),
           Text("--token", options->token_file, "FILE",
                "A file with the token, - for stdin; a bound one with -H 'DPoP: PROOF'"),
           Text("--certificate", options->certificate_file, "FILE",
                "A PEM file with the client's certificate, to which the token may be bound"),
           Text("--session", options->session_file, "FILE", "A file with a session cookie's value, - for stdin"),
           DataOption(*options),
           Parsed("--client-ip", options->client, ParseAddress, "ADDRESS", "The peer's address (default: 127.0.0.1)"),
           TlsOption(*options), NowOption(options->now), PolicyOption(options->policy), FormatOption(options->format)},
      .examples = {"gatehouse explain GET /health", "gatehouse explain GET https://api.example/health",
                   "gatehouse explain POST /message --token token --data @message.json",
                   "gatehouse explain GET /process --client-ip 192.0.2.1 --format json"},
      .action = Runs(options, Explain)};
}

}  // namespace gatehouse::cli

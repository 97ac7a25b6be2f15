// Rows B1 B9 B10 B11 B13 C12: a gatehouse policy in the repository, judged for what the checklists ask: who may call,
// over what, how often, with which headers. A gate in front of a service is evidence for all of it.
#include "gate/policy/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "audit/checks/checks.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kValid{"policy-valid", Severity::kHigh, "The gate's policy is valid",
                      "gatehouse check -c FILE says what is wrong"};
constexpr Rule kAuthentication{"policy-authentication", Severity::kHigh,
                               "The gate requires a verified token on every route that is not explicitly open",
                               "take 'auth: none' away where it need not be, and 'observe' before production"};
constexpr Rule kLimits{"policy-limits", Severity::kMedium, "The gate limits the rate of requests",
                       "add 'limits' to the policy, or 'limit' to its routes"};
constexpr Rule kHttps{"policy-https", Severity::kMedium, "The gate accepts only HTTPS",
                      "set 'environment: production', and 'tls' or 'trusted_proxies'"};
constexpr Rule kPolicyCors{"policy-cors", Severity::kMedium, "The gate's CORS names its origins",
                           "name the origins in 'cors'"};
constexpr Rule kHeaders{"policy-headers", Severity::kMedium, "The gate sets the security headers",
                        "take the override away from 'headers'"};
constexpr Rule kProduction{"policy-production", Severity::kLow, "The gate enforces its policy in production",
                           "set 'environment: production' and 'mode: enforce'"};
constexpr Rule kBody{"policy-body-limits", Severity::kMedium, "The gate bounds the size of bodies",
                     "set 'body: { max_bytes: … }'"};
constexpr const Rule* kPolicyRules[] = {&kValid,      &kAuthentication, &kLimits,     &kHttps,
                                        &kPolicyCors, &kHeaders,        &kProduction, &kBody};

constexpr std::array<std::string_view, 6> kHeaderNames = {"X-Content-Type-Options",  "X-Frame-Options",
                                                          "X-XSS-Protection",        "Strict-Transport-Security",
                                                          "Content-Security-Policy", "Referrer-Policy"};

// What stands for a certificate or key that is on another machine: enough for a policy to be read.
constexpr std::string_view kFileElsewhere = "-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n";

bool IsPolicy(std::string_view path) {
  const std::string_view name = BaseName(path);
  return name == "gatehouse.yaml" || name == "gatehouse.yml";
}

// "@PORT@", "{{ port }}": somebody fills it in.
bool IsTemplate(std::string_view text) {
  if (text.contains("{{")) return true;
  const size_t at = text.find(" @");
  return at != std::string_view::npos && text.substr(at + 2, text.find('\n', at) - at - 2).contains('@');
}

// What shows how it is used is not a service of this repository.
bool IsExample(std::string_view path) {
  return path.starts_with("examples/") || path.contains("/examples/") || path.starts_with("example/") ||
         path.contains("/example/") || IsTestPath(path);
}

void Judge(const std::string& file, const gate::Policy& policy, Results& results) {
  const Place place{.file = file, .line = 1};
  const auto say = [&](const Rule& rule, bool is_good, const std::string& good, const std::string& bad) {
    if (is_good)
      results.Pass(rule, place, good);
    else
      results.Fail(rule, place, bad);
  };
  size_t open = 0;
  bool observes = policy.Observes(gate::Rule::kIdentity, policy.unlisted);
  for (const gate::Route& route : policy.routes) {
    open += route.auth == gate::Auth::kNone ? 1 : 0;
    observes = observes || policy.Observes(gate::Rule::kIdentity, route);
  }
  const bool asks = policy.unlisted.auth != gate::Auth::kNone && !observes &&
                    (!policy.issuers.empty() || policy.unlisted.auth == gate::Auth::kDeny);
  say(kAuthentication, asks,
      fmt::format("{} routes, {} of them open, every other path needs a token", policy.routes.size(), open),
      observes ? "identity is only observed, not asked for" : "paths that no route names need no token");
  const bool has_limits = !policy.limits.empty() || std::ranges::any_of(policy.routes, [](const gate::Route& route) {
    return !route.limits.empty();
  });
  say(kLimits, has_limits, fmt::format("{} limits for every request", policy.limits.size()), "has no limit");
  const bool is_production = policy.environment == gate::Environment::kProduction;
  say(kHttps, is_production && !policy.Observes(gate::Rule::kTransport, policy.unlisted), "plain HTTP is refused",
      is_production ? "plain HTTP is only observed" : "plain HTTP is taken outside of production");
  say(kProduction, is_production && policy.mode == gate::Mode::kEnforce, "production, enforced",
      "is not a policy that production enforces");
  const bool all_origins =
      std::ranges::any_of(policy.cors.origins, [](const std::string& origin) { return origin == "*"; });
  say(kPolicyCors, !all_origins, fmt::format("{} origins", policy.cors.origins.size()), "every origin may call");
  std::string missing;
  for (const std::string_view wanted : kHeaderNames) {
    const bool is_there = std::ranges::any_of(policy.security_headers,
                                              [&](const gate::HeaderValue& header) { return header.name == wanted; });
    if (!is_there) missing += fmt::format("{}{}", missing.empty() ? "" : ", ", wanted);
  }
  say(kHeaders, missing.empty(), "all six, on every answer", missing + " is not set");
  say(kBody, policy.LargestBody() != gate::BodyBounds::kUnlimited,
      fmt::format("at most {} bytes", policy.LargestBody()), "a route takes bodies of any size");
}

void CheckPolicies(const Repository& repository, Results& results) {
  for (const std::string& file : repository.files()) {
    if (!IsPolicy(file)) continue;
    const auto text = repository.Read(file);
    if (!text) {
      results.Leave(file, text.error().what);
      continue;
    }
    if (IsTemplate(*text)) {
      results.Leave(file, "is a template of a policy");
      continue;
    }
    const std::string folder(FolderOf(file));
    const std::string whole = folder.empty() ? repository.root() : repository.root() + "/" + folder;
    // Schemas are read in the repository. Certificates and keys are on the machine that runs the gate, not here.
    const gate::FileReader read = [&](const std::string& path) -> base::Result<std::string> {
      const bool is_inside = path.starts_with(repository.root() + "/");
      const std::string name = is_inside ? path.substr(repository.root().size() + 1) : std::string();
      if (is_inside && repository.Has(name)) return repository.Read(name);
      if (path.ends_with(".json")) return base::Fail("Is not in the repository", path);
      return std::string(kFileElsewhere);
    };
    const auto policy = gate::CompilePolicy(*text, file, whole, read);
    if (!policy) {
      for (const base::Error& error : policy.error()) results.Fail(kValid, {.file = file}, error.Text());
      continue;
    }
    results.Pass(kValid, {.file = file}, fmt::format("{} routes", policy->routes.size()));
    if (!IsExample(file)) Judge(file, *policy, results);
  }
}

}  // namespace

Check PolicyCheck() { return {.subject = "the gate's policy", .rules = kPolicyRules, .run = CheckPolicies}; }

}  // namespace gatehouse::audit

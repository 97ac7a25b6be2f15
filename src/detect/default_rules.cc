#include "detect/default_rules.h"

#include <utility>

#include "detect/rule_reader.h"

namespace gatehouse::detect {
namespace {

constexpr std::string_view kText =
    R"(# What the control daemon looks for in the event log, and what it does about it. doc/detection.md explains each key.
rules:
  # Failed authentications. What somebody makes good by getting in from the same address is taken back. Expired and
  # missing tokens are left out: good clients send them.
  - name: failed_authentication
    what: failed authentications
    events: [login_failed, second_factor_failed, client_refused]
    per: principal
    at_least: 5
    within: 5m
    made_good_by: [login, token_issued]
    severity: high
    quiet: 30m

  # From one address it is accounts that count: many people may share it, and each of them may mistype.
  - name: failed_accounts_of_address
    what: failed authentications
    events: [login_failed, second_factor_failed, client_refused]
    per: address
    count: accounts
    at_least: 5
    within: 5m
    made_good_by: [login, token_issued]
    severity: high
    quiet: 30m

  # Tokens that no issuer ever made.
  - name: failed_tokens
    what: forged tokens
    reasons: [token_algorithm, token_header, token_signature]
    per: address
    at_least: 5
    within: 5m
    severity: medium
    quiet: 1h

  # Tokens that somebody made, but not for here or no longer, and texts that are not tokens. The same one again is a client that is
  # stuck with it, such as a page that sends "Bearer undefined".
  - name: refused_tokens
    what: refused tokens
    reasons: [token_format, token_malformed, token_too_large, token_type, token_issuer, token_audience, token_life,
              token_claim_type, token_claim_missing, token_droplet_id, token_bound, token_unbound, token_revoked,
              certificate_missing, certificate_other, certificate_malformed,
              proof_missing, proof_malformed, proof_key, proof_signature, proof_request, proof_token, proof_replayed]
    per: address
    count: credentials
    at_least: 5
    within: 5m
    severity: medium
    quiet: 1h

  # More than anybody mistypes. Different passwords count: a program that is stuck with an old one does not guess.
  - name: password_guessing
    what: failed logins
    events: [login_failed, second_factor_failed, client_refused]
    per: address
    count: credentials
    at_least: 30
    within: 5m
    made_good_by: [login, token_issued]
    severity: high
    mode: enforce
    block_for: 1h

  - name: password_spraying
    what: failed logins
    events: [login_failed, second_factor_failed, client_refused]
    per: address
    count: accounts
    at_least: 20
    within: 5m
    made_good_by: [login, token_issued]
    severity: high
    mode: enforce
    block_for: 1h

  # Different ones: a client that sends one broken token with every request guesses nothing.
  - name: token_guessing
    what: forged tokens
    reasons: [token_malformed, token_algorithm, token_header, token_signature]
    per: address
    count: credentials
    at_least: 20
    within: 1m
    severity: high
    mode: enforce
    block_for: 1h

  - name: privilege_escalation
    what: more was asked for than is allowed
    reasons: [role_missing, scope_missing, claim_mismatch, udc_source_forged]
    per: caller
    severity: high
    quiet: 10m

  # Different paths: a page that asks again and again for the one thing that it may not have searches for nothing.
  - name: privilege_probing
    what: requests for more than is allowed
    reasons: [role_missing, scope_missing, claim_mismatch, udc_source_forged]
    per: caller
    count: paths
    at_least: 20
    within: 5m
    severity: high
    mode: enforce
    block_for: 1h

  - name: suspicious_input
    what: suspicious input
    events: [suspicious_input]
    per: caller
    severity: high
    mode: enforce
    block_for: 3600s

  # A client that goes on though it was told to wait. A burst that meets the limit is not an attack, nor is a client that waits as
  # long as Retry-After says; what was on its way when the first answer came is not counted.
  - name: rate_limit_exceeded
    what: requests in spite of a 429
    reasons: [rate_limited, too_many_at_once]
    per: caller
    despite_wait: 3s
    at_least: 200
    within: 1m
    severity: high
    mode: enforce
    block_for: 7200s

  # More than a page asks for at once, however short the wait is.
  - name: flood
    what: requests beyond a rate limit
    reasons: [rate_limited, too_many_at_once]
    per: caller
    at_least: 400
    within: 1m
    severity: high
    mode: enforce
    block_for: 7200s

  # Far above what is usual for the same account or droplet.
  - name: unusual_access
    what: requests
    events: [access]
    per: principal
    at_least: 1000
    within: 10m
    times_usual: 10
    severity: high
    quiet: 1h

  # A network is a /16 of IPv4, a /32 of IPv6.
  - name: many_networks
    what: requests
    events: [access, refused, suspicious_input]
    per: principal
    count: networks
    at_least: 5
    within: 10m
    severity: high
    quiet: 1h

  - name: probing
    what: requests that no browser sends
    reasons: [path_ambiguous, host_malformed, header_repeated, header_malformed, file_name, json_repeated_key, json_utf8]
    per: address
    at_least: 20
    within: 5m
    severity: medium
    quiet: 1h

  - name: configuration_change
    what: the configuration was changed
    events: [policy_loaded, droplet_enrolled, droplet_changed, credential_added, credential_revoked, key_activated,
             key_retired, user_added, user_changed, second_factor_changed, block_added, block_removed, revoked,
             revocation_removed]
    per: gate
    severity: info

  - name: gate_in_trouble
    what: the gate or its daemon is in trouble
    events: [events_lost, audit_broken, orders_not_in_force, control_failed, load_failed, connections_short]
    per: gate
    severity: high
    quiet: 10m
)";

}  // namespace

std::string_view DefaultRulesText() { return kText; }

// The text is the program's own, and a test reads it: what cannot be read cannot be there.
std::vector<Rule> DefaultRules() {
  auto rules = ReadRules(kText, "the built-in rules");
  return rules ? *std::move(rules) : std::vector<Rule>();
}

}  // namespace gatehouse::detect

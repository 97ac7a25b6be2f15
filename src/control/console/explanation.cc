#include "control/console/explanation.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

struct Entry {
  std::string_view prefix;  // of the reason's name; the first one that fits counts
  Explanation words;
};

constexpr Entry kEntries[] = {
    {"allowed", {"all of them", "Nothing spoke against the request.", "Nothing."}},
    {"path_ambiguous",
     {"canonical path",
      "The path can be read in two ways, so the service might open another one than the gate has checked.",
      "If a good client sends such paths, set path_reading on its route."}},
    {"host",
     {"host", "The request names no host, or one that cannot be.",
      "Look at the client, or at the proxy in front of the gate."}},
    {"header",
     {"header values", "A header is malformed, or stands more than once.",
      "Look at the client: proxies and services read such requests differently."}},
    {"upgrade", {"upgrade", "The route takes no WebSocket.", "Write websocket: true on the route if it is meant to."}},
    {"route",
     {"access rules", "No route of the policy lets this path in.",
      "Write a route for it, if it is meant to be reached."}},
    {"method", {"method", "The route takes other methods.", "Add the method to the route, if the service takes it."}},
    {"https",
     {"transport", "The request came over plain HTTP.", "Use https. Behind a proxy, list it in trusted_proxies."}},
    {"address_blocked",
     {"block list", "The address is blocked.",
      "See the list of blocks for the reason and the end; lift it if it hits the wrong one."}},
    {"identity_blocked",
     {"identity block", "The identity is blocked.",
      "See the list of blocks for the reason and the end; lift it if it hits the wrong one."}},
    {"cors",
     {"cors", "A page of another site asked, and the policy does not list that site, method or header.",
      "Add it to cors if that page is yours."}},
    {"rate",
     {"rate limit", "The client has used up the places of a limit.",
      "If a good client needs more, raise the limit of the route."}},
    {"too_many_at_once",
     {"room", "The client has its share of the connections.",
      "If many people share one address, raise address_share."}},
    {"token_missing",
     {"credential", "The request has no token.", "The client has to send one: Authorization: Bearer."}},
    {"token_expired",
     {"credential", "The token is past its end.",
      "The client has to get a new one. Many in a row are a client that does not."}},
    {"token_revoked",
     {"revocation", "The token, its subject or its key was revoked.",
      "See gatehouse revoke list. Many in a row are a token in the wrong hands."}},
    {"token_key_unknown",
     {"credential", "No issuer of the policy has the key that signed the token.",
      "Check the issuer's keys: gatehouse check shows them."}},
    {"token_signature",
     {"credential", "The token was not signed by the key that it names.",
      "A forged or damaged token. Somebody may be guessing."}},
    {"token_algorithm",
     {"credential", "The token names an algorithm that the policy does not allow.",
      "Often an attack. If the issuer uses it, add it to algorithms."}},
    {"token_",
     {"credential", "The token is not one that the policy believes.",
      "Compare its claims with tokens in the policy: gatehouse token inspect shows them."}},
    {"ticket",
     {"credential", "The ticket is unknown, used or over.", "A page has to ask for a new one for each connection."}},
    {"session_missing", {"credential", "Nobody is logged in.", "The person has to log in."}},
    {"origin",
     {"same origin", "A browser sent the request from a page that is not ours.",
      "Often an attack (CSRF). If the page is yours, serve it from this host."}},
    {"role",
     {"access rules", "The identity lacks the role that the route asks for.",
      "Give it the role, or look at why it tries: many in a row are a search for more rights."}},
    {"scope",
     {"access rules", "The token lacks the scope that the route asks for.",
      "The client has to ask its issuer for it."}},
    {"claim",
     {"access rules", "A claim of the token has another value than the route asks for.",
      "Compare it with require in the policy."}},
    {"second_factor",
     {"access rules", "The route asks for a second factor, and this login had none.",
      "The person has to set one up and log in again."}},
    {"bod",
     {"body", "The body is too large, of another type, or more than the gate can look into now.",
      "Compare it with body on the route."}},
    {"json",
     {"json", "The body is not JSON that every parser reads alike.",
      "Look at the client: repeated keys and broken UTF-8 are how checks are passed by."}},
    {"schema",
     {"schema", "The body does not match the route's schema.", "Compare the two; gatehouse explain shows the place."}},
    {"udc_source_forged",
     {"udc source", "The message names another sender than its token.", "An attack, or a droplet with the wrong id."}},
    {"udc_target",
     {"udc target", "The message is for a droplet that is not there or is suspended.", "See gatehouse registry list."}},
    {"udc",
     {"udc message", "The message does not have the form of a UDC message.", "Compare it with gatehouse inspect udc."}},
    {"file_name",
     {"file name", "The name leads out of the folder that the route serves.", "Often an attack (path traversal)."}},
    {"proxy", {"nginx", "nginx itself could not process the request.", "See nginx's error log in the run directory."}},
    {"grpc", {"nginx", "gRPC does not pass this gate.", "Use gRPC-Web or JSON."}},
    {"upstream",
     {"the service", "The service answered with an error, which the client was not shown.",
      "The event's details have the service's own words."}},
    {"not_ready",
     {"credential", "The gate has no keys of the issuer yet.",
      "Wait for the control daemon, or look at gatehouse status."}},
    {"internal",
     {"the gate", "Something went wrong in the gate, which then lets nothing pass.",
      "See nginx's error log, and tell us."}},
};

}  // namespace

Explanation Explain(gate::Reason reason) {
  const std::string_view name = gate::Describe(reason).name;
  const auto* const entry =
      std::ranges::find_if(kEntries, [name](const Entry& one) { return name.starts_with(one.prefix); });
  return entry == std::end(kEntries) ? Explanation{} : entry->words;
}

}  // namespace gatehouse::console

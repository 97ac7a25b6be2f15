// Routes, limits, bodies and what holds where no route matches.
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::vector<std::string> LimitTexts(const std::vector<Limit>& limits) {
  std::vector<std::string> texts;
  for (const Limit& limit : limits) texts.push_back(limit.Text());
  return texts;
}

TEST(PolicyRoutes, B1_WhatIsNotListedNeedsAToken) {
  const Policy policy = Compiled(WithTokens("routes: [{ path: /health, auth: none }]\n"));
  EXPECT_EQ(RouteOf(policy, "GET", "/health").auth, Auth::kNone);
  EXPECT_EQ(RouteOf(policy, "GET", "/anything").auth, Auth::kToken);
  EXPECT_EQ(RouteOf(policy, "GET", "/anything").label, "unlisted");
  EXPECT_EQ(Compiled(Plain("")).unlisted.auth, Auth::kDeny);
  ExpectOneError(Plain("routes: [{ path: /x }]\n"), {"Routes require tokens"});
  ExpectOneError("upstream: http://a\n", {"gate.yaml: Routes require tokens"});
  ExpectOneError("upstream: http://a\ntokens: []\n", {"gate.yaml:2:1: Routes require tokens"});
  ExpectOneError("upstream: http://a\nunlisted: none\n", {"'unlisted' cannot be 'none'", "token or deny"});
}

TEST(PolicyRoutes, A13_ARouteAsksForATokenUnlessItSaysOtherwise) {
  const Policy policy = Compiled(WithTokens("routes:\n  - { path: /a }\n  - { path: /b, auth: deny }\n"));
  EXPECT_EQ(RouteOf(policy, "GET", "/a").auth, Auth::kToken);
  EXPECT_EQ(RouteOf(policy, "GET", "/b").auth, Auth::kDeny);
}

TEST(PolicyRoutes, LabelsAndAllowLists) {
  const Policy policy = Compiled(WithTokens(
      "routes:\n  - { path: /m, methods: [POST] }\n  - { path: /m/, methods: [GET, PUT] }\n  - { path: /any }\n"));
  EXPECT_EQ(RouteOf(policy, "POST", "/m").label, "POST /m");
  EXPECT_EQ(RouteOf(policy, "PUT", "/m").label, "GET,PUT /m/");
  EXPECT_EQ(RouteOf(policy, "GET", "/any").label, "/any");
  EXPECT_EQ(RouteOf(policy, "POST", "/m").allow, "POST, GET, PUT");
  EXPECT_EQ(RouteOf(policy, "POST", "/m").pattern, "/m");
}

TEST(PolicyRoutes, A13_Requirements) {
  const Policy policy =
      Compiled(WithTokens("routes:\n  - { path: /a, require: { role: operator, scopes: [read, write], claims: { "
                          "tenant: [x, y], tier: 1 } } }\n"));
  const Requirement& require = RouteOf(policy, "GET", "/a").require;
  EXPECT_THAT(require.any_role, ElementsAre("operator"));
  EXPECT_THAT(require.all_scopes, ElementsAre("read", "write"));
  EXPECT_THAT(require.claims, ElementsAre(Pair("tenant", ElementsAre("x", "y")), Pair("tier", ElementsAre("1"))));
}

TEST(PolicyRoutes, A13_ARequirementNeverAsksForNothing) {
  const auto require = [](const std::string& text) {
    return WithTokens("routes: [{ path: /a, require: " + text + " }]\n");
  };
  ExpectOneError(require("{}"), {"'require' is empty"});
  ExpectOneError(require("{ roles: [] }"), {"'roles' names none"});
  ExpectOneError(require("{ scope: [] }"), {"'scope' names none"});
  ExpectOneError(require("{ claims: { t: [] } }"), {"The claim 't' has no value"});
  ExpectOneError(require("{ role: a, roles: [b] }"), {"Both 'role' and 'roles'"});
  ExpectOneError(require("{ rol: a }"), {"Unknown key 'rol'", "did you mean 'role'?"});
  ExpectOneError(WithTokens("routes: [{ path: /a, auth: none, require: { role: x } }]\n"),
                 {"'require' without a token"});
  ExpectOneError(WithTokens("routes: [{ path: /a, require: operator }]\n"), {"'require' must be a mapping, not text"});
}

TEST(PolicyLimits, B11_NarrowestScopeFirst) {
  const Policy policy = Compiled(
      WithTokens("routes:\n  - path: /a\n    limits:\n      - 5/day per route\n      - 9/hour per claim:tenant\n"
                 "      - 50/hour per identity\n      - 100/hour\n      - 10/minute per address\n"));
  EXPECT_THAT(LimitTexts(RouteOf(policy, "GET", "/a").limits),
              ElementsAre("10/minute per address", "100/hour per address", "50/hour per identity",
                          "9/hour per claim:tenant", "5/day per route"));
}

TEST(PolicyLimits, B11_IdsAreStableAndTellRoutesApart) {
  const std::string yaml = WithTokens(
      "limits: 5/second\nroutes:\n  - { path: /a, limit: 5/second }\n  - { path: /b, limit: 5/second per address }\n");
  const Policy policy = Compiled(yaml);
  const Policy again = Compiled("# moved down\n" + yaml);
  const uint64_t a = RouteOf(policy, "GET", "/a").limits[0].id;
  EXPECT_NE(a, RouteOf(policy, "GET", "/b").limits[0].id);
  EXPECT_NE(a, policy.limits[0].id);
  EXPECT_EQ(a, RouteOf(again, "GET", "/a").limits[0].id);
  EXPECT_EQ(a, 0xa8bf9a35bf5816edU);
}

TEST(PolicyLimits, B11_MistakesAreTold) {
  const auto limit = [](const std::string& text) {
    return WithTokens("routes:\n  - { path: /a, limit: " + text + " }\n");
  };
  ExpectOneError(limit("0/minute"), {"gate.yaml:4:24", "'0/minute'", "from 1 to"});
  ExpectOneError(limit("10"), {"'10'"});
  ExpectOneError(limit("10/fortnight"), {"time unit"});
  ExpectOneError(limit("[10/minute, 10/minute per address]"), {"written twice"});
  ExpectOneError(WithTokens("routes: [{ path: /a, limit: 1/hour, limits: [2/hour] }]\n"),
                 {"Both 'limit' and 'limits'"});
  ExpectOneError(WithTokens("routes: [{ path: /a, auth: none, limit: 1/hour per identity }]\n"),
                 {"without identities"});
  ExpectOneError(WithTokens("limits: [1/hour per identity]\n"), {"gate.yaml:3:1", "counts per address only"});
  ExpectOneError(WithTokens("limit: 1/hour\n"), {"Unknown key 'limit'", "did you mean 'limits'?"});
  std::string many = "[";
  for (int i = 1; i <= 18; ++i) many += std::to_string(i) + "/hour,";
  ExpectOneError(limit(many + "]"), {"More than 16 limits"});
}

TEST(PolicyRoutes, B6_UdcRoutes) {
  ExpectOneError(WithTokens("routes: [{ path: /m, methods: [GET], inspect: udc }]\n"), {"without POST"});
  ExpectOneError(WithTokens("routes: [{ path: /m, auth: none, inspect: udc }]\n"), {"told from a forged one"});
  ExpectOneError(WithTokens("routes: [{ path: /m, inspect: ucd }]\n"), {"did you mean 'udc'?"});
  ExpectOneError(WithTokens("routes: [{ path: /m, inspect: json, websocket: true }]\n"), {"A WebSocket has no body"});
}

TEST(PolicyRoutes, A11_SchemasAreCompiledAndMistakesTold) {
  const Files files = {{"/etc/gate/s.json", R"({"type":"object"})"}, {"/etc/gate/bad.json", R"({"type":)"}};
  const Policy policy = Compiled(WithTokens("routes: [{ path: /a, schema: s.json }]\n"), files);
  EXPECT_TRUE(RouteOf(policy, "POST", "/a").schema.has_value());
  EXPECT_EQ(RouteOf(policy, "POST", "/a").inspect, Inspect::kJson);
  ExpectOneError(WithTokens("routes: [{ path: /a, schema: none.json }]\n"),
                 {"gate.yaml:3:22", "The schema cannot be read: /etc/gate/none.json: Does not exist"}, files);
  ExpectOneError(WithTokens("routes: [{ path: /a, schema: bad.json }]\n"),
                 {"The schema is not usable: /etc/gate/bad.json"}, files);
  ExpectOneError(WithTokens("routes: [{ path: /a, schema: s.json, inspect: nothing }]\n"),
                 {"'inspect: nothing' together with a schema"}, files);
}

TEST(PolicyRoutes, A11_NamesThatDifferInCaseAreOneWhereTheGateJudgesByNames) {
  const Files files = {{"/etc/gate/s.json", R"({"type":"object"})"}};
  const auto folds = [&](const std::string& keys) {
    const Policy policy = Compiled(WithTokens("routes: [{ path: /a, " + keys + " }]\n"), files);
    return RouteOf(policy, "POST", "/a").body.json.fold_names;
  };
  for (const char* keys : {"schema: s.json", "inspect: prompt", "inspect: prompt, prompt: { at: /q }",
                           "inspect: json, file: { body: /name, base: /srv }", "inspect: udc, schema: s.json"}) {
    EXPECT_TRUE(folds(keys)) << keys;
  }
  for (const char* keys : {"inspect: json", "inspect: udc", "inspect: field"}) EXPECT_FALSE(folds(keys)) << keys;
}

TEST(PolicyBody, A11_BoundsOfTheGateAndOfARoute) {
  const Policy policy =
      Compiled(WithTokens("body: { max_bytes: 2MiB, max_depth: 8 }\nroutes:\n  - { path: /a, body: { max_bytes: 100, "
                          "max_members: 5 } }\n"));
  EXPECT_EQ(policy.unlisted.body.max_bytes, 2'097'152U);
  EXPECT_EQ(policy.unlisted.body.json.max_bytes, 2'097'152U);
  const BodyBounds& body = RouteOf(policy, "GET", "/a").body;
  EXPECT_EQ(body.max_bytes, 100U);
  EXPECT_EQ(body.json.max_bytes, 100U);
  EXPECT_EQ(body.json.max_depth, 8U);
  EXPECT_EQ(body.json.max_members, 5U);
  ExpectOneError(WithTokens("body: { max_bytes: 0 }\n"), {"'max_bytes' is out of range", "from 1 bytes to 1GiB"});
  ExpectOneError(WithTokens("body: { max_depth: deep }\n"), {"'max_depth' must be a whole number"});
  ExpectOneError(WithTokens("body: { max_bytes: 100MiB }\nroutes: [{ path: /a, inspect: json }]\n"),
                 {"An inspected body"});
}

TEST(PolicyRoutes, B8_FileNames) {
  const Policy policy =
      Compiled(WithTokens("routes:\n  - { path: \"/files/{name}\", file: { path: name } }\n"
                          "  - { path: /get, file: { query: f, base: /srv/files } }\n"));
  const Route& by_path = RouteOf(policy, "GET", "/files/a");
  EXPECT_EQ(by_path.file_name->place, FileNameRule::Place::kPathParameter);
  EXPECT_EQ(by_path.file_name->base, "/var/droplet/data");
  EXPECT_EQ(RouteOf(policy, "GET", "/get").file_name->base, "/srv/files");
  EXPECT_EQ(RouteOf(policy, "GET", "/get").file_name->name, "f");
  const auto file = [](const std::string& text) {
    return WithTokens("routes: [{ path: /get, file: " + text + " }]\n");
  };
  ExpectOneError(file("{ query: f, base: srv/files }"), {"'base' must be absolute: 'srv/files'"});
  ExpectOneError(file("{ query: f, path: g }"), {"in one way"});
  ExpectOneError(file("{ base: /srv }"), {"in one way"});
  ExpectOneError(file("{ path: name }"), {"no parameter {name}"});
  ExpectOneError(file("{ query: \"\" }"), {"has no name"});
}

TEST(PolicyRoutes, ObserveForTheGateAndForARule) {
  const Policy policy = Compiled(
      WithTokens("observe: [rate_limit]\nroutes:\n  - { path: /a, observe: cors }\n  - { path: /b, mode: observe }\n"));
  const Route& a = RouteOf(policy, "GET", "/a");
  EXPECT_TRUE(policy.Observes(Rule::kRateLimit, a));
  EXPECT_TRUE(policy.Observes(Rule::kCors, a));
  EXPECT_FALSE(policy.Observes(Rule::kIdentity, a));
  EXPECT_FALSE(policy.Observes(Rule::kCors, policy.unlisted));
  for (size_t rule = 0; rule < kRuleCount; ++rule) {
    EXPECT_TRUE(policy.Observes(static_cast<Rule>(rule), RouteOf(policy, "GET", "/b")));
  }
  EXPECT_EQ(Compiled(WithTokens("mode: observe\n")).mode, Mode::kObserve);
  ExpectOneError(WithTokens("observe: [rate_limits]\n"),
                 {"'observe' cannot be 'rate_limits'", "did you mean 'rate_limit'?"});
  ExpectOneError(WithTokens("mode: observe\nroutes: [{ path: /a, mode: enforce }]\n"),
                 {"The whole gate only observes"});
}

TEST(PolicyRoutes, RuleNamesAreThoseOfTheDocumentation) {
  const std::string_view names[] = {"path",     "transport", "block_list", "cors",  "rate_limit",
                                    "identity", "access",    "body",       "fields"};
  for (size_t rule = 0; rule < kRuleCount; ++rule) {
    EXPECT_EQ(Name(static_cast<Rule>(rule)), names[rule]);
    const Policy policy = Compiled(Plain("observe: " + std::string(names[rule]) + "\n"));
    EXPECT_EQ(policy.observed, 1U << rule);
  }
}

TEST(PolicyRoutes, PathsAndMethodsAreJudged) {
  ExpectOneError(WithTokens("routes: [{ auth: none }]\n"), {"A route without 'path'"});
  ExpectOneError(WithTokens("routes: [{ path: api }]\n"), {"does not begin with '/': 'api'"});
  ExpectOneError(WithTokens("routes: [{ path: /a, methods: [post] }]\n"), {"'post' is not a method"});
  for (const std::string any : {"ANY", "all", "\"*\""}) {
    ExpectOneError(WithTokens("routes: [{ path: /a, methods: " + any + " }]\n"),
                   {"is not a method", "a route without 'methods' takes any"});
  }
  ExpectOneError(WithTokens("routes: [{ path: /a, methods: \"GET,POST\" }]\n"), {"write a list: [GET, POST]"});
  EXPECT_EQ(Compiled(WithTokens("routes: [{ path: /a, methods: [BREW] }]\n")).routes[0].methods[0], "BREW");
  ExpectOneError(WithTokens("routes: [{ path: /a, methods: [] }]\n"), {"'methods' is empty"});
  ExpectOneError(WithTokens("routes: [{ path: /a, methods: [GET, GET] }]\n"), {"GET is written twice"});
  ExpectOneError(WithTokens("routes: [{ path: /a }, { path: /a/ }]\n"),
                 {"gate.yaml:3:26", "two routes for any method: '/a/'"});
  ExpectOneError(WithTokens("routes: [/a]\n"), {"Each entry of 'routes' must be a mapping"});
  ExpectOneError(WithTokens("routes: { path: /a }\n"), {"'routes' must be a list of mappings, not a mapping"});
}

TEST(PolicyRoutes, TheGatesOwnPathsAreKeptFree) {
  EXPECT_EQ(Compiled(Plain("forward_auth: { path: /auth }\n")).forward_auth_path, "/auth");
  ExpectOneError(Plain("forward_auth: { path: \"/auth/*\" }\n"), {"cannot be the gate's own path"});
  ExpectOneError(Plain("forward_auth: { path: / }\n"), {"cannot be the gate's own path"});
  ExpectOneError(WithTokens("routes: [{ path: /_gatehouse/auth }]\n"), {"answers '/_gatehouse/auth' itself"});
  for (const std::string path : {"/_gatehouse/health", "/_gatehouse/health/live", "/_gatehouse/health/ready"}) {
    ExpectOneError(WithTokens("routes: [{ path: " + path + " }]\n"),
                   {"gate.yaml:3:12", "answers '" + path + "' itself", "give the route another path"});
  }
}

TEST(PolicyRoutes, AWrongAuthIsTheOnlyError) {
  ExpectOneError(Plain("routes: [{ path: /a, auth: public }]\n"), {"'auth' cannot be 'public'", "write none, token"});
  ExpectOneError(Plain("routes: [{ path: /a }, { path: /b, auth: false }]\n"), {"'auth' cannot be 'false'"});
  ExpectOneError(Plain("routes: [{ path: /a }]\n"), {"'tokens' names no issuer"});
}

TEST(PolicyRoutes, B1_WhatNoTokenCouldMeetIsRefused) {
  const auto with = [](const std::string& require) {
    return WithTokens("routes: [{ path: /a, require: { " + require + " } }]\n");
  };
  ExpectOneError(with("scope: \"read write\""), {"gate.yaml:3:40", "'read write'", "write a list: [read, write]"});
  ExpectOneError(with("scopes: [openid, \"read write\"]"), {"a space separates two scopes"});
  for (const std::string claim : {"aud", "exp", "iat", "nbf"}) {
    ExpectOneError(with("claims: { " + claim + ": x }"), {"'" + claim + "' is not compared", "take the claim out"});
  }
  EXPECT_EQ(Compiled(with("role: \"Site Admin\", claims: { azp: web, sub: s }")).routes[0].require.claims.size(), 2U);
}

TEST(PolicyRoutes, AValueOfAnotherShapeSaysWhatToWrite) {
  ExpectOneError(WithTokens("routes: [{ path: /a, require: operator }]\n"),
                 {"write a mapping with role, roles, scope, scopes, claims or second_factor"});
  ExpectOneError(WithTokens("routes: { path: /a }\n"), {"write a list of mappings: - { path, methods, auth, limit, …"});
  ExpectOneError(Plain("cors: true\n"), {"write {} for its defaults, or a mapping with origins"});
  ExpectOneError(Plain("reload: 5m\n"), {"write a mapping with grace or overlap"});
  ExpectOneError(Plain("tls: true\n"), {"write off or a mapping with certificate, key, certificates or min_version"});
  ExpectOneError(Plain("upstreams: http://a\n"), {"write a mapping such as { name: text }"});
  ExpectOneError(Plain("user: [a]\n"), {"write text"});
  ExpectOneError(Plain("limits: { a: b }\n"), {"write text or a list such as [one, two]"});
  ExpectOneError(Plain("observe: { a: b }\n"), {"write path, transport", "or a list of them"});
  ExpectOneError(Plain("workers: [1]\n"), {"write a whole number"});
  ExpectOneError(Plain("workers: many\n"), {"must be a whole number, not 'many' (write a value from 0 to 256)"});
  ExpectOneError(Plain("timeouts: { connect: soon }\n"),
                 {"a duration such as 30s, 15m", "(write a value from 1s to 60s)"});
  ExpectOneError(Plain("body: { max_bytes: lots }\n"), {"a size such as 65536", "GiB, or unlimited)"});
}

TEST(PolicyRoutes, PlainHttpIsForRoutesThatAskForNoCredential) {
  const Policy policy =
      Compiled(WithTokens("routes: [{ path: /up, auth: none, transport: any }, { path: /b, transport: https }]\n"));
  EXPECT_TRUE(RouteOf(policy, "GET", "/up").any_transport);
  EXPECT_FALSE(RouteOf(policy, "GET", "/b").any_transport);
  ExpectOneError(WithTokens("routes: [{ path: /a, transport: any }]\n"), {"gate.yaml:3:", "would be sent in clear"});
  ExpectOneError(WithTokens("routes: [{ path: /a, auth: none, transport: http }]\n"), {"'transport' cannot be 'http'"});
}

TEST(PolicyRoutes, WhereABrowserMayPutItsToken) {
  const Policy policy =
      Compiled(WithTokens("routes: [{ path: /a, websocket: true, token_in: [protocol, ticket] }, { path: /b, token_in: "
                          "ticket }, { path: /c }]\n"));
  EXPECT_TRUE(RouteOf(policy, "GET", "/a").token_in_protocol);
  EXPECT_TRUE(RouteOf(policy, "GET", "/a").token_in_ticket);
  EXPECT_FALSE(RouteOf(policy, "GET", "/b").token_in_protocol);
  EXPECT_FALSE(RouteOf(policy, "GET", "/c").token_in_ticket);
  const Route& desk = RouteOf(policy, "POST", "/_gatehouse/ticket");
  EXPECT_TRUE(desk.gives_tickets);
  EXPECT_EQ(desk.auth, Auth::kToken);
  EXPECT_FALSE(desk.limits.empty());
  EXPECT_FALSE(Compiled(WithTokens("routes: [{ path: /c }]\n")).TakesTickets());
  ExpectOneError(WithTokens("routes: [{ path: /a, auth: none, token_in: ticket }]\n"), {"accepts no token"});
  ExpectOneError(WithTokens("routes: [{ path: /a, token_in: protocol }]\n"), {"without websocket: true"});
  ExpectOneError(WithTokens("routes: [{ path: /a, token_in: cookie }]\n"), {"'token_in' cannot be 'cookie'"});
  ExpectOneError(
      WithTokens(
          "routes: [{ path: /a, token_in: ticket }, { path: /_gatehouse/ticket, methods: [POST], auth: none }]\n"),
      {"issues tickets for tokens"});
}

TEST(PolicyRoutes, TimeoutsOfARouteAreLaidOverTheGates) {
  using std::chrono::seconds;
  const auto plain = Compiled(WithTokens("routes: [{ path: /a }]\n")).routes[0].timeouts;
  EXPECT_EQ(plain.connect, seconds{5});
  EXPECT_EQ(plain.first_byte, seconds{600});
  EXPECT_EQ(plain.idle, seconds{300});
  EXPECT_EQ(plain.stream_idle, seconds{3600});
  const auto policy =
      Compiled(WithTokens("timeouts: { connect: 2s, idle: 9s }\n"
                          "routes: [{ path: /a, timeouts: { first_byte: 1h, connect: 3s } }, { path: /b }]\n"));
  EXPECT_EQ(policy.unlisted.timeouts.connect, seconds{2});
  EXPECT_EQ(policy.routes[0].timeouts.connect, seconds{3});
  EXPECT_EQ(policy.routes[0].timeouts.first_byte, seconds{3600});
  EXPECT_EQ(policy.routes[0].timeouts.idle, seconds{9});
  EXPECT_EQ(policy.routes[0].timeouts.stream_idle, seconds{9}) << "what is written holds for streams too";
  EXPECT_EQ(policy.routes[1].timeouts.first_byte, seconds{600});
  EXPECT_EQ(policy.unreadable.timeouts.connect, seconds{2});
  ExpectOneError(WithTokens("timeouts: { connect: 0s }\n"), {"gate.yaml:3:22", "from 1s to 60s"});
  ExpectOneError(WithTokens("routes: [{ path: /a, timeouts: 5s }]\n"), {"'timeouts' must be a mapping"});
}

TEST(PolicyRoutes, StreamsEndWithTheirTokenUnlessTheRouteSaysOtherwise) {
  const auto policy = Compiled(WithTokens("routes: [{ path: /a }, { path: /b, outlive_token: true }]\n"));
  EXPECT_EQ(policy.stream_recheck, std::chrono::seconds{1});
  EXPECT_FALSE(policy.routes[0].outlive_token);
  EXPECT_TRUE(policy.routes[1].outlive_token);
  EXPECT_EQ(Compiled(Plain("streams: { recheck: 30s }\n")).stream_recheck, std::chrono::seconds{30});
  ExpectOneError(Plain("streams: { recheck: 2m }\n"), {"from 1s to 60s"});
  ExpectOneError(WithTokens("routes: [{ path: /a, auth: none, outlive_token: true }]\n"),
                 {"'outlive_token' on a route that requires no token"});
}

TEST(PolicyRoutes, C8_PromptsAndHowTheyAreJudged) {
  const auto policy =
      Compiled(WithTokens("routes:\n"
                          "  - { path: /a, inspect: prompt }\n"
                          "  - { path: /b, inspect: prompt,\n"
                          "      prompt: { mode: strict, action: report, secrets: redact, at: [/q, /d/0], refuse: 60,\n"
                          "                report: 20 } }\n"));
  EXPECT_EQ(policy.routes[0].inspect, Inspect::kPrompt);
  EXPECT_EQ(policy.routes[0].prompt_rule.manner, prompt::Manner::kBalanced);
  EXPECT_EQ(policy.routes[0].prompt_rule.action, prompt::Action::kBlock);
  EXPECT_FLOAT_EQ(policy.routes[0].prompt_rule.refuse, prompt::kRefuseScore);
  EXPECT_TRUE(policy.routes[0].prompt_rule.at.empty());
  EXPECT_EQ(policy.routes[1].prompt_rule.manner, prompt::Manner::kStrict);
  EXPECT_EQ(policy.routes[1].prompt_rule.action, prompt::Action::kTell);
  EXPECT_EQ(policy.routes[0].prompt_rule.secrets, prompt::Secrets::kPass);
  EXPECT_EQ(policy.routes[1].prompt_rule.secrets, prompt::Secrets::kRedact);
  EXPECT_FLOAT_EQ(policy.routes[1].prompt_rule.refuse, 0.6F);
  EXPECT_FLOAT_EQ(policy.routes[1].prompt_rule.report, 0.2F);
  EXPECT_EQ(policy.routes[1].prompt_rule.at, (std::vector<std::string>{"/q", "/d/0"}));
  ExpectOneError(WithTokens("routes: [{ path: /a, prompt: { mode: strict } }]\n"), {"write inspect: prompt"});
  ExpectOneError(WithTokens("routes: [{ path: /a, inspect: prompt, prompt: { at: q } }]\n"),
                 {"Not a JSON pointer: 'q'"});
  ExpectOneError(WithTokens("routes: [{ path: /a, inspect: prompt, prompt: { refuse: 101 } }]\n"), {"from 1 to 100"});
}

TEST(PolicyRoutes, C8_PlacesOfInstructions) {
  const auto policy = Compiled(
      WithTokens("routes:\n"
                 "  - { path: /a, inspect: prompt, prompt: { instructions: system } }\n"
                 "  - { path: /b, inspect: prompt, prompt: { at: [/q], instructions: [/persona, /p/*/text] } }\n"
                 "  - { path: /c, inspect: prompt, prompt: { instructions: [system, /config/systemRole] } }\n"));
  EXPECT_TRUE(policy.routes[0].prompt_rule.system);
  EXPECT_TRUE(policy.routes[0].prompt_rule.instructions.empty());
  EXPECT_FALSE(policy.routes[1].prompt_rule.system);
  EXPECT_EQ(policy.routes[1].prompt_rule.instructions, (std::vector<std::string>{"/persona", "/p/*/text"}));
  EXPECT_TRUE(policy.routes[2].prompt_rule.system);
  EXPECT_EQ(policy.routes[2].prompt_rule.instructions, (std::vector<std::string>{"/config/systemRole"}));
  const auto refused = [](const std::string& prompt, const std::vector<std::string>& parts) {
    ExpectOneError(WithTokens("routes: [{ path: /a, inspect: prompt, prompt: { " + prompt + " } }]\n"), parts);
  };
  refused("instructions: persona", {"Not a JSON pointer: 'persona'"});
  refused("at: /q, instructions: system", {"'instructions: system' together with 'at'", "name pointers"});
  refused("mode: strict, instructions: [/p]", {"'instructions' with 'mode: strict'", "write mode: balanced"});
  refused("at: /p, instructions: [/p]", {"'/p' is in 'at' and in 'instructions'"});
}

}  // namespace
}  // namespace gatehouse::gate

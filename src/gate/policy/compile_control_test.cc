// The control daemon in the policy: its settings, the keys that it keeps for the gate, the routes that it answers.
#include "base/bytes.h"
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTokens = "tokens: { issuer: i, audience: a }\n";

std::string Controlled(std::string_view more, std::string_view head = {}) {
  return "upstream: http://127.0.0.1:9000\nrun_dir: /run/gate\n" + std::string(head) + "control: " + std::string(more) +
         "\n";
}

std::string WithRegistry(std::string_view registry = "{}", std::string_view tokens = kTokens) {
  return Controlled("{ registry: " + std::string(registry) + " }", tokens);
}

std::string WithPeople(std::string_view more) {
  return "unlisted: deny\n" + Controlled("{ people: {} }") + std::string(more);
}

const ControlSettings& Settings(const Policy& policy) {
  static const ControlSettings none;
  EXPECT_TRUE(policy.control);
  return policy.control ? *policy.control : none;
}

TEST(CompileControl, WithoutTheKeyThereIsNoDaemon) {
  const Policy policy = Compiled(Plain(""));
  EXPECT_FALSE(policy.control);
  EXPECT_EQ(policy.upstreams.size(), 1U);
  EXPECT_TRUE(policy.routes.empty());
}

TEST(CompileControl, DefaultsComeFromTheRest) {
  const Policy policy = Compiled(Controlled("{}", "unlisted: deny\nuser: www-data\nlisten: 127.0.0.1:8443\n"));
  const ControlSettings& control = Settings(policy);
  EXPECT_EQ(control.data_dir, "/run/gate/control");
  EXPECT_EQ(control.database, "sqlite:/run/gate/control/control.db");
  EXPECT_EQ(control.key_encryption, "/run/gate/control/key-encryption.key");
  EXPECT_EQ(control.user, "www-data");
  EXPECT_EQ(control.url, "https://localhost:8443");
  EXPECT_FALSE(control.registry);
  EXPECT_FALSE(control.people);
  ASSERT_EQ(policy.upstreams.size(), 2U);
  EXPECT_EQ(policy.upstreams[1].name, kControlUpstream);
  EXPECT_EQ(policy.upstreams[1].servers.at(0).unix_path, "/run/gate/control.sock");
  EXPECT_TRUE(policy.routes.empty()) << "neither registry nor people: nothing to answer";
}

TEST(CompileControl, WhatIsTypedHolds) {
  const Policy policy =
      Compiled(Controlled("{ data_dir: data, database: 'sqlite:db/x.db', key_encryption: k.key, user: gatehouse,\n"
                          "  url: 'https://Gate.Example:443' }",
                          "unlisted: deny\n"));
  const ControlSettings& control = Settings(policy);
  EXPECT_EQ(control.data_dir, "/etc/gate/data");
  EXPECT_EQ(control.database, "sqlite:/etc/gate/db/x.db");
  EXPECT_EQ(control.key_encryption, "/etc/gate/k.key");
  EXPECT_EQ(control.user, "gatehouse");
  EXPECT_EQ(control.url, "https://gate.example");
  EXPECT_EQ(control.SessionKeysFile(), "/etc/gate/data/public/session.jwks");
}

TEST(CompileControl, TheUrlIsWhatClientsCall) {
  const auto url = [](const std::string& listen, const std::string& tls = "") {
    return Settings(Compiled(Controlled("{}", "unlisted: deny\nlisten: '" + listen + "'\n" + tls))).url;
  };
  EXPECT_EQ(url("*:443"), "https://localhost");
  EXPECT_EQ(url("0.0.0.0:8443"), "https://localhost:8443");
  EXPECT_EQ(url("[::]:443"), "https://localhost");
  EXPECT_EQ(url("[::1]:80", "tls: off\n"), "http://localhost");
  EXPECT_EQ(url("192.0.2.1:443"), "https://192.0.2.1");
  EXPECT_EQ(url("[2001:db8::1]:8443"), "https://[2001:db8::1]:8443");
  for (const char* wrong :
       {"gate.example", "https://gate.example/path", "unix:/run/x", "ftp://a", "https://u:hunter2@a"}) {
    const auto errors = ErrorsOf(Controlled("{ url: '" + std::string(wrong) + "' }", "unlisted: deny\n"));
    EXPECT_THAT(errors, ElementsAre(testing::AllOf(HasSubstr("'url'"), Not(HasSubstr("hunter2"))))) << wrong;
  }
}

TEST(CompileControl, DatabaseForms) {
  const auto database = [](const std::string& text) {
    return Settings(Compiled(Controlled("{ database: '" + text + "' }", "unlisted: deny\n"))).database;
  };
  EXPECT_EQ(database("sqlite"), "sqlite:/run/gate/control/control.db");
  EXPECT_EQ(database("sqlite:/var/lib/g.db"), "sqlite:/var/lib/g.db");
  EXPECT_EQ(database("postgresql://gate@db/gatehouse"), "postgresql://gate@db/gatehouse");
  EXPECT_EQ(database("ref+vault://secret/gate#/url"), "ref+vault://secret/gate#/url");
  for (const char* wrong : {"", "sqlite:", "postgresql://", "postgres://a/b", "mysql://a/b", "/var/lib/g.db",
                            "postgresql://a b/c", "ref+vault", "ref:vault://x", "sqlite:/a;b", "SQLITE"}) {
    ExpectOneError(Controlled("{ database: '" + std::string(wrong) + "' }", "unlisted: deny\n"),
                   {"'database'", "sqlite:/path"});
  }
  ExpectOneError(Controlled("{ database: 'postgresql://" + std::string(2100, 'a') + "' }", "unlisted: deny\n"),
                 {"too long"});
}

TEST(CompileControl, C1_NoPasswordInClearInProduction) {
  const std::string production = "unlisted: deny\nenvironment: production\ntls: { certificate: c.pem, key: k.pem }\n";
  const Files files = {{"/etc/gate/c.pem", "-----BEGIN CERTIFICATE-----"},
                       {"/etc/gate/k.pem", "-----BEGIN PRIVATE KEY-----"}};
  const auto with = [&](const std::string& database, const std::string& head) {
    return Controlled("{ url: 'https://gate.example', database: '" + database + "' }", head);
  };
  for (const char* url :
       {"postgresql://gate:hunter2@db/x", "postgresql://gate:@db/x", "postgresql://db/x?password=hunter2",
        "postgresql://db?a=b&Password=hunter2", "postgresql:///x?p%61ssword=hunter2",
        "postgresql://gate@db/x?sslpassword=hunter2", "postgresql://db/x?%zz=hunter2"}) {
    const auto errors = ErrorsOf(with(url, production), files);
    EXPECT_THAT(errors, ElementsAre(testing::AllOf(HasSubstr("password in clear"), HasSubstr("reference"),
                                                   Not(HasSubstr("hunter2")))))
        << url;
    EXPECT_THAT(ErrorsOf(with(url, "unlisted: deny\n")), ElementsAre()) << url << " for development";
  }
  for (const char* url : {"postgresql://gate@db/x", "postgresql:///x?host=/run/postgresql&user=gate", "sqlite:/a",
                          "ref+vault://secret/gate#/url", "postgresql://db/a:b@c"}) {
    EXPECT_THAT(ErrorsOf(with(url, production), files), ElementsAre()) << url;
  }
}

TEST(CompileControl, B9_ProductionIsCalledByHttps) {
  const std::string behind = "unlisted: deny\nenvironment: production\ntls: off\ntrusted_proxies: [10.0.0.0/8]\n";
  ExpectOneError(Controlled("{}", behind), {"https URL", "control.url"});
  ExpectOneError(Controlled("{ url: 'http://gate.example' }", behind), {"'url' in production without https"});
  EXPECT_EQ(Settings(Compiled(Controlled("{ url: 'https://gate.example' }", behind))).url, "https://gate.example");
}

TEST(CompileControl, B2_TheRegistryIssuesWhatTheFirstTokensBelieve) {
  const Policy policy = Compiled(WithRegistry());
  ASSERT_TRUE(Settings(policy).registry);
  const RegistrySettings& registry = *policy.control->registry;
  EXPECT_EQ(registry.issuer, "i");
  EXPECT_EQ(registry.audience, "a");
  EXPECT_EQ(registry.token_life, std::chrono::hours(24));
  EXPECT_EQ(registry.key_bits, 2048);
  EXPECT_EQ(registry.key_overlap, std::chrono::minutes(10));
  ASSERT_EQ(policy.key_sources.size(), 1U);
  ASSERT_EQ(policy.key_sources[0].size(), 1U);
  EXPECT_EQ(policy.key_sources[0][0].path, "/run/gate/control/public/registry.jwks");
  EXPECT_TRUE(policy.key_sources[0][0].managed);
  EXPECT_TRUE(policy.key_sources[0][0].url.empty());
}

TEST(CompileControl, B2_TheRegistryAmongSeveralIssuers) {
  constexpr std::string_view kSeveral =
      "tokens: [{ issuer: x, audience: b, keys: x.pem }, { issuer: i, audience: a, max_life: 1h }, { issuer: i, "
      "audience: c }]\n";
  const Policy policy =
      Compiled(WithRegistry("{ issuer: i, token_life: 30m, key_bits: 3072, key_overlap: 0s }", kSeveral));
  ASSERT_TRUE(Settings(policy).registry);
  EXPECT_EQ(policy.control->registry->audience, "a");
  EXPECT_EQ(policy.control->registry->token_life, std::chrono::minutes(30));
  EXPECT_EQ(policy.control->registry->key_bits, 3072);
  EXPECT_EQ(policy.control->registry->key_overlap, std::chrono::seconds(0));
  EXPECT_FALSE(policy.key_sources[0][0].managed);
  EXPECT_TRUE(policy.key_sources[1][0].managed);
  EXPECT_TRUE(policy.key_sources[2][0].managed) << "keys are an issuer's, whatever the audience";
  EXPECT_EQ(Compiled(WithRegistry("{ issuer: i, audience: c }", kSeveral)).control->registry->audience, "c");
}

TEST(CompileControl, B2_TokensAsLongAsTheyAreBelieved) {
  EXPECT_EQ(
      Compiled(WithRegistry("{}", "tokens: { issuer: i, audience: a, max_life: 1h }\n")).control->registry->token_life,
      std::chrono::hours(1));
  ExpectOneError(WithRegistry("{ token_life: 2h }", "tokens: { issuer: i, audience: a, max_life: 1h }\n"),
                 {"live longer than 'max_life'", "token_life"});
}

TEST(CompileControl, B2_TheRegistrysTokensMustBeGoodHere) {
  ExpectOneError(WithRegistry("{}", "tokens: { issuer: i, audience: a, algorithms: [ES256] }\n"), {"RS256"});
  ExpectOneError(WithRegistry("{}", "tokens: { issuer: i, audience: a, bound: required }\n"),
                 {"not bound", "accepted"});
  ExpectOneError(WithRegistry("{}", "tokens: { issuer: i, audience: a, types: [JWT] }\n"), {"at+jwt"});
  EXPECT_THAT(ErrorsOf(WithRegistry("{}", "tokens: { issuer: i, audience: a, types: [AT+JWT] }\n")), ElementsAre());
  ExpectOneError(WithRegistry("{ issuer: other }", "tokens: { issuer: i, audience: a, keys: k.pem }\n"),
                 {"No entry of 'tokens'", "gate.yaml"});
  ExpectOneError(WithRegistry("{ audience: other }"), {"No entry of 'tokens'"});
  ExpectOneError(WithRegistry("{}", "unlisted: deny\n"), {"issues tokens, and no entry of 'tokens' says which"});
  ExpectOneError(WithRegistry("{ key_bits: 1024 }"), {"out of range"});
  ExpectOneError(WithRegistry("{ token_life: 25h }"), {"out of range"});
}

TEST(CompileControl, B3_FilesThatTheUserNamesStayBesideTheRegistrys) {
  const Policy policy = Compiled(WithRegistry("{}", "tokens: { issuer: i, audience: a, keys: old.pem }\n"));
  EXPECT_THAT(policy.key_sources.at(0),
              ElementsAre(testing::Field(&KeySource::path, "/run/gate/control/public/registry.jwks"),
                          testing::Field(&KeySource::path, "/etc/gate/old.pem")));
  EXPECT_FALSE(policy.key_sources[0][1].managed);
}

TEST(CompileControl, B3_TheProfilesFileDoesNot) {
  const Policy droplet = Compiled("profile: droplet\n" + Controlled("{ registry: {} }"));
  EXPECT_THAT(droplet.key_sources.at(0),
              ElementsAre(testing::Field(&KeySource::path, "/run/gate/control/public/registry.jwks")));
  EXPECT_EQ(droplet.control->registry->issuer, "registry.fullpotential.ai");
  EXPECT_EQ(droplet.control->registry->audience, "fullpotential.droplets");
  const Policy typed = Compiled("profile: droplet\ntokens: { keys: mine.pem }\n" + Controlled("{ registry: {} }"));
  EXPECT_EQ(typed.key_sources.at(0).size(), 2U);
  const Policy promptcraft = Compiled("profile: promptcraft\n" + Controlled("{ registry: {} }"));
  EXPECT_EQ(promptcraft.control->registry->token_life, std::chrono::hours(1));
  const Policy without = Compiled("profile: droplet\n" + Controlled("{ people: {} }"));
  EXPECT_FALSE(without.key_sources.at(0).at(0).managed) << "no registry: the profile's file holds";
}

TEST(CompileControl, B3_KeysByUrl) {
  const std::string url = "https://idp.example/keys?set=1";
  const std::string tokens = "tokens: { issuer: x, audience: b, jwks_url: '" + url + "' }\n";
  const Policy policy = Compiled(Controlled("{}", tokens));
  ASSERT_EQ(policy.key_sources.at(0).size(), 1U);
  const KeySource& source = policy.key_sources[0][0];
  EXPECT_TRUE(source.managed);
  EXPECT_EQ(source.url, url);
  EXPECT_TRUE(source.path.starts_with("/run/gate/control/public/fetched-")) << source.path;
  EXPECT_TRUE(source.path.ends_with(".jwks"));
  EXPECT_EQ(source.path, Compiled(Controlled("{}", tokens)).key_sources[0][0].path) << "the same after a reload";
  EXPECT_NE(source.path,
            Compiled(Controlled("{}", "tokens: { issuer: x, audience: b, jwks_url: https://idp.example/other }\n"))
                .key_sources[0][0]
                .path);
  // A file beside it: both count.
  EXPECT_EQ(Compiled(Controlled("{}", "tokens: { issuer: x, audience: b, keys: k.pem, jwks_url: 'https://a/b' }\n"))
                .key_sources[0]
                .size(),
            2U);
}

TEST(CompileControl, B3_KeyUrlsThatAreNone) {
  for (const char* url :
       {"", "idp.example", "ftp://idp.example/k", "https://", "https:///k", "https://u:hunter2@a/k", "https://a/k#b",
        "https://a/ b", "https://a\\b", "https://1.2.3/k", "HTTPS://a/k", "file:///k"}) {
    const auto errors =
        ErrorsOf(Controlled("{}", "tokens: { issuer: x, audience: b, jwks_url: '" + std::string(url) + "' }\n"));
    EXPECT_THAT(errors, ElementsAre(testing::AllOf(HasSubstr("'jwks_url'"), Not(HasSubstr("hunter2"))))) << url;
  }
  ExpectOneError(WithRegistry("{}", "tokens: { issuer: i, audience: a, jwks_url: 'https://a/b' }\n"), {"own registry"});
  for (const std::string name : {"openid-configuration", "oauth-authorization-server"}) {
    ExpectOneError(Controlled("{}", "tokens: { issuer: x, audience: b, jwks_url: 'https://idp.example/.well-known/" +
                                        name + "' }\n"),
                   {"discovery document", "jwks_uri"});
  }
  ExpectOneError("upstream: http://a\ntokens: { issuer: i, audience: a, jwks_url: 'https://a/b' }\n",
                 {"without the control daemon", "control: {}"});
  EXPECT_THAT(ErrorsOf(Controlled("{}", "tokens: { issuer: x, audience: b, jwks_url: 'http://127.0.0.1:9/k' }\n")),
              ElementsAre());
  ExpectOneError(Controlled("{ url: 'https://g' }",
                            "environment: production\ntls: off\ntrusted_proxies: [10.0.0.1]\n"
                            "tokens: { issuer: x, audience: b, jwks_url: 'http://127.0.0.1:9/k' }\n"),
                 {"'jwks_url'", "outside production"});
}

TEST(CompileControl, A9_PeoplesSettings) {
  const Policy policy = Compiled(WithPeople(""));
  const PeopleSettings& people = *Settings(policy).people;
  EXPECT_EQ(people.session_life, std::chrono::minutes(30));
  EXPECT_FALSE(people.second_factor_required);
  EXPECT_TRUE(people.breached_passwords.empty());
  ASSERT_EQ(people.attempts.size(), 2U);
  EXPECT_EQ(people.attempts[0].Text(), "5/minute per identity");
  EXPECT_EQ(people.attempts[1].Text(), "20/hour per identity");
  const Policy typed = Compiled(Controlled(
      "{ people: { session_life: 10m, second_factor: required, breached_passwords: lists/pwned, attempts: 3/hour } }",
      "unlisted: deny\n"));
  EXPECT_EQ(typed.control->people->session_life, std::chrono::minutes(10));
  EXPECT_TRUE(typed.control->people->second_factor_required);
  EXPECT_EQ(typed.control->people->breached_passwords, "/etc/gate/lists/pwned");
  ASSERT_EQ(typed.control->people->attempts.size(), 1U);
  const auto one = [](const std::string& people_text) {
    return Controlled("{ people: " + people_text + " }", "unlisted: deny\n");
  };
  ExpectOneError(one("{ session_life: 31m }"), {"out of range", "from 60s to 30m"});
  ExpectOneError(one("{ second_factor: always }"), {"optional or required"});
  ExpectOneError(one("{ attempts: [] }"), {"has no limit"});
  ExpectOneError(one("{ attempts: 5/minute per address }"), {"per account"});
  ExpectOneError(one("{ attempts: 5 }"), {"'5'"});
}

TEST(CompileControl, A9_AttemptsAreTheSameAfterAReloadAndNoOtherLimit) {
  const Policy first =
      Compiled(WithPeople("limits: 5/minute\nroutes: [{ path: /a, auth: session, limit: 5/minute per identity }]\n"));
  const Policy second = Compiled(WithPeople(""));
  std::vector<uint64_t> ids;
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(first.control->people->attempts[i].id, second.control->people->attempts[i].id);
    ids.push_back(first.control->people->attempts[i].id);
  }
  ids.push_back(first.limits.at(0).id);
  ids.push_back(RouteOf(first, "GET", "/a").limits.at(0).id);
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

TEST(CompileControl, A9_TheDaemonsRoutes) {
  const Policy policy = Compiled(WithPeople(""));
  const auto leads_there = [&](std::string_view method, std::string_view path) {
    const Route& route = RouteOf(policy, method, path);
    return route.upstream && policy.upstreams[*route.upstream].name == kControlUpstream;
  };
  for (const auto& [method, path] :
       std::initializer_list<std::pair<const char*, const char*>>{{"GET", "/_gatehouse/login"},
                                                                  {"POST", "/_gatehouse/login"},
                                                                  {"GET", "/_gatehouse/second-factor"},
                                                                  {"POST", "/_gatehouse/second-factor"},
                                                                  {"GET", "/_gatehouse/style.css"},
                                                                  {"POST", "/_gatehouse/logout"},
                                                                  {"GET", "/_gatehouse/password"},
                                                                  {"POST", "/_gatehouse/password"},
                                                                  {"GET", "/_gatehouse/account"},
                                                                  {"POST", "/_gatehouse/account"}}) {
    EXPECT_TRUE(leads_there(method, path)) << method << " " << path;
  }
  EXPECT_FALSE(leads_there("POST", "/oauth/token")) << "no registry";
  const Route& login = RouteOf(policy, "POST", "/_gatehouse/login");
  EXPECT_EQ(login.auth, Auth::kNone);
  EXPECT_TRUE(login.same_origin);
  ASSERT_EQ(login.limits.size(), 1U);
  EXPECT_EQ(login.limits[0].Text(), "10/minute per address");
  EXPECT_EQ(login.body.max_bytes, 16'384U);
  EXPECT_TRUE(RouteOf(policy, "GET", "/_gatehouse/login").limits.empty());
  EXPECT_EQ(login.allow, "GET, HEAD, POST");
  EXPECT_EQ(RouteOf(policy, "POST", "/_gatehouse/logout").auth, Auth::kSession);
  EXPECT_EQ(RouteOf(policy, "GET", "/_gatehouse/account").auth, Auth::kSession);
}

TEST(CompileControl, B2_TheRegistrysRoutes) {
  const Policy policy = Compiled(WithRegistry("{}", "tokens: { issuer: i, audience: a }\nunlisted: deny\n"));
  for (const char* path : {"/oauth/token", "/oauth/revoke", "/oauth/introspect"}) {
    const Route& route = RouteOf(policy, "POST", path);
    EXPECT_EQ(route.auth, Auth::kNone) << path;
    EXPECT_EQ(route.limits.at(0).Text(), "120/minute per address") << path;
    EXPECT_EQ(route.body.max_bytes, 16'384U) << path;
    EXPECT_FALSE(policy.routes_by_host.Of("gate.example").Find("GET", path)->method_allowed) << path;
  }
  EXPECT_EQ(RouteOf(policy, "GET", "/.well-known/jwks.json").auth, Auth::kNone);
  EXPECT_EQ(RouteOf(policy, "GET", "/_gatehouse/login").auth, Auth::kDeny) << "no people";
}

TEST(CompileControl, A9_OnesOwnRouteTakesTheirPlace) {
  const Policy policy = Compiled(WithPeople(
      "upstreams: { pages: http://127.0.0.1:9001 }\n"
      "routes: [{ path: /_gatehouse/login, methods: [GET], auth: none, upstream: pages },\n"
      "         { path: /_gatehouse/logout/, methods: [POST], auth: session, limit: 1/minute, upstream: control }]\n"));
  const Route& page = RouteOf(policy, "GET", "/_gatehouse/login");
  EXPECT_EQ(policy.upstreams[*page.upstream].name, "pages");
  EXPECT_EQ(policy.upstreams[*RouteOf(policy, "POST", "/_gatehouse/login").upstream].name, "control")
      << "the other method stays";
  EXPECT_EQ(RouteOf(policy, "POST", "/_gatehouse/logout").limits.size(), 1U);
}

TEST(CompileControl, A9_OnesOwnRouteMustSayWhereItLeads) {
  ExpectOneError(WithPeople("routes: [{ path: /_gatehouse/login, methods: [POST], auth: none }]\n"),
                 {"'/_gatehouse/login' is a path of the control daemon", "names no upstream", "upstream: control"});
  ExpectOneError(WithPeople("routes: [{ path: /_gatehouse/login/, auth: deny }]\n"), {"names no upstream"});
  ExpectOneError("unlisted: deny\n" + WithRegistry("{}", kTokens) + "routes: [{ path: /oauth/token }]\n",
                 {"'/oauth/token'", "names no upstream"});
  EXPECT_THAT(
      ErrorsOf(WithPeople(
          "routes: [{ path: /_gatehouse/*, auth: deny }, { path: /_gatehouse/login, methods: [PUT], auth: deny }]\n")),
      ElementsAre());
}

TEST(CompileControl, A9_NobodyCallsAnotherUpstreamControl) {
  ExpectOneError(WithPeople("upstreams: { control: http://127.0.0.1:1 }\n"),
                 {"'control' is the control daemon's own upstream"});
  EXPECT_THAT(ErrorsOf(Plain("upstreams: { control: http://127.0.0.1:1 }\n")), ElementsAre())
      << "without a daemon it is a name";
  ExpectOneError("upstream: http://a\nunlisted: deny\nrun_dir: /" + std::string(120, 'a') + "\ncontrol: {}\n",
                 {"socket"});
}

TEST(CompileControl, A9_SessionRoutesNeedPeople) {
  for (const char* auth : {"session", "either"}) {
    const std::string route = "routes: [{ path: /a, auth: " + std::string(auth) + " }]\n";
    ExpectOneError(WithTokens(route), {"This route accepts sessions", "people"});
    EXPECT_THAT(ErrorsOf(WithTokens(route + "control: { people: {} }\n")), ElementsAre()) << auth;
  }
  EXPECT_THAT(ErrorsOf(WithPeople("routes: [{ path: /a, auth: session }]\n")), ElementsAre())
      << "sessions need no 'tokens'";
  ExpectOneError(WithPeople("routes: [{ path: /a, auth: either }]\n"), {"'tokens'"});
}

TEST(CompileControl, A13_WhatIsAskedOfASession) {
  const Policy policy =
      Compiled(WithPeople("routes: [{ path: /a, auth: session, require: { role: admin, second_factor: true }, limit: "
                          "5/hour per identity }]\n"));
  const Route& route = RouteOf(policy, "GET", "/a");
  EXPECT_TRUE(route.require.second_factor);
  EXPECT_FALSE(route.same_origin) << "implied, and not for this to say";
  EXPECT_EQ(route.limits.size(), 1U);
  ExpectOneError(
      WithTokens("control: { people: {} }\nroutes: [{ path: /a, auth: either, require: { second_factor: true } }]\n"),
      {"'second_factor'", "auth: session"});
  ExpectOneError(WithTokens("routes: [{ path: /a, require: { second_factor: true } }]\n"), {"'second_factor'"});
  ExpectOneError(WithPeople("routes: [{ path: /a, methods: [POST], auth: session, inspect: udc }]\n"), {"for people"});
  EXPECT_TRUE(
      RouteOf(Compiled(Plain("routes: [{ path: /f, auth: none, same_origin: true }]\n")), "GET", "/f").same_origin);
}

TEST(CompileControl, A9_NoTokenMayLookLikeASession) {
  const std::string people = "control: { people: {} }\n";
  ExpectOneError("upstream: http://a\ntokens: { issuer: gatehouse, audience: a, keys: k.pem }\n" + people,
                 {"issuer of people's sessions"});
  EXPECT_THAT(ErrorsOf("upstream: http://a\ntokens: { issuer: gatehouse, audience: a, keys: k.pem }\n"), ElementsAre());
  for (const std::string& more : {people, std::string()}) {
    ExpectOneError(
        "upstream: http://a\ntokens: { issuer: i, audience: a, keys: k.pem, types: [JWT, Gatehouse-Session+JWT] }\n" +
            more,
        {"type of people's sessions"});
  }
}

TEST(CompileControl, A9_FormsMustTellTheirOrigin) {
  ExpectOneError(WithPeople("headers: { referrer-policy: No-Referrer }\n"), {"logging in", "same-origin"});
  ExpectOneError(WithPeople("headers: { Referrer-Policy: 'same-origin, no-referrer' }\n"), {"logging in"});
  EXPECT_THAT(ErrorsOf(WithPeople("headers: { Referrer-Policy: 'no-referrer, same-origin' }\n")), ElementsAre());
  EXPECT_THAT(ErrorsOf(Plain("headers: { Referrer-Policy: no-referrer }\n")), ElementsAre());
}

TEST(CompileControl, B6_MessagesGoWhereTheRegistrySays) {
  const std::string udc = "routes: [{ path: /message, methods: [POST], inspect: udc }]\n";
  EXPECT_TRUE(RouteOf(Compiled(WithRegistry() + udc), "POST", "/message").route_by_target);
  EXPECT_FALSE(
      RouteOf(Compiled(Controlled("{}", kWithTokens.substr(kWithTokens.find("tokens"))) + udc), "POST", "/message")
          .route_by_target);
  EXPECT_FALSE(RouteOf(Compiled(WithRegistry() +
                                "routes: [{ path: /message, methods: [POST], inspect: udc, upstream: http://b }]\n"),
                       "POST", "/message")
                   .route_by_target);
}

TEST(CompileControl, WrongShapesAreToldAtOnce) {
  const auto errors = ErrorsOf(
      Controlled("{ registry: yes, people: [], data_dir: {}, database: [a], url: 5, who: x }", "unlisted: deny\n"));
  EXPECT_EQ(errors.size(), 6U) << testing::PrintToString(errors);
  EXPECT_EQ(ErrorsOf(Controlled("on", "unlisted: deny\n")).size(), 1U);
  const std::string route = "routes: [{ path: /a, auth: session }]\n";
  EXPECT_EQ(ErrorsOf(Controlled("on", "unlisted: deny\n") + route).size(), 1U) << "nothing is said twice";
  EXPECT_EQ(ErrorsOf(Controlled("{ people: on }", "unlisted: deny\n") + route).size(), 1U);
  EXPECT_EQ(ErrorsOf(Controlled("on", "tokens: { issuer: x, audience: b, jwks_url: 'https://a/b' }\n")).size(), 1U);
}

TEST(CompileControl, A14_TheWatchAndWhatItMeansForTheGate) {
  const Policy none = Compiled(Controlled("{}", "unlisted: deny\n"));
  EXPECT_FALSE(Settings(none).watch);
  EXPECT_FALSE(none.looks_for_attacks);
  EXPECT_EQ(none.access_sample, 0U);
  const Policy plain = Compiled(Controlled("{ watch: {} }", "unlisted: deny\n"));
  ASSERT_TRUE(Settings(plain).watch);
  EXPECT_EQ(plain.control->watch->rules, "");
  EXPECT_EQ(plain.control->watch->audit_kept, std::chrono::hours(24 * 365));
  EXPECT_TRUE(plain.looks_for_attacks);
  EXPECT_EQ(plain.access_sample, 100U);
  const Policy all =
      Compiled(Controlled("{ watch: { rules: r.yaml, never_block: [192.0.2.0/24], findings_kept: 7d, audit_kept: 30d, "
                          "audit_bytes: 1GiB } }",
                          "unlisted: deny\nevents: { access_sample: 1 }\n"));
  EXPECT_TRUE(all.control->watch->rules.ends_with("/r.yaml"));
  ASSERT_EQ(all.control->watch->never_block.size(), 1U);
  EXPECT_EQ(all.control->watch->findings_kept, std::chrono::hours(24 * 7));
  EXPECT_EQ(all.control->watch->audit_bytes, uint64_t{1} << 30);
  EXPECT_EQ(all.access_sample, 1U);
  ExpectOneError(Controlled("{ watch: { never_block: 192.0.2.1/24 } }", "unlisted: deny\n"), {"is not a network"});
  ExpectOneError(Controlled("{ watch: { audit_kept: 1h } }", "unlisted: deny\n"), {"audit_kept"});
  const Policy routes =
      Compiled(Plain("routes: [{ path: /a, auth: none, suspicious_input: ignored }, { path: /b, auth: none }]\n"));
  EXPECT_TRUE(RouteOf(routes, "GET", "/a").ignores_suspicious_input);
  EXPECT_FALSE(RouteOf(routes, "GET", "/b").ignores_suspicious_input);
}

TEST(CompileControl, B6_NetworksOfDroplets) {
  const auto networks = [](const std::string& value) { return WithRegistry("{ networks: " + value + " }"); };
  const Policy one = Compiled(networks("127.0.0.0/8"));
  EXPECT_EQ(one.control->registry->networks.Refusal(*base::IpAddress::Parse("127.0.0.1")), "");
  EXPECT_NE(one.control->registry->networks.Refusal(*base::IpAddress::Parse("::1")), "");
  const Policy several = Compiled(networks("[127.0.0.0/8, \"::1\"]"));
  EXPECT_EQ(several.control->registry->networks.Refusal(*base::IpAddress::Parse("::1")), "");
  const Policy none = Compiled(WithRegistry());
  EXPECT_NE(none.control->registry->networks.Refusal(*base::IpAddress::Parse("127.0.0.1")), "");
  ExpectOneError(networks("[127.0.0.1/8]"), {"is not a network"});
  ExpectOneError(networks("[0.0.0.0/0]"), {"would let a droplet's name lead anywhere"});
  ExpectOneError(networks("[\"::/0\"]"), {"would let a droplet's name lead anywhere"});
}

TEST(CompileControl, B11_SharedLimitsHaveARedisAndAKey) {
  const Policy policy = Compiled(
      Controlled("{ limits: { redis: 'redis://localhost:6379', key: /keys/limits.key, ca_file: /keys/ca.pem } }",
                 "unlisted: deny\n"));
  const ControlSettings& control = Settings(policy);
  ASSERT_TRUE(control.limits);
  EXPECT_EQ(control.limits->redis, "redis://localhost:6379");
  EXPECT_EQ(control.limits->key, "/keys/limits.key");
  EXPECT_EQ(control.limits->ca_file, "/keys/ca.pem");
  EXPECT_FALSE(Settings(Compiled(Controlled("{}", "unlisted: deny\n"))).limits);
  const Policy referred =
      Compiled(Controlled("{ limits: { redis: 'ref+vault://a#/b', key: 'ref+file:///k' } }", "unlisted: deny\n"));
  EXPECT_EQ(Settings(referred).limits->redis, "ref+vault://a#/b");
  EXPECT_EQ(Settings(referred).limits->key, "ref+file:///k");
}

TEST(CompileControl, B11_SharedLimitsThatAreIncompleteOrUnsafeAreRefused) {
  const auto errors = [](std::string_view limits, std::string_view head = "unlisted: deny\n") {
    return testing::PrintToString(ErrorsOf(Controlled("{ limits: " + std::string(limits) + " }", head)));
  };
  EXPECT_THAT(errors("{}"), AllOf(HasSubstr("which Redis"), HasSubstr("has no 'key'")));
  EXPECT_THAT(errors("{ redis: 'http://:hunter2@cache', key: k }"),
              AllOf(HasSubstr("not the URL of a Redis server"), Not(HasSubstr("hunter2"))));
  constexpr std::string_view kProduction = "unlisted: deny\nenvironment: production\n";
  EXPECT_THAT(errors("{ redis: 'rediss://:hunter2@cache', key: k }", kProduction),
              AllOf(HasSubstr("'redis' contains a password in clear"), Not(HasSubstr("hunter2"))));
  EXPECT_THAT(errors("{ redis: 'redis://cache', key: k }", kProduction), HasSubstr("without TLS"));
  EXPECT_THAT(errors("{ redis: 'redis://127.0.0.1', key: k }", kProduction), Not(HasSubstr("'redis'")));
  EXPECT_THAT(errors("{ redis: 'rediss://cache', key: k }", kProduction), Not(HasSubstr("'redis'")));
}

}  // namespace
}  // namespace gatehouse::gate

// Shapes in which secrets hide in text, each with the part that must be gone; and shapes that look alike and must stay.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "events/redaction.h"
#include "events/secret_name.h"

namespace gatehouse::events {
namespace {

struct Shape {
  const char* text;
  const char* secret;  // no byte sequence of the result may be this
};

constexpr Shape kMustGo[] = {
    // elements
    {"<password>hunter2</password>", "hunter2"},
    {"<user>bob</user><Password>hunter2</Password><x>1</x>", "hunter2"},
    {"<wsse:Password Type=\"PasswordText\">hunter2</wsse:Password>", "hunter2"},
    {"<password><![CDATA[hunter2]]></password>", "hunter2"},
    {"<password><value>hunter2</value></password>", "hunter2"},
    {"<api-key>hunter2", "hunter2"},
    {"<password>two words</password>", "two words"},
    {"<clientSecret xml:lang='en'>hunter2</clientSecret>", "hunter2"},
    {"<add key=\"Password\" value=\"hunter2\"/>", "hunter2"},
    {"<input type=\"password\" name=\"password\" value=\"hunter2\">", "hunter2"},
    // URLs
    {"postgres://app:s3/cret@db/x", "cret"},
    {"postgres://app:s3@cret@db/x", "cret"},
    {"amqp://app:p?w#x@host:5672/v", "w#x"},
    {"redis://:hunter2@cache:6379/0", "hunter2"},
    {"mongodb+srv://u:p/w@c.example.net/db?x=y", "p/w"},
    {"clone https://bob:a/b/c@git.example.com/x.git failed", "a/b/c"},
    {"https://user:12x/34@host/", "34@"},
    // words
    {"password: correct horse battery", "battery"},
    {"password: correct, horse; battery", "battery"},
    {"Passphrase:  several words here", "words"},
    {"password = correct horse battery", "battery"},
    {"user bob, password: my (old) dog", "dog"},
    {"password: |\n  hunter2\nuser: x", "hunter2"},
    {"db_password: it's me", "me"},
    {"pwd: two words", "words"},
    // a name, a blank, a value that no prose has
    {"login token 9f3ca17b2e4d5f60aa17 refused", "9f3ca17b2e4d5f60aa17"},
    {"machine api.example.com login bob password 012345abcdef", "012345abcdef"},
    {"stripe api_key 4eC39HqLyjWDarjtT1zdp7dc", "4eC39HqLyjWDarjtT1zdp7dc"},
    {"Connect -User admin -Password VMware1!", "VMware1!"},
    {"fbApiKey:                    \"171e84fd57f4\"", "171e84fd57f4"},
    // a name and a value in a list, as queries and arguments are logged
    {"WHERE reset_token = $1  [[\"reset_token\", \"b94d27b9934d3e08a52e\"], [\"LIMIT\", 1]]", "b94d27b9934d3e08a52e"},
    {"args: ['--token', '9f3ca17b2e4d5f60aa17']", "9f3ca17b2e4d5f60aa17"},
    {"Args: [--api-key, 9f3ca17b2e4d5f60aa17, -v]", "9f3ca17b2e4d5f60aa17"},
    // SQL
    {"ALTER USER app WITH PASSWORD 'Tr0ub4dor3';", "Tr0ub4dor3"},
    {"CREATE USER 'app'@'%' IDENTIFIED BY 'correct horse';", "horse"},
    // hashes of passwords
    {"shadow: $6$52450745$k5ka2p8bFuSmoVT1tzOyyuaREkkKBcCNqoDKzYiJL9RaE8yMnPgh2Xzz", "k5ka2p8bFuSm"},
    {"$2a$05$Uo385Fa0g86uUXHwZxB90.qMMdRFExaXePGka4WGFv.86I45AEjmO", "qMMdRFExaX"},
    {"hash $argon2id$v=19$m=8,t=2,p=1$c29tZXNhbHQ$iWh06vD8Fy27wf9npn6FXWiCX4K6pW6Ue1Bnzz07Z8A stored", "iWh06vD8Fy27"},
    // webhooks
    {"POST https://hooks.slack.com/services/T0Y40v9sZ/BxIqhIXIi/NGUyXK6nK7HMAqd0ASzX failed", "NGUyXK6nK7"},
    {"https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnopqrstuv", "abcdefghijklm"},
    // formats of more services
    {"dckr_pat_tkzBYxjNNC3R_Yg6jd_O-G8FbrJ", "NNC3R"},
    {"found NRAK-123456788ABCDEFGHIJKLMNOPQR here", "ABCDEFGHIJ"},
    {"sq0csp-P9QoCwVRh4tnAS8NbPGoGy-9psN3-8BGz3uNq5D_EFM", "tnAS8NbP"},
    {"dapif21ee53d2b3648c2a1ed38953312a203", "3648c2a1"},
    // signatures and keys of clouds
    {"https://a.blob.core.windows.net/c/b?sv=2022-11-02&sp=r&sig=Zm9vYmFyYmF6MTIz%2Bab%3D", "Zm9vYmFyYmF6"},
    {"sv=2020&sig=abc123abc123&se=1", "abc123abc123"},
    {"DefaultEndpointsProtocol=https;AccountName=x;AccountKey=Zm9vYmFy+/aa==;EndpointSuffix=y", "Zm9vYmFy"},
    {"Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=Zm9vYmFy=", "Zm9vYmFy"},
    {"?X-Amz-Credential=AKID/2024&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835", "aeeed9bb"},
    {"Server=db;User Id=sa;Pwd=hunter2;Database=x", "hunter2"},
    {"?key=AbCd1234EfGh5678xyz", "AbCd1234"},
    {"?code=SplxlOBeZQQYbYS6WxSbIA1&state=x", "SplxlOBeZ"},
    {"pass=hunter2&user=bob", "hunter2"},
    {"otp=123456", "123456"},
    // session cookies
    {"PHPSESSID=n4v0c9k2", "n4v0c9k2"},
    {"JSESSIONID=0AAB6C8DE415E2E5F307CF334BFCA0C1.node1", "0AAB6C8D"},
    {"/app;jsessionid=0AAB6C8DE415?x=1", "0AAB6C8D"},
    {"connect.sid=s%3Aj7Kx9pQ2vW.abc", "j7Kx9pQ2"},
    {"sessionid=38afes7a8", "38afes7a8"},
    {"ASP.NET_SessionId=wrglaq2x5v", "wrglaq2x5v"},
    {"ASPSESSIONIDQQBBTCAD=KKPJ", "KKPJ"},
    {".ASPXAUTH=0A1B2C", "0A1B2C"},
    {"laravel_session=eyJpdiI6Ik1ha2UxMjM", "eyJpdiI6"},
    {"_myapp_session=BAh7CEkiD3Nlc3Npb25faWQ1", "BAh7CEki"},
    {"rack.session=BAh7C0kiD3Nlc3Npb25", "BAh7C0ki"},
    {"csrftoken=abcdef", "abcdef"},
    {"XSRF-TOKEN=abcdef", "abcdef"},
    {"__Secure-next-auth.session-token=abcdef", "abcdef"},
    {"wordpress_logged_in_5f=bob%7C16", "bob%7C16"},
    {"__Host-gatehouse_session=Abcdef123456", "Abcdef123456"},
    {".AspNetCore.Cookies=CfDJ8abc", "CfDJ8abc"},
    // encoded, and named in another place than usual
    {"next=%2Flogin%3Fpassword%3Dhunter2%26x%3D1", "hunter2"},
    {"%22password%22%3A%22hunter2%22", "hunter2"},
    {"password%253Dhunter2", "hunter2"},
    {R"({"name":"password","value":"hunter2"})", "hunter2"},
    {R"({"name": "Authorization", "value": "Basic abc"})", "Basic abc"},
    {"Content-Disposition: form-data; name=\"password\"\r\n\r\nhunter2\r\n--x", "hunter2"},
    {R"({"password":"hun\"ter2 x"})", "ter2"},
    {"{'sessionid': 'abc', 'x': 1}", "abc"},
    {"user[password]=hunter2", "hunter2"},
    {"--client-secret hunter2", "hunter2"},
};

constexpr const char* kMustStay[] = {
    "Failed password for invalid user admin from 10.0.0.7 port 22",
    "foreign key 123e4567-e89b-12d3-a456-426614174000 is missing",
    "dapiDataGetTopLongShortPositionRatio was called",
    "costs $5 or $6 a piece, $2a month",
    "GET /api/webhooks/list",
    "sessionid 0x14ed93111f20010 closed",
    "<user>bob</user>",
    "<tokens>17</tokens>",
    "usage: login --password <password> --user <user>",
    "std::vector<token> x",
    "if (a<password && b>c) return",
    "https://a.example:8443/@bob/x",
    "https://medium.com/@user:profile",
    "http://[::1]:8080/x@y",
    "mongodb://h1:27017,h2:27017/db",
    "https://host:8443/mail?to=a@b.example",
    "http://host:/x@y",
    "ssh://git@host:22/repo",
    "Failed password for root from 192.0.2.1 port 22 ssh2",
    "session opened for user root by (uid=0)",
    "sig=11 core dumped",
    "signal sig=SIGTERM",
    "code=200 status=ok",
    "key=user",
    "sort_key=created_at",
    "sid=17",
    "pass=12 fail=3",
    "session=5",
    "auth=none",
    "cache key: users",
    "signature: verification failed",
    "max_tokens=4096 token_count: 17",
    "100%3A50",
    "a%3Db",
    R"({"name":"bob","value":"17"})",
    "<option name=\"color\" value=\"red\">",
    "password: null",
    "alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls",
    R"(SELECT "user"."id", "user"."password", "user"."email2" FROM "user")",
    R"(fields: ["username", "password", "password_confirmation", "email2"])",
    "the password 'field' is empty, and \"token\", \"name\" too",
    "side: left; monkey=brown",
};

TEST(Redaction, C10_ShapesThatHideASecret) {
  for (const Shape& shape : kMustGo) {
    const std::string redacted = Redact(shape.text);
    EXPECT_FALSE(redacted.contains(shape.secret)) << shape.text << "\n -> " << redacted;
    EXPECT_TRUE(redacted.contains(kRedacted)) << shape.text;
    EXPECT_EQ(Redact(redacted), redacted) << "redacting twice changes nothing";
  }
}

TEST(Redaction, C10_ShapesThatOnlyLookAlike) {
  for (const char* text : kMustStay) EXPECT_EQ(Redact(text), text);
}

TEST(Redaction, C10_SegmentsOfPaths) {
  const std::pair<const char*, const char*> cases[] = {
      {"/reset/a8f3k2", "/reset/[REDACTED]"},
      {"/reset-password/8f14e45fceea167a5a36", "/reset-password/[REDACTED]"},
      {"/users/verify_email/x9Yz81/done", "/users/verify_email/[REDACTED]/done"},
      {"/passwordReset/x9Yz81", "/passwordReset/[REDACTED]"},
      {"/invite/6ba7b810-9dad-11d1-80b4-00c04fd430c8", "/invite/[REDACTED]"},
      {"/d/kJ8sQ2xZ7vB4nM1pL6tR", "/d/[REDACTED]"},
      {"/d/8f14e45fceea167a5a36dedd4bea2543", "/d/[REDACTED]"},
      {"/hooks/T0123ABCD", "/hooks/[REDACTED]"},
      {"/a;jsessionid=0AAB6C8DE415", "/a;jsessionid=[REDACTED]"},
  };
  for (const auto& [path, expected] : cases) {
    EXPECT_EQ(RedactPath(path), expected);
    EXPECT_EQ(RedactPath(expected), expected);
  }
  for (const char* path :
       {"/", "", "//", "/orders/6ba7b810-9dad-11d1-80b4-00c04fd430c8", "/users/1234567890123456789012",
        "/blog/how-to-bake-bread-in-2024-with-friends", "/reset/done", "/login/start",
        "/api/v1/organizations/administration", "/static/js/bundle.min.js", "/a/GettingStartedWithGatehouse",
        "/2024/11/26/release-notes-for-version-3"}) {
    EXPECT_EQ(RedactPath(path), path);
  }
}

TEST(Redaction, C10_NewShapesTakeLinearTime) {
  constexpr size_t kBytes = 1 << 19;
  for (const std::string& piece :
       {std::string("<password>"), std::string("<password><"), std::string("<a"), std::string("://a:b/"),
        std::string("://a:"), std::string("%3D"), std::string("%25"), std::string("password: "),
        std::string("name=\"password\""), std::string("://a:b@"), std::string("sig="), std::string("\"token\", ["),
        std::string("\"token\",\""), std::string("password '"), std::string("--token,"), std::string("<token "),
        std::string("password: |\n")}) {
    std::string text;
    while (text.size() < kBytes) text += piece;
    const auto begin = std::chrono::steady_clock::now();
    (void)RedactPath(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10)) << piece;
  }
}

}  // namespace
}  // namespace gatehouse::events

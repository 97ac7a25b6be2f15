// A secret by nothing but its name and its looks: where names and values stand in files of settings, markup, code and
// command lines. Quiet: the gates are in scan/randomness.h.
#include "scan/rules/families.h"

namespace gatehouse::scan {
namespace {

// Names of secrets, and what may follow in the same name. Once more without groups of flags, for the one pass.
#define GATEHOUSE_SECRET_NAME \
  R"re((?i:passw(?:or)?d|passphrase|passwd|pwd|(?:\b|_)p(?:ass|w)\b|psk|pepper|secret|token|(?:api|access|private|auth|encryption|decryption|validation|signing|client|hmac|jwt|master|cookie|ota|webhook)[_.-]?key|(?:nonce|logged_in)_key|(?:auth|nonce|logged_in)_salt|snmp[_.-]?community|credential)s?(?i:[_.-]?(?:key|value|string|hash|base|prod|production|id)){0,2})re"
#define GATEHOUSE_SECRET_TRIGGER \
  R"re((?:passw(?:or)?d|passphrase|passwd|pwd|(?:\b|_)p(?:ass|w)\b|psk|pepper|secret|token|(?:api|access|private|auth|encryption|decryption|validation|signing|client|hmac|jwt|master|cookie|ota|webhook)[_.-]?key|(?:nonce|logged_in)_key|(?:auth|nonce|logged_in)_salt|snmp[_.-]?community|credential)s?(?:[_.-]?(?:key|value|string|hash|base|prod|production|id)){0,2})re"
// The names again, in fewer words, where more stands around them that the one pass can look for. Each kind of key is
// written out: "_key" alone stands in every second header, and each place costs as much as a thousand bytes.
#define GATEHOUSE_KEY_OF \
  "(?:api|access|private|auth|encryption|decryption|validation|signing|client|hmac|jwt|master|cookie|ota|webhook)"
#define GATEHOUSE_SECRET_WORD                                                                                  \
  "(?:pass|pwd|psk|secret|token|credential|" GATEHOUSE_KEY_OF "key|" GATEHOUSE_KEY_OF "_key|" GATEHOUSE_KEY_OF \
  "-key|" GATEHOUSE_KEY_OF R"re(\.key|(?:nonce|logged_in)_key))re"
constexpr Rule kGenericRules[] = {
    {.id = "bearer-token",
     .title = "Bearer token",
     .pattern = R"re((?i:bearer):?\s{1,4}([A-Za-z0-9_.~+/-]{20,}={0,2}))re",
     .trigger = R"re((?i)bearer:?\s{1,4}[A-Za-z0-9_.~+/-]{20})re",
     .entropy = 3.6,
     .kind = Rule::Kind::kGeneric,
     .longest = 1000,
     .found = {"Authorization: Bearer <40:alnum>"},
     .not_found = {"Authorization: Bearer $TOKEN", "the bearer of this letter", "Bearer YOUR_ACCESS_TOKEN_GOES_HERE"}},
    {.id = "basic-auth",
     .title = "Basic authorization",
     .pattern =
         R"re((?i:authorization)["']?\s{0,4}[:=,]?\s{0,4}["']?(?i:basic)\s{1,4}(<16:b64>[A-Za-z0-9+/]*={0,2}))re",
     .trigger = R"re((?i)basic\s{1,4}[A-Za-z0-9+/]{16})re",
     .before = 40,
     .entropy = 3,
     .kind = Rule::Kind::kGeneric,
     .longest = 400,
     .found = {"Authorization: Basic <30:b64>==", "proxy_set_header Authorization \"Basic <30:b64>==\";"},
     .not_found = {"Authorization: Basic $AUTH", "basic authentication"}},
    {.id = "authorization-token",
     .title = "Token of an authorization header",
     .pattern =
         R"re((?i:authorization)["']?\s{0,4}[:=,]\s{0,4}["']?(?i:token|apikey|api-key|bot|key)\s{1,4}([A-Za-z0-9_.~+/-]{16,}={0,2}))re",
     .trigger =
         R"re((?i)authorization["']?\s{0,4}[:=,]\s{0,4}["']?(?:token|apikey|api-key|bot|key)\s{1,4}[A-Za-z0-9_.~+/-]{16})re",
     .entropy = 3.2,
     .kind = Rule::Kind::kGeneric,
     .longest = 1000,
     .found = {"curl -H \"Authorization: token <40:hex>\" https://git.example.org",
               "\"Authorization\": \"Bot <60:alnum>\""},
     .not_found = {"Authorization: token $TOKEN", "Authorization: token your_access_token_here"}},
    {.id = "generic-secret",
     .title = "Secret behind a telling name",
     .pattern = GATEHOUSE_SECRET_NAME
     // In quotes, behind whatever gives it; behind "=" up to a blank, or to the next "&name=" of a query; behind
     // other signs up to the line's end, or a comment.
     R"re((?:\\?["'`]|\]|\)){0,3}(?:\[\d{0,4}\])?\s{0,8}(?:(?:(?::=|=>|<-|!?={1,3}|:\s{0,2}&?(?:'static )?[A-Za-z\[][\w.\]]{0,20}\??\s{0,2}=|string\s=|:|,|\(|\|\||\?\?|\.(?i:equals(?:ignorecase)?|compareto|contentequals|eql\??)\(|-?c?(?:eq|ne)\s)\s{0,12}\(?\s{0,12}(?i:(?:default|value)\s{0,2}[=:]\s{0,2}|(?:new )?(?:\[\]byte|(?:secret)?str(?:ing)?(?:::from|::new)?|(?:utf8)?array|b(?:yte(?:s|array)?)|buffer\.from|some|secret::new|data)\()?|[ \t])[bruNLf@$]?(?:\\?["'`]){1,3}([^\s"'`\\<>]{8,})\\?["'`])re"
     R"re(|=(?:([^\s"'`\\<>;,(){}\[\]$&=][^\s"'`\\<>;,(){}\[\]$&]{7,}\$?)(?:[\s;,"'`|)&\\]|$)|([^\s"'`\\<>;,(){}\[\]$=]{8,}={0,2})(?:[\s;,"'`|)\\]|$)))re"
     R"re(|(?:(?::=|=>|:)\s{0,8}(?:[|>][+-]?[ \t]{0,4}\r?\n[ \t]{1,24}|value:[ \t]{1,4})?|=(?:[ \t]{1,8}|\\\r?\n[ \t]{0,24}))([^\s"'`\\<>;,(){}\[\]$=][^\s"'`\\<>;,(){}\[\]$]{7,}\$?)(?:[ \t]{0,20}(?:[\r\n;,"'`\\]|$)|[ \t]{0,4}[}\]]|[ \t]{1,20}#)))re",
     .trigger =
         R"re((?i))re" GATEHOUSE_SECRET_TRIGGER
         R"re((?:\\?["'`]|\]|\)){0,3}(?:\[\d{0,4}\])?\s{0,8}(?:!?=|:|<-|string\s=|\|\||\?\?|\.(?:equals(?:ignorecase)?|compareto|contentequals|eql\??)\(|-?c?(?:eq|ne)\s|\s@?["'`]|[(,]\s{0,12}(?:default\s{0,2}[=:]\s{0,2})?[bruNLf@$]?\\?["'`]))re",
     .behind = 64,
     .kind = Rule::Kind::kGeneric,
     .found = {"password = \"<16:alnum>\"", "  db_password: kX7<14:alnum>\n", "#define WIFI_PSK \"kX7<14:alnum>\""},
     .not_found = {"password = getPassword()", "password: process.env.PASSWORD", "token = \"example-token-value\"",
                   "  credentials, refresh_timeout=60\n"}},
    {.id = "secret-compared",
     .title = "Secret that is compared with a telling name",
     .pattern =
         R"re((?:(?i:str(?:case|i)?cmp|strncmp|compare_digest|memcmp|timingsafeequal|constanttimecompare|hash_equals|secure_compare|fixedtimeequals)\(\s{0,4}b?["']([^\s"'`\\<>]{6,})["'],\s{0,4}|["']([^\s"'`\\<>]{6,})["'](?:\s{0,4}[!=]={1,2}\s{0,4}|\.(?i:equals(?:ignorecase)?|eql\??)\(\s{0,4}))[\w.$>\[-]{0,40}["']?)re" GATEHOUSE_SECRET_NAME
         R"re(\W)re",
     .trigger =
         R"re((?i)(?:str(?:case|i)?cmp|strncmp|compare_digest|memcmp|timingsafeequal|constanttimecompare|hash_equals|secure_compare|fixedtimeequals)\(\s{0,4}b?["'][^\s"'`\\<>]{6}|(?i)["'](?:\s{0,4}[!=]={1,2}\s{0,4}|\.(?:equals(?:ignorecase)?|eql\??)\(\s{0,4})[\w.$>\[-]{0,40}["']?)re" GATEHOUSE_SECRET_WORD,
     .before = 220,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"if (\"k7<12:alnum>Xq4\".equals(password)) {", "if (strcmp(\"k7<12:alnum>Xq4\", user->password) == 0)",
               "if 'k7<12:alnum>Xq4' == settings['password']:"},
     .not_found = {"assertEquals(\"k7<12:alnum>Xq4\", password);", "if (\"password1\".equals(password)) {",
                   "\"oauth2\".equals(tokenType)", "if '' == password:"}},
    {.id = "passphrase",
     .title = "Passphrase of words",
     .pattern =
         R"re((?:(?:(?i:passw(?:or)?d|passphrase|pwd)|_PASS|(?:\b|_)pass)["'\]]{0,2}\s{0,4}(?:[:=]|=>|={2,3}|:=)|\bPASS\s{0,4}=)\s{0,4}(?:"([^\s"\\<>{}$%][^"\\\n<>{}$%]{0,60} [^"\\\n<>{}$%]{0,60})"|'([^\s'\\<>{}$%][^'\\\n<>{}$%]{0,60} [^'\\\n<>{}$%]{0,60})'|([a-z]{3,10}(?: [a-z]{3,10}){3,9})[ \t]{0,4}(?:[\r\n]|$)))re",
     .trigger =
         R"re((?i)(?:passwo?r?d|passphrase|pwd|pass)["'\]]{0,2}\s{0,4}[:=]{1,3}>?\s{0,4}(?:["'][^\s"'\\<>{}$%]{1,30} [^"\\\n<>{}$%]|[a-z]{3,10} [a-z]{3,10} [a-z]{3,10} [a-z]{3}))re",
     .kind = Rule::Kind::kGeneric,
     .words = true,
     .found = {"password: correct horse battery staple\n", "DB_PASSWORD=\"My dog Rex is 7!\"",
               "{\"passphrase\": \"quartz lantern 42 meadow\"}"},
     .not_found = {"password: the new password of this account\n", "\"password\": \"enter at least 8 characters\"",
                   "password: plain text login secret\n", "PASS: \"Run size-3e\"  -O2"}},
    {.id = "secret-in-markup",
     .title = "Secret in an element or attribute with a telling name",
     .pattern =
         R"re(<(?:[^<>]{0,120})re" GATEHOUSE_SECRET_NAME
         R"re((?:[^<>]{0,60}>\s{0,8}(?:<!\[CDATA\[)?([^\s"'`<>&]{8,})(?:\]\]>)?\s{0,8}</|[\w.-]{0,20}["'][^<>]{0,80}\s(?:value|content)\s?=\s?["']([^\s"'`<>&]{8,})["'])|key>[^<>]{0,60})re" GATEHOUSE_SECRET_NAME
         R"re([\w.-]{0,20}</key>\s{0,40}<string>([^\s"'`<>&]{8,})</string>))re",
     .trigger =
         R"re((?i)<[\w.:-]{0,40})re" GATEHOUSE_SECRET_WORD
         R"re([^<>]{0,50}>\s{0,8}(?:<!\[CDATA\[)?[^\s"'`<>&]{8}|(?i)\s(?:name|key|id|property)\s?=\s?["'][\w.-]{0,60})re" GATEHOUSE_SECRET_WORD
         R"re(|(?i)<key>[^<>]{0,60})re" GATEHOUSE_SECRET_WORD R"re([\w.-]{0,30}</key>\s{0,40}<string>)re",
     .before = 120,
     .kind = Rule::Kind::kGeneric,
     .found = {"<password>k7<12:alnum>Xq4</password>", "<add key=\"ApiKey\" value=\"<32:alnum>\"/>",
               "<key>APISecret</key>\n\t<string><32:alnum></string>"},
     .not_found = {"<password>${env.PASSWORD}</password>", "<label for=\"password\">Password</label>",
                   "<input type=\"password\" name=\"password\" value=\"\">", "<token>${token}</token>"}},
    {.id = "secret-in-pair",
     .title = "Secret beside a telling name",
     .pattern =
         R"re((?:(?i:name|key|id|variable)["']?\s{0,4}[:=]\s{0,4}["']?[\w./-]{0,60})re" GATEHOUSE_SECRET_NAME
         R"re([\w.-]{0,20}["']?,?\s{1,60}(?:-\s)?(?:["']?[A-Za-z_]{2,16}["']?\s{0,12}[:=]\s{0,4}["']?[\w.-]{1,30}["']?,?\s{1,60})?["']?(?i:\w{0,9}value|default)["']?\s{0,4}[:=]\s{0,4}["']?([^\s"'`\\<>,{}]{8,})(?:["'`\s,}]|$)|variable\s{1,4}"[\w-]{0,60})re" GATEHOUSE_SECRET_NAME
         R"re([\w-]{0,20}"\s{1,4}\{[^{}]{0,200}?\sdefault\s{0,8}=\s{0,4}"([^\s"\\<>,{}]{8,})"))re",
     .trigger =
         R"re((?i)(?:(?:name|key|id|variable)["']?\s{0,4}[:=]\s{0,4}["']?|variable\s{1,4}")[\w./-]{0,60})re" GATEHOUSE_SECRET_WORD,
     .before = 90,
     .behind = 160,
     .kind = Rule::Kind::kGeneric,
     .found = {"- name: DB_PASSWORD\n  value: k7<12:alnum>Xq4\n",
               "{ \"name\": \"API_TOKEN\", \"value\": \"<32:alnum>\" }",
               "\"key\": \"apiSecret\",\n  \"value\": \"<32:alnum>\"\n"},
     .not_found = {"- name: DB_PASSWORD\n  valueFrom: { secretKeyRef: { name: db, key: password1 } }\n",
                   "- name: TOKEN_TYPE\n  value: access_token\n", "name: PASSWORD\n  value: ${PASSWORD}\n"}},
    {.id = "secret-as-default",
     .title = "Secret as the default of a variable",
     .pattern = R"re(\$\{[\w.]{0,60})re" GATEHOUSE_SECRET_NAME R"re([\w.]{0,30}:[-=]?([^\s"'`\\<>{}$?]{8,}\$?)\})re",
     .trigger = R"re((?i)\$\{[\w.]{0,60})re" GATEHOUSE_SECRET_WORD R"re([\w.]{0,40}:[-=]?[^\s"'`\\<>{}$?]{8})re",
     .kind = Rule::Kind::kGeneric,
     .found = {"JWT_SECRET: ${JWT_SECRET:-<32:alnum>}", "app.jwt.secret=${JWT_SECRET:<32:alnum>}"},
     .not_found = {"${JWT_SECRET:?set it in the environment}", "${DB_PASSWORD:-changeme}", "${TOKEN:-$OTHER_TOKEN1}"}},
    {.id = "sql-password",
     .title = "Password of an account in SQL",
     .pattern =
         R"re((?i:identified\s{1,4}(?:with\s{1,4}[^\s]{1,40}\s{1,4})?by(?:\s{1,4}password)?\s{1,4}(?:N?["']([^\s"'\\<>]{6,})["']|([^\s"'\\<>;]{6,})[;\s])|(?:user|role|login)[^;"']{1,120}\spassword\s{0,3}=?\s{0,3}N?["']([^\s"'\\<>]{6,})["']))re",
     .trigger =
         R"re((?i)identified\s{1,4}(?:with\s{1,4}[^\s]{1,40}\s{1,4})?by\s|(?i)\spassword\s{0,3}=?\s{0,3}N?["'][^\s"'\\]{6})re",
     .before = 140,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"CREATE USER 'app'@'%' IDENTIFIED BY 'k7<12:alnum>Q4';",
               "ALTER ROLE app WITH LOGIN PASSWORD 'k7<12:alnum>Q4';", "ALTER USER app IDENTIFIED BY k7<12:alnum>Q4;"},
     .not_found = {"CREATE USER app IDENTIFIED BY 'password';", "ALTER ROLE app WITH PASSWORD :'password1';",
                   "CREATE USER 'x' IDENTIFIED BY '${DB_PASSWORD1}';"}},
    {.id = "password-in-call",
     .title = "Password or key in a call",
     .pattern =
         R"re((?:(?i:basic_?auth|usernamepassword\w{0,30}|networkcredential|passwordauthentication|credentials\.basic|getconnection|auth\s{0,2}=|mysqli?_(?:p|real_)?connect|new\s{1,4}(?:mysqli|pdo)|dbi->connect|(?:smtp|imap|ftp|mail|server|client|session)\w{0,12}\.login)\s{0,2}\(\s{0,8}(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|\$?[\w.]{1,60})\s{0,4},\s{0,8}(?:(?:"[^"\n]{0,100}"|'[^'\n]{0,100}')\s{0,4},\s{0,8})?(?:Some\()?|provider[ (]\s{0,4}:\w{2,30},\s{0,4}["'][^\s"']{4,100}["'],\s{0,4}|(?i:secretkeyspec)\(\s{0,4}|(?i:convertto-securestring)\s{1,4}(?:-String\s{1,4})?|(?i:jwt\.(?:sign|verify|encode|decode))\(\s{0,8}[^,()"'\n]{1,80},\s{0,8}|(?i:hmac\.new)\(\s{0,8}b?|(?i:createhmac)\(\s{0,8}["'][\w-]{1,20}["'],\s{0,8})["']([^\s"'\\<>]{6,})["'])re",
     .trigger =
         R"re(provider[ (]\s{0,4}:\w{2,30},\s{0,4}["'][^\s"']{4,100}["'],\s{0,4}["']|(?i)secretkeyspec\(\s{0,4}["']|(?i)(?:basic_?auth|usernamepassword\w{0,30}|networkcredential|passwordauthentication|credentials\.basic|getconnection|auth\s{0,2}=|mysqli?_(?:p|real_)?connect|new\s{1,4}(?:mysqli|pdo)|dbi->connect|(?:smtp|imap|ftp|mail|server|client|session)\w{0,12}\.login)\s{0,2}\(\s{0,8}["'$\w]|(?i)convertto-securestring\s{1,4}|(?i)jwt\.(?:sign|verify|encode|decode)\(|(?i)hmac\.new\(|(?i)createhmac\()re",
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"requests.get(u, auth=(\"app\", \"k7<12:alnum>Q4\"))", "mysqli_connect('db', 'app', 'k7<12:alnum>Q4');",
               "DriverManager.getConnection(\"jdbc:mysql://db/shop\", \"app\", \"k7<12:alnum>Q4\");"},
     .not_found = {"requests.get(u, auth=(\"user\", \"password\"))", "server.login(user, os.environ[\"PASSWORD1\"])",
                   "HTTPBasicAuth(user, password1)"}},
    {.id = "key-in-section",
     .title = "Key in a section whose name says what it is for",
     .pattern =
         R"re((?i:["'\s.](?:jwt|encryption|signing|hmac)(?:settings|options|config|bearer)?)["']?\s{0,4}[:={]\s{0,4}\{?\s{0,20}(?:["']?\w{1,20}["']?\s{0,4}[:=]\s{0,4}["']?[^\s"'{}]{1,80}["']?,?\s{1,20}){0,3}["']?(?i:key|secret)["']?\s{0,4}[:=]\s{0,4}["']([^\s"'`\\<>,{}]{16,})["'])re",
     .trigger =
         R"re((?i)["'\s.](?:jwt|encryption|signing|hmac)(?:settings|options|config|bearer)?["']?\s{0,4}[:={]\s{0,4}\{?\s{0,20}(?:["']?\w{1,20}["']?\s{0,4}[:=]\s{0,4}["']?[^\s"'{}]{1,80}["']?,?\s{1,20}){0,3}["']?(?:key|secret)["']?\s{0,4}[:=]\s{0,4}["'][^\s"'`\\<>,{}]{16})re",
     .kind = Rule::Kind::kGeneric,
     .found = {"\"Jwt\": { \"Issuer\": \"https://h\", \"Key\": \"<40:alnum>\" }",
               "api:\n  encryption:\n    key: \"<43:alnum>=\"\n"},
     .not_found = {"\"Jwt\": { \"Key\": \"put-your-own-key-here\" }", "encryption:\n  key: \"{{ api_key1 }}\"\n"}},
    {.id = "session-cookie",
     .title = "Session in a cookie",
     .pattern =
         R"re((?i:cookie)["']?\s{0,4}[:=,]\s{0,4}["']?(?i:value["']?\s{0,2}:\s{0,2}["'])?(?:[^\n"']{0,400}[;\s])?(?i:[\w.-]{0,20}sess(?:ion)?[\w.-]{0,12}|connect\.sid|remember_\w{3,30})=([A-Za-z0-9%._~+/-]{20,}))re",
     .trigger = R"re((?i)(?:sess(?:ion)?[\w.-]{0,12}|connect\.sid|remember_\w{3,30})=[A-Za-z0-9%._~+/-]{20})re",
     .before = 450,
     .entropy = 3,
     .kind = Rule::Kind::kGeneric,
     .longest = 1000,
     .found = {"Cookie: theme=dark; sessionid=<32:hex>; x=1",
               "{\"name\": \"Cookie\", \"value\": \"PHPSESSID=<26:lower>\"}"},
     .not_found = {"Cookie: sessionid=$SESSION", "Set-Cookie: session=; Max-Age=0", "sessionid=<32:hex>"}},
    {.id = "secret-in-directive",
     .title = "Secret behind a telling name and a blank",
     .pattern =
         R"re((?:(?:^|\n)[ \t]{0,8}(?:ENV|setenv|setx|set -g?x|export -x)[ \t]{1,8}(?-i:\w{0,60}))re" GATEHOUSE_SECRET_NAME
         R"re(\w{0,20}|\b(?:requirepass|masterauth)["']?,?)[ \t]{1,8}(?:'([^'\s]{6,})'|"([^"\s$]{6,}\$?)"|([^\s"'`$<>{}()|;&,\\]{6,}\$?)(?:\s|$)))re",
     .trigger =
         R"re((?i)(?:ENV|setenv|setx|set -g?x|export -x)[ \t]{1,8}\w{0,60})re" GATEHOUSE_SECRET_WORD
         R"re(\w{0,30}[ \t]{1,8}["']?[^\s"'`$<>{}()|;&,\\=]{6}|(?:requirepass|masterauth)["']?,?[ \t]{1,8}["']?[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 12,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"ENV API_TOKEN <32:alnum>", "requirepass k7<12:alnum>Q4",
               "[\"redis-server\", \"--requirepass\", \"k7<12:alnum>Q4\"]"},
     .not_found = {"ENV API_TOKEN $TOKEN1", "# requirepass foobared", "setenv SSH_TOKEN_FILE1 /run/token2",
                   "ENV TOKEN_URL https://h/1"}},
};
#undef GATEHOUSE_SECRET_NAME
#undef GATEHOUSE_SECRET_TRIGGER
#undef GATEHOUSE_SECRET_WORD
#undef GATEHOUSE_KEY_OF

}  // namespace

std::span<const Rule> GenericRules() { return kGenericRules; }

}  // namespace gatehouse::scan

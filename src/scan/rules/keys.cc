// Private keys and other keys with a known form, of any service.
#include "scan/rules/families.h"

namespace gatehouse::scan {
namespace {

constexpr Rule kKeyRules[] = {
    {.id = "private-key",
     .title = "Private key",
     .pattern =
         R"re(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:(?:\\[nrt"])|[\s"'+,:.;\\(){}A-Za-z0-9/=-]){0,300}?[A-Za-z0-9+/]{24,}(?:(?:\\[nrt"])|[\s"'+,\\A-Za-z0-9/=])*)re",
     .trigger = "PRIVATE KEY(?: BLOCK)?-----",
     .before = 40,
     .found = {"-----BEGIN RSA PRIVATE KEY-----\n<64:b64>\n<64:b64>\n<64:b64>\n-----END RSA PRIVATE KEY-----",
               R"re("key": "-----BEGIN PRIVATE KEY-----\nMII<61:b64>\n<64:b64>\n-----END PRIVATE KEY-----\n")re",
               "'-----BEGIN OPENSSH PRIVATE KEY-----\\n' +\n  '<64:b64>' +\n '<64:b64>'"},
     .not_found = {"-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
                   "-----BEGIN PUBLIC KEY-----\n<64:b64>\n<64:b64>\n-----END PUBLIC KEY-----",
                   "if (!line.startsWith(\"-----BEGIN PRIVATE KEY-----\")) return;"}},
    // What every key's ASN.1 (RFC 8017, 5208, 5915, 8410) and OpenSSH's form begin with, in base64. Another first line
    // than that of private-key says what it is instead.
    {.id = "private-key-body",
     .title = "Private key without its first line",
     .pattern =
         R"re((?:^|[^-\s\\0-9A-Za-z+/]|[^-\s\\](?:\s|\\[nrt]){1,8})((?:MII[A-Za-z0-9+/]{2}[AQgw]IBA(?:AK[BC]|DANBgkqhkiG9w0BAQ)|MHcCAQEEI|MI(?:GkAgEBBD|HcAgEBBE)|MI(?:GHAgEAMBMG|G2AgEAMBAG|HuAgEAMBAG)ByqGSM49|MC4CAQAwBQYDK2V[uw]BCIEI|MEcCAQAwBQYDK2VxBDsEO|b3BlbnNzaC1rZXktdjEA)(?:(?:\\[nrt"])|[\s"'+,\\A-Za-z0-9/=]){40,}))re",
     .trigger =
         R"re(MII[A-Za-z0-9+/]{2}[AQgw]IBAAK[BC]|MII[A-Za-z0-9+/]{2}[AQgw]IBADANBgkqhkiG9w0BAQ|MHcCAQEEI[A-Za-z0-9+/]{16}|MIGkAgEBBD|MIHcAgEBBE|MIGHAgEAMBMGByqGSM49|MIG2AgEAMBAGByqGSM49|MIHuAgEAMBAGByqGSM49|MC4CAQAwBQYDK2V[uw]BCIEI|MEcCAQAwBQYDK2VxBDsEO|b3BlbnNzaC1rZXktdjEA)re",
     .before = 2,
     .entropy = 4,
     .kind = Rule::Kind::kGeneric,
     .longest = 20000,
     .found =
         {"String key = \"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC<200:b64>\";",
          "MIIEpAIBAAKCAQEA<48:b64>\n<64:b64>\n<64:b64>\n",
          "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n<70:b64>\n<70:b64>\n"},  // gatehouse:allow
     .not_found = {"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A<200:b64>",
                   "-----BEGIN RSA TESTING KEY-----\nMIIEpAIBAAKCAQEA<200:b64>",
                   "if (text.startsWith(\"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\"))",
                   "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD<60:b64>"}},
    {.id = "putty-private-key",
     .title = "PuTTY private key",
     .pattern =
         R"re(PuTTY-User-Key-File-[23]: [a-z0-9-]+\r?\n(?:[^\n]+\n){1,40}?Private-Lines: \d+\r?\n[A-Za-z0-9+/]{40,})re",
     .trigger = "PuTTY-User-Key-File-[23]: ",
     .found = {"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: me\nPublic-Lines: "
               "1\n<64:b64>\nPrivate-Lines: 8\n<64:b64>\n"},
     .not_found = {"PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n"}},
    {.id = "jwk-private-key",
     .title = "Private JSON Web Key",
     .pattern = R"re("d"\s{0,8}:\s{0,8}"(<40-700:url>)")re",
     .trigger = R"re("d"\s{0,8}:\s{0,8}"[A-Za-z0-9_-]{16})re",
     .entropy = 4,
     .found = {R"re({"kty":"EC","crv":"P-256","d":"<43:url>","x":"<43:url>"})re"},
     .not_found = {R"re({"d": "<20:url>"})re", R"re({"kty":"EC","x":"<43:url>"})re"}},
    {.id = "age-secret-key",
     .title = "age identity",
     .pattern = "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
     .trigger = "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{16}",
     .found = {"AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE"},  // gatehouse:allow
     .not_found = {"AGE-SECRET-KEY-1QPZRY9X"}},
    {.id = "jwt",
     .title = "JSON Web Token",
     .pattern = R"re(ey[IJ]<8-2000:url>\.ey[IJ]<8-8000:url>\.<16-2000:url>)re",
     .trigger = "ey[IJ][A-Za-z0-9_-]{8,400}\\.ey[IJ]",
     .entropy = 3.5,
     .found = {"Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI<20:url>.<43:url>",  // gatehouse:allow
               "t=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ<40:url>.<86:url>"},
     .not_found = {"eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI<20:url>."}},
    {.id = "jwe",
     .title = "Encrypted JSON Web Token",
     .pattern = R"re(ey[IJ]<16-2000:url>\.<0-800:url>\.<16:url>\.<8-8000:url>\.<22:url>)re",
     .trigger = "eyJlbmMi[A-Za-z0-9_-]{8}|eyJhbGciOiJ(?:SU0E|kaX|FQ0)[A-Za-z0-9_-]{8}",
     .before = 0,
     .entropy = 3.5,
     .found = {"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..<16:url>.<40:url>.<22:url>"},
     .not_found = {"eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0"}},
    {.id = "wireguard-key",
     .title = "WireGuard private or preshared key",
     .pattern = R"re((?i:PrivateKey|PresharedKey)\s{0,10}=\s{0,10}(<43:b64>=))re",
     .trigger = "(?i)P(?:rivate|reshared)Key\\s{0,10}=",
     .entropy = 3.5,
     .found = {"[Interface]\nPrivateKey = <42:b64>8=\n", "PresharedKey=<42:b64>A="},
     .not_found = {"PublicKey = <42:b64>8=", "PrivateKey = none"}},
    {.id = "htpasswd-hash",
     .title = "Password hash",
     .pattern =
         R"re(\$(?:2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|(?:1|apr1)\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|5\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43}|6\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}|8\$[./A-Za-z0-9]{14}\$[./A-Za-z0-9]{43}|y\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}))re",
     .trigger =
         R"re(\$(?:2[abxy]?\$\d\d\$[./A-Za-z0-9]{16}|(?:[1568y]|apr1)\$[./A-Za-z0-9=$]{1,60}\$[./A-Za-z0-9]{16}))re",
     .before = 2,
     .entropy = 3,
     .found = {"admin:$2y$10$<53:alnum>", "root:$6$<8:alnum>$<86:alnum>:19000:0",
               "enable secret 8 $8$<14:alnum>$<43:alnum>"},
     .not_found = {"$2y$10$short", "echo $1$2$3", "$5$<8:alnum>$<12:alnum>"}},
    {.id = "kerberos-hash",
     .title = "Kerberos ticket to crack",
     .pattern = R"re(\$krb5(?:asrep|tgs|pa)\$\d\d?\$[^\s:]{1,80}[:$*][^\s]{16,200}\$?<40-4000:xhex>)re",
     .trigger = R"re(\$krb5(?:asrep|tgs|pa)\$)re",
     .found = {"$krb5asrep$23$user@domain.com:<32:hex>$<200:hex>"},
     .not_found = {"$krb5asrep$23$"}},
    {.id = "gpp-password",
     .title = "Password of a Windows group policy",
     .pattern = R"re(cpassword\s{0,4}=\s{0,4}["'](<22-400:b64>={0,2})["'])re",
     .trigger = "cpassword\\s{0,4}=",
     .entropy = 3,
     .found = {R"re(<Properties action="U" cpassword="<43:b64>" />)re"},
     .not_found = {R"re(cpassword="")re"}},
    {.id = "ansible-vault-password",
     .title = "Ansible become password",
     .pattern =
         R"re((?i:ansible_(?:become_|ssh_|sudo_)?pass(?:word)?)["']?\s{0,4}[:=]\s{0,4}["']?([^\s"'{}$!<>|]{6,100}))re",
     .trigger = "(?i)ansible_(?:become_|ssh_|sudo_)?pass(?:word)?[\"']?\\s{0,4}[:=]",
     .entropy = 2.5,
     .found = {"host1 ansible_ssh_pass=Tr0ub4dor<6:alnum>"},  // gatehouse:allow
     .not_found = {"ansible_password: \"{{ vault_password }}\"", "ansible_become_pass: !vault |"}},
};

}  // namespace

std::span<const Rule> KeyRules() { return kKeyRules; }

}  // namespace gatehouse::scan

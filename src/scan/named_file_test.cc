#include "scan/named_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What counts in a file with this name and this text.
std::vector<std::string> Secrets(std::string_view text, std::string_view file) {
  std::vector<Hit> hits;
  AddHitsOfWholeText(text, hits);
  std::vector<std::string> secrets;
  for (const Hit& hit : hits) {
    EXPECT_EQ(text.substr(hit.from, hit.to - hit.from), hit.secret);
    if (CountsIn(*hit.rule, file)) secrets.push_back(hit.secret);
  }
  return secrets;
}

TEST(NamedFile, A5_TheWholeTextOfAFileThatIsCalledASecretIsOne) {
  const std::string hex = Example("<32:hex>", 3);
  const std::string password = "k7" + Example("<9:alnum>", 5) + "X4";
  for (const char* file : {"config/master.key", "config/credentials/production.key", "secret_key_base.txt",
                           "jwt.secret", "secrets/api_key", "secrets/api-key.txt", "token.txt", ".auth_token",
                           "a.zip!app/.secret", "MASTER.KEY", "encryption.key", "access_key"}) {
    EXPECT_THAT(Secrets(hex, file), ElementsAre(hex)) << file;
    EXPECT_THAT(Secrets(hex + "\r\n", file), ElementsAre(hex)) << file;
  }
  for (const char* file : {".vault_pass", "vault_pass.txt", ".vault-password", "secrets/db_password", "db.pass",
                           "redis_password.txt", "password.txt", "passphrase", "MYSQL_ROOT_PASSWORD", "admin.passwd"}) {
    EXPECT_THAT(Secrets("\n " + password + "\n", file), ElementsAre(password)) << file;
  }
}

TEST(NamedFile, A5_OtherFilesAndOtherTextsAreNone) {
  const std::string hex = Example("<32:hex>", 3);
  for (const char* file : {"", "README", "master.pub", "token.py", "tokens.json", "password.html", "commit", "key",
                           "monkey.txt", "VERSION", "secret.sha256", "secrets/README.md", "keys.txt", "secret/name"}) {
    EXPECT_THAT(Secrets(hex, file), IsEmpty()) << file;
  }
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("changeme"), std::string("password"), std::string("my-secret-1"),
        std::string("$ANSIBLE_VAULT;1.1;AES256"), std::string("${DB_PASSWORD1}"), hex + " " + hex, hex + "\n" + hex,
        "token: " + hex, std::string("see the wiki, page 4"), std::string(300, 'a') + "1",
        std::string("/run/secrets/x1"), std::string("hunter2"), std::string("00000000000000000000000000000000"),
        std::string("test1234"), std::string("https://vault.example.org/v1/secret2"), "\xff" + hex}) {
    EXPECT_THAT(Secrets(text, "secrets/db_password.txt"), IsEmpty()) << text;
  }
}

TEST(NamedFile, A5_TheSecretsOfDialInAccounts) {
  const std::string password = "k7" + Example("<9:alnum>", 5) + "X4";
  for (const char* file : {"etc/ppp/chap-secrets", "pap-secrets"}) {
    EXPECT_THAT(Secrets("# client server secret1 IP\nbob  *  \"" + password + "\"  *\n", file), ElementsAre(password));
    EXPECT_THAT(Secrets("\"my isp\"\tppp0\t" + password + "\n", file), ElementsAre(password));
    EXPECT_THAT(Secrets("bob * * *\n", file), IsEmpty());
  }
  EXPECT_THAT(Secrets("bob * " + password + " *\n", "notes.txt"), IsEmpty());
  EXPECT_THAT(Secrets("a line1 of2 words3 only4\n", "chap-secrets"), IsEmpty());
}

TEST(NamedFile, A5_TheLinesOfAPrivateKeyWithoutTheirFirstLine) {
  const std::string lines = Example("<70:b64>\n<70:b64>\n<42:b64>", 4);
  for (const char* file : {"id_rsa", ".ssh/id_ed25519", "keys/ID_ECDSA", "id_dsa.bak", "id_rsa_deploy",
                           "ssh_host_rsa_key", "home.zip!.ssh/identity"}) {
    EXPECT_THAT(Secrets(lines + "\n", file), ElementsAre(lines)) << file;
    EXPECT_THAT(
        Secrets("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n" + lines + "\n-----END RSA PRIVATE KEY-----\n",
                file),
        ElementsAre(lines))
        << file;
  }
  for (const char* file : {"id_rsa.pub", "id_rsa.example", "photo.b64", "key.pem", "identity.ts"})
    EXPECT_THAT(Secrets(lines, file), IsEmpty()) << file;
  EXPECT_THAT(Secrets("ssh-rsa " + lines, "id_rsa"), IsEmpty());
  EXPECT_THAT(Secrets("see the wiki\n" + lines, "id_rsa"), IsEmpty());
  EXPECT_THAT(Secrets(lines.substr(0, 60), "id_rsa"), IsEmpty());
}

TEST(NamedFile, A5_ListsOfAccountsAndTheirHashes) {
  EXPECT_THAT(Secrets("# web\nadmin:rl0uE4b8mFZ.c\nbob:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n", "conf/.htpasswd"),
              ElementsAre("rl0uE4b8mFZ.c", "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g="));
  const std::string hash = Example("<32:hex>", 3);
  EXPECT_THAT(Secrets("bob:realm of the site:" + hash + "\n", ".htdigest"), IsEmpty());  // not yet: blanks
  EXPECT_THAT(Secrets("bob:site:" + hash + "\n", ".htdigest"), ElementsAre(hash));
  EXPECT_THAT(Secrets("bob:1000:AAD3B435B51404EEAAD3B435B51404EE:" + hash + ":[U ]:LCT-1:\n", "smbpasswd"),
              ElementsAre(hash));
  EXPECT_THAT(Secrets("bob:k7Qm4xZt9X4\n", "app.htpasswd"), ElementsAre("k7Qm4xZt9X4"));
  EXPECT_THAT(Secrets("root:x:0:0:root:/root:/bin/bash\nbob:x:1000:1000::/home/bob:/bin/sh\n", "passwd"), IsEmpty());
  EXPECT_THAT(Secrets("root:*:19000:0:99999:7:::\nbob:!:19000:0:99999:7:::\n", "shadow"), IsEmpty());
  EXPECT_THAT(Secrets("bob:k7Qm4xZt9X4\n", "hosts.txt"), IsEmpty());
  EXPECT_THAT(Secrets("bob:k7Qm4xZt9X4\nnothing\n", ".htpasswd"), IsEmpty());
}

TEST(NamedFile, A5_PgPass) {
  EXPECT_THAT(Secrets("*:*:*:app:hunter22x\ndb:6432:shop:app:k7:Qm4xZ\n", "home/.pgpass"),  // gatehouse:allow
              ElementsAre("hunter22x", "k7:Qm4xZ"));
  EXPECT_THAT(Secrets("*:*:*:app:hunter22x\n", "APPDATA/pgpass.conf"), ElementsAre("hunter22x"));  // gatehouse:allow
  EXPECT_THAT(Secrets("*:*:*:app:$PASSWORD1\n", ".pgpass"), IsEmpty());
  EXPECT_THAT(Secrets("*:*:*:app:hunter22x\n", "notes.txt"), IsEmpty());        // gatehouse:allow
  EXPECT_THAT(Secrets("*:*:*:app:hunter22x\n", ".pgpass.example"), IsEmpty());  // gatehouse:allow
}

TEST(NamedFile, HoldsNothingElse) {
  EXPECT_TRUE(HoldsNothingElse("k7Qm4xZt9X4\n"));
  EXPECT_FALSE(HoldsNothingElse("int main() {}\n"));
  EXPECT_FALSE(HoldsNothingElse(""));
}

}  // namespace
}  // namespace gatehouse::scan

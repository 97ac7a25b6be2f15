#include "scan/named_file.h"

#include <gtest/gtest.h>

#include <string>

#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

TEST(NamedFile, A5_TheWholeTextOfAFileThatIsCalledASecretIsOne) {
  const std::string hex = Example("<32:hex>", 3);
  const std::string password = "k7" + Example("<9:alnum>", 5) + "X4";
  for (const char* file : {"config/master.key", "config/credentials/production.key", "secret_key_base.txt",
                           "jwt.secret", "secrets/api_key", "secrets/api-key.txt", "token.txt", ".auth_token",
                           "a.zip!app/.secret", "MASTER.KEY", "encryption.key", "access_key"}) {
    EXPECT_TRUE(SecretOfNamedFile(hex, file)) << file;
    EXPECT_TRUE(SecretOfNamedFile(hex + "\r\n", file)) << file;
  }
  for (const char* file : {".vault_pass", "vault_pass.txt", ".vault-password", "secrets/db_password", "db.pass",
                           "redis_password.txt", "password.txt", "passphrase", "MYSQL_ROOT_PASSWORD", "admin.passwd"}) {
    const auto hit = SecretOfNamedFile("\n " + password + "\n", file);
    ASSERT_TRUE(hit) << file;
    EXPECT_EQ(hit->secret, password);
    EXPECT_EQ(hit->from, 2U);
  }
}

TEST(NamedFile, A5_OtherFilesAndOtherTextsAreNone) {
  const std::string hex = Example("<32:hex>", 3);
  for (const char* file : {"", "README", "master.pub", "token.py", "tokens.json", "password.html", "commit", "key",
                           "monkey.txt", "VERSION", "secret.sha256", "secrets/README.md", "keys.txt", "secret/name"}) {
    EXPECT_FALSE(SecretOfNamedFile(hex, file)) << file;
  }
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("changeme"), std::string("password"), std::string("my-secret-1"),
        std::string("$ANSIBLE_VAULT;1.1;AES256"), std::string("${DB_PASSWORD1}"), hex + " " + hex, hex + "\n" + hex,
        "token: " + hex, std::string("see the wiki, page 4"), std::string(300, 'a') + "1",
        std::string("/run/secrets/x1"), std::string("hunter2"), std::string("00000000000000000000000000000000"),
        std::string("test1234"), std::string("https://vault.example.org/v1/secret2"), "\xff" + hex}) {
    EXPECT_FALSE(SecretOfNamedFile(text, "secrets/db_password.txt")) << text;
  }
}

}  // namespace
}  // namespace gatehouse::scan

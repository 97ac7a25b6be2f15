// Many RS256 tokens that differ only in their `jti`, one per line: what "every token new" is measured with.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/file.h"

namespace {

using namespace gatehouse;

struct Wanted {
  std::string key_file;
  std::string issuer;
  std::string audience;
  int droplet_id = 14;
  int count = 1;
  int life_s = 3600;
};

base::Result<std::string> MakeToken(const crypto::PrivateKey& key, const Wanted& wanted, int64_t now_s, int number) {
  const std::string payload = fmt::format(
      R"({{"iss":"{}","aud":"{}","sub":"droplet:{}","droplet_id":{},"iat":{},"exp":{},"jti":"bench-{}"}})",
      wanted.issuer, wanted.audience, wanted.droplet_id, wanted.droplet_id, now_s, now_s + wanted.life_s, number);
  const std::string signed_part =
      base::Base64UrlEncode(R"({"alg":"RS256","typ":"JWT"})") + "." + base::Base64UrlEncode(payload);
  auto signature = key.Sign(crypto::Algorithm::kRs256, signed_part);
  if (!signature) return std::unexpected(signature.error());
  return signed_part + "." + base::Base64UrlEncode(*signature);
}

int Fail(const base::Error& error) {
  fmt::print(stderr, "make_tokens: {}\n", error.Text());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Wanted wanted;
  CLI::App app{"Prints RS256 tokens that differ only in their jti, one per line."};
  app.add_option("--key", wanted.key_file, "RSA private key, PEM")->required();
  app.add_option("--issuer", wanted.issuer)->required();
  app.add_option("--audience", wanted.audience)->required();
  app.add_option("--droplet-id", wanted.droplet_id)->check(CLI::Range(1, 999));
  app.add_option("--count", wanted.count)->check(CLI::Range(1, 1'000'000));
  app.add_option("--life", wanted.life_s, "seconds")->check(CLI::Range(1, 86'400));
  CLI11_PARSE(app, argc, argv);

  const auto pem = base::ReadFile(wanted.key_file);
  if (!pem) return Fail(pem.error());
  const auto key = crypto::PrivateKey::FromPem(*pem);
  if (!key) return Fail(key.error());

  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  for (int number = 0; number < wanted.count; ++number) {
    const auto token = MakeToken(*key, wanted, now_s, number);
    if (!token) return Fail(token.error());
    fmt::print("{}\n", *token);
  }
  return EXIT_SUCCESS;
}

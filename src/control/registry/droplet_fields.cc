#include "control/registry/droplet_fields.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "gate/directory/directory.h"
#include "jose/jwk_set.h"

namespace gatehouse::registry {
namespace {

bool IsRole(std::string_view role) {
  constexpr std::string_view kMarks = "._:-";
  if (role.empty() || role.size() > kMaxRoleBytes) return false;
  return std::ranges::all_of(role, [&](char c) { return base::IsAlnum(c) || kMarks.contains(c); });
}

}  // namespace

base::Result<> ApplyFields(const service::AdminBody& body, store::Droplet& droplet) {
  struct Line {
    const char* name;
    std::string store::Droplet::* member;
    size_t max_bytes;
  };
  constexpr std::array kLines = {Line{"name", &store::Droplet::name, kMaxNameBytes},
                                 Line{"steward", &store::Droplet::steward, kMaxStewardBytes}};
  for (const Line& line : kLines) {
    if (!body.Has(line.name)) continue;
    const auto text = body.Text(line.name);
    if (!text || text->empty() || !service::IsLine(*text, line.max_bytes)) {
      return base::Fail("Must be one line of text", line.name, "at most " + std::to_string(line.max_bytes) + " bytes");
    }
    droplet.*line.member = *text;
  }
  if (body.Has("url")) {
    const auto url = body.Text("url");
    const auto parsed = gate::ParseDropletUrl(url.value_or(""));
    if (!parsed) return base::Fail(parsed.error().what, "url", parsed.error().fix);
    droplet.url = *url;
  }
  if (body.Has("roles")) {
    auto roles = body.Texts("roles");
    if (!roles || roles->size() > kMaxRoles || !std::ranges::all_of(*roles, IsRole)) {
      return base::Fail("Must be a list of at most 32 words", "roles", "letters, digits and . _ : -, at most 64 bytes");
    }
    std::ranges::sort(*roles);
    roles->erase(std::ranges::unique(*roles).begin(), roles->end());
    droplet.roles = *std::move(roles);
  }
  return {};
}

base::Result<std::string> PublicJwkOf(const std::string& text) {
  const auto keys = jose::JwkSet::Parse(text);
  if (!keys) return base::Fail(keys.error().what, "public_key", "give one public key, as PEM or JWK");
  if (keys->left_out().secrets > 0) {
    return base::Fail("Contains a private or symmetric key", "public_key",
                      "send only the public key, and make a new key pair");
  }
  if (keys->keys().size() != 1) return base::Fail("Contains several keys", "public_key", "give them one by one");
  const jose::Jwk& key = keys->keys().front();
  using crypto::Algorithm;
  constexpr std::array kUsual = {Algorithm::kRs256, Algorithm::kEs256, Algorithm::kEdDsa};
  const auto usual = std::ranges::find_if(kUsual, [&](Algorithm algorithm) { return key.key.Fits(algorithm); });
  if (usual == kUsual.end()) return base::Fail("This kind of key cannot sign here", "public_key");
  auto jwk = nlohmann::ordered_json::parse(key.key.Jwk(key.kid, key.algorithm.value_or(*usual)), nullptr, false);
  if (jwk.is_discarded()) return base::Fail("Cannot be written as a JWK", "public_key");
  if (!key.algorithm) jwk.erase("alg");  // without `alg`, an RSA key may sign RS256 and PS256
  if (key.kid.empty()) jwk.erase("kid");
  return jwk.dump();
}

}  // namespace gatehouse::registry

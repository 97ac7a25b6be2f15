#include "dotenv/key_check.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::dotenv {
namespace {

using Verdict = KeyFinding::Verdict;

constexpr std::string_view kMakeKey =
    "gpg --quick-generate-key 'NAME <MAIL>' ed25519 sign 1y && gpg --quick-add-key FINGERPRINT cv25519 encr 1y";

// When the subkey expires, at the latest with its primary key. Empty: never.
std::optional<base::Wall> EndOf(const GpgKey& key, const GpgSubkey& part) {
  const std::optional<base::Wall> primary = key.subkeys.front().expires;
  if (!primary || !part.expires) return primary ? primary : part.expires;
  return std::min(*primary, *part.expires);
}

std::string Prolong(const GpgKey& key) {
  const std::string command = "gpg --quick-set-expire " + key.fingerprint + " 1y";
  return command + " && " + command + " '*'";
}

bool LivesLonger(std::optional<base::Wall> one, std::optional<base::Wall> other) {
  return other && (!one || *one > *other);
}

KeyFinding JudgeEncryptionKey(const KeyFacts& facts, base::Wall now) {
  constexpr std::string_view kCheck = "gpg_encryption_key";
  if (!facts.secret_keys) return {kCheck, Verdict::kBad, facts.secret_keys.error().what, facts.secret_keys.error().fix};
  const GpgSubkey* longest = nullptr;  // the usable one that expires last
  const GpgKey* owner = nullptr;
  const GpgKey* expired = nullptr;
  const GpgKey* stub = nullptr;  // its encryption key is usable, but the secret part is kept elsewhere
  for (const GpgKey& key : *facts.secret_keys) {
    const GpgSubkey* const part = EncryptionPart(key);
    const bool has_expired = std::ranges::any_of(
        key.subkeys, [&](const GpgSubkey& one) { return one.can_encrypt && (one.expired || key.expired); });
    if (part == nullptr && has_expired) expired = &key;
    if (part != nullptr && !part->secret_here) stub = &key;
    if (part == nullptr || !part->secret_here) continue;
    if (longest == nullptr || LivesLonger(EndOf(key, *part), EndOf(*owner, *longest))) {
      longest = part;
      owner = &key;
    }
  }
  if (longest != nullptr && EndOf(*owner, *longest) && *EndOf(*owner, *longest) < now + kExpirySoon) {
    const auto days = std::chrono::floor<std::chrono::days>(*EndOf(*owner, *longest) - now).count();
    return {kCheck, Verdict::kSoon, "GPG key " + owner->fingerprint + " expires in " + std::to_string(days) + " days",
            Prolong(*owner)};
  }
  if (longest != nullptr) {
    const char* const with = longest->on_card ? " can decrypt, while its smartcard is inserted" : " can decrypt";
    return {kCheck, Verdict::kGood, "GPG key " + owner->fingerprint + with, {}};
  }
  if (stub != nullptr) {
    return {kCheck, Verdict::kBad,
            "GPG key " + stub->fingerprint + " cannot decrypt: the secret part of its encryption key " +
                EncryptionPart(*stub)->fingerprint + " is not here",
            "where it is: gpg --export-secret-subkeys " + EncryptionPart(*stub)->fingerprint +
                "! > FILE; here: gpg --import FILE"};
  }
  if (expired != nullptr) {
    return {kCheck, Verdict::kBad, "GPG key " + expired->fingerprint + " has expired", Prolong(*expired)};
  }
  if (facts.secret_keys->empty()) {
    if (!facts.named_key.empty()) {
      return {kCheck, Verdict::kBad, "There is no secret GPG key " + facts.named_key, "gpg --import FILE"};
    }
    return {kCheck, Verdict::kBad, "There is no secret GPG key", std::string(kMakeKey)};
  }
  const std::string& fingerprint = facts.secret_keys->front().fingerprint;
  return {kCheck, Verdict::kBad, "GPG key " + fingerprint + " cannot decrypt: it has no encryption key",
          "gpg --quick-add-key " + fingerprint + " cv25519 encr 1y"};
}

KeyFinding JudgeAgent(const KeyFacts& facts) {
  constexpr std::string_view kCheck = "ssh_agent";
  if (!facts.agent_keys) return {kCheck, Verdict::kBad, facts.agent_keys.error().what, facts.agent_keys.error().fix};
  if (*facts.agent_keys == 0) return {kCheck, Verdict::kBad, "The SSH agent has no key", "ssh-add"};
  return {kCheck, Verdict::kGood, "The SSH agent has " + std::to_string(*facts.agent_keys) + " key(s)", {}};
}

bool IsOpenPgp(const KeyFacts& facts) { return facts.format.empty() || facts.format == "openpgp"; }

// The subkey that git's user.signingkey names: that one if it ends in '!', else the one that GPG chooses.
const GpgSubkey* MeantPart(const GpgKey& key, std::string_view named) {
  if (!named.ends_with('!')) return SigningPart(key);
  named.remove_suffix(1);
  if (named.starts_with("0x")) named.remove_prefix(2);
  for (const GpgSubkey& part : key.subkeys) {
    if (part.fingerprint.size() < named.size() || !part.can_sign || part.expired || part.unusable) continue;
    if (base::EqualIgnoringCase(std::string_view(part.fingerprint).substr(part.fingerprint.size() - named.size()),
                                named)) {
      return &part;
    }
  }
  return nullptr;
}

const GpgSubkey* PgpSigningPart(const KeyFacts& facts) {
  if (!facts.signing_keys) return nullptr;
  for (const GpgKey& key : *facts.signing_keys) {
    if (const GpgSubkey* const part = MeantPart(key, facts.signing_key)) return part;
  }
  return nullptr;
}

KeyFinding JudgeSigningKey(const KeyFacts& facts) {
  constexpr std::string_view kCheck = "git_signing_key";
  constexpr std::array<std::string_view, 4> kFormats = {"", "openpgp", "ssh", "x509"};
  if (std::ranges::find(kFormats, facts.format) == kFormats.end()) {
    return {kCheck, Verdict::kBad, "git's gpg.format is none of openpgp, ssh and x509",
            "git config --global gpg.format openpgp"};
  }
  if (facts.signing_key.empty()) {
    return {kCheck, Verdict::kBad, "git's user.signingkey is not set", "git config --global user.signingkey KEY"};
  }
  if (facts.format == "ssh" && !facts.signing_file_is_there) {
    return {kCheck, Verdict::kBad, "git's user.signingkey names no SSH key: " + facts.signing_key,
            "ssh-keygen -t ed25519 -f ~/.ssh/signing && git config --global user.signingkey ~/.ssh/signing.pub"};
  }
  if (IsOpenPgp(facts)) {
    if (!facts.signing_keys)
      return {kCheck, Verdict::kBad, facts.signing_keys.error().what, facts.signing_keys.error().fix};
    if (facts.signing_keys->empty()) {
      return {kCheck, Verdict::kBad, "The secret GPG key of git's user.signingkey is not here: " + facts.signing_key,
              "gpg --import FILE"};
    }
    if (PgpSigningPart(facts) == nullptr) {
      return {kCheck, Verdict::kBad,
              "The GPG key of git's user.signingkey cannot sign (expired, revoked, or not made for it)",
              "gpg --quick-add-key " + facts.signing_keys->front().fingerprint + " ed25519 sign 1y"};
    }
  }
  return {kCheck, Verdict::kGood, "git signs with " + facts.signing_key, {}};
}

KeyFinding JudgeSeparation(const KeyFacts& facts) {
  constexpr std::string_view kCheck = "separate_keys";
  const GpgSubkey* const signing = IsOpenPgp(facts) ? PgpSigningPart(facts) : nullptr;
  bool both = signing != nullptr && signing->can_encrypt;
  if (facts.secret_keys && signing != nullptr) {
    for (const GpgKey& key : *facts.secret_keys) {
      const GpgSubkey* const part = EncryptionPart(key);
      both = both || (part != nullptr && part->fingerprint == signing->fingerprint);
    }
  }
  if (!both) return {kCheck, Verdict::kGood, "No key both encrypts and signs for git", {}};
  return {kCheck, Verdict::kBad, "GPG key " + signing->fingerprint + " both encrypts and signs for git",
          std::string(kMakeKey) + " && git config --global user.signingkey FINGERPRINT"};
}

}  // namespace

std::vector<KeyFinding> JudgeKeys(const KeyFacts& facts, base::Wall now) {
  return {JudgeEncryptionKey(facts, now), JudgeAgent(facts), JudgeSigningKey(facts), JudgeSeparation(facts)};
}

}  // namespace gatehouse::dotenv

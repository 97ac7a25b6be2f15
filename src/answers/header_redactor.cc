#include "answers/header_redactor.h"

#include <algorithm>
#include <vector>

#include "base/bytes.h"
#include "events/known_key.h"
#include "events/redaction.h"

namespace gatehouse::answers {
namespace {

// Fields whose value is an address that the client uses.
constexpr std::string_view kAddresses[] = {"location", "content-location", "link", "refresh"};
// Fields whose value the client stores and sends back: whatever it is, it is the client's.
constexpr std::string_view kStored[] = {"set-cookie"};
constexpr int kMostLayers = 4;  // of percent-encoding

bool IsOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [name](std::string_view each) { return base::EqualIgnoringCase(name, each); });
}

// True if the field loses secrets of this kind. Tokens stay everywhere: a header such as Authorization or X-Auth-Token
// is how a service answers a login.
bool Loses(std::string_view name, Kind kind) {
  if (kind == Kind::kCanary) return true;
  if (kind == Kind::kToken || IsOneOf(name, kStored)) return false;
  return kind != Kind::kAddress || !IsOneOf(name, kAddresses);
}

bool SpellsACanary(const SecretFinder& finder, patterns::Scratch& scratch, std::string_view value) {
  std::vector<Start> starts;
  finder.FindStarts(value, scratch, starts);
  return std::ranges::any_of(starts, [](Start start) { return start.kind == Kind::kCanary; });
}

// True if a canary appears once any mixture of percent-encoded and other characters is decoded.
bool HidesACanary(const SecretFinder& finder, patterns::Scratch& scratch, std::string_view value) {
  std::string text(value);
  for (int layer = 0; layer < kMostLayers && text.contains('%'); ++layer) {
    auto decoded = base::PercentDecode(text);
    if (!decoded) return false;
    text = *std::move(decoded);
    if (SpellsACanary(finder, scratch, text)) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> RedactedHeader(const SecretFinder& finder, patterns::Scratch& scratch, std::string_view name,
                                          std::string_view value, Removed& removed) {
  if (value.size() < kLeastCanary) return std::nullopt;
  std::vector<Start> starts;
  finder.FindStarts(value, scratch, starts);
  std::vector<Secret> secrets;
  for (const Start& start : starts) {
    const auto secret = finder.SecretAt(value, start, {});
    if (secret && Loses(name, secret->kind)) secrets.push_back(*secret);
  }
  std::ranges::sort(secrets, {}, &Secret::begin);  // the password of an address begins behind its user
  std::string redacted;
  size_t done = 0;
  for (const Secret& secret : secrets) {
    if (secret.end <= done) continue;
    if (secret.begin >= done) redacted.append(value.substr(done, secret.begin - done)).append(events::kRedacted);
    done = secret.end;
    ++(secret.kind == Kind::kCanary ? removed.canaries : removed.secrets);
  }
  redacted.append(value.substr(done));
  if (HidesACanary(finder, scratch, redacted)) {
    ++removed.canaries;
    return std::string(events::kRedacted);
  }
  return done > 0 ? std::optional(std::move(redacted)) : std::nullopt;
}

}  // namespace gatehouse::answers

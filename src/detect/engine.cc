#include "detect/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "base/bytes.h"
#include "base/counted.h"
#include "base/ip.h"

namespace gatehouse::detect {
namespace {

constexpr std::string_view kDropletPrefix = "droplet:";
constexpr size_t kMaxDetails = 160;  // of an event's details in a sentence
// One network, for telling a client that moves from one that is used in many places.
constexpr int kV4NetworkBits = 16;
constexpr int kV6NetworkBits = 32;

size_t PlaceOf(events::EventType type, gate::Reason reason) {
  return static_cast<size_t>(type) * gate::AllReasons().size() + static_cast<size_t>(reason);
}

// An IPv6 client has a whole network, and may come from another address of it each time.
std::string ClientOf(std::string_view address, int ipv6_bits) {
  const auto parsed = address.contains(':') ? base::IpAddress::Parse(address) : std::nullopt;
  if (!parsed || parsed->IsV4() || parsed->IsLoopback()) return std::string(address);
  return base::IpNetwork(*parsed, ipv6_bits).Text();
}

std::optional<Subject> SubjectOf(Per per, const events::ParsedEvent& event, int ipv6_bits) {
  const bool droplet = event.principal.starts_with(kDropletPrefix);
  const auto address = [&]() -> std::optional<Subject> {
    if (event.address.empty()) return std::nullopt;
    return Subject{.kind = SubjectKind::kAddress, .name = ClientOf(event.address, ipv6_bits)};
  };
  const auto principal = [&]() -> std::optional<Subject> {
    if (event.principal.empty()) return std::nullopt;
    return Subject{.kind = droplet ? SubjectKind::kDroplet : SubjectKind::kAccount,
                   .name = std::string(event.principal),
                   .issuer = std::string(event.issuer)};
  };
  switch (per) {
    case Per::kAddress:
      return address();
    case Per::kAccount:
      return droplet ? std::nullopt : principal();
    case Per::kDroplet:
      return droplet ? principal() : std::nullopt;
    case Per::kPrincipal:
      return principal();
    case Per::kCaller:
      return event.principal.empty() ? address() : principal();
    case Per::kGate:
      return Subject{};
  }
  return std::nullopt;
}

// Who, and from where: what a login makes good is what was mistyped at the same place.
uint64_t SourceOf(std::string_view principal, std::string_view address) {
  const std::hash<std::string_view> hash;
  return hash(principal) * 31 + hash(address);
}

uint64_t ValueOf(Counted counted, const events::ParsedEvent& event, Position position) {
  const std::hash<std::string_view> hash;
  // What cannot be told from others is one of its own.
  const auto tried = [&] { return event.tried.empty() ? hash(position.Text()) : hash(event.tried); };
  switch (counted) {
    case Counted::kEvents:
      return 0;
    case Counted::kPrincipals:
      return hash(event.principal);
    case Counted::kAccounts:
      return event.principal.empty() ? tried() : hash(event.principal);
    case Counted::kCredentials:
      return tried();
    case Counted::kAddresses:
      return hash(event.address);
    case Counted::kPaths:
      return hash(event.path);
    case Counted::kNetworks: {
      const auto address = base::IpAddress::Parse(event.address);
      if (!address) return hash(event.address);
      return hash(base::IpNetwork(*address, address->IsV4() ? kV4NetworkBits : kV6NetworkBits).Text());
    }
  }
  return 0;
}

// Whether the event has what the rule tells apart: a refusal without a principal is not a further principal.
bool HasValue(Counted counted, const events::ParsedEvent& event) {
  if (counted == Counted::kPrincipals) return !event.principal.empty();
  if (counted == Counted::kAddresses || counted == Counted::kNetworks) return !event.address.empty();
  return true;
}

std::string Grouped(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string Details(const events::ParsedEvent& event) {
  if (event.details.empty()) return {};
  const std::string_view shown = base::CutText(event.details, kMaxDetails);
  return fmt::format(": {}{}", shown, shown.size() < event.details.size() ? "…" : "");
}

// "failed logins of 5 different accounts"
std::string_view WordFor(Counted counted) {
  switch (counted) {
    case Counted::kPrincipals:
    case Counted::kAccounts:
      return "of";
    case Counted::kCredentials:
      return "with";
    case Counted::kPaths:
      return "to";
    case Counted::kEvents:
    case Counted::kAddresses:
    case Counted::kNetworks:
      break;
  }
  return "from";
}

std::string Sentence(const Rule& rule, const Windows::Full& full, const events::ParsedEvent& event) {
  if (rule.counted != Counted::kEvents) {
    return fmt::format("{} {} {} different {} in {}", rule.what, WordFor(rule.counted), full.different,
                       Name(rule.counted), InWords(rule.within));
  }
  if (rule.at_least > 1) return fmt::format("{} {} in {}", Grouped(full.events), rule.what, InWords(rule.within));
  const std::string_view reason =
      event.reason == gate::Reason::kAllowed ? events::Describe(event.type).name : gate::Describe(event.reason).name;
  // "suspicious input" says what `suspicious_input` says.
  const bool said =
      std::ranges::equal(reason, rule.what, [](char a, char b) { return a == b || (a == '_' && b == ' '); });
  return said ? rule.what + Details(event) : fmt::format("{}: {}{}", rule.what, reason, Details(event));
}

}  // namespace

std::string InWords(std::chrono::seconds duration) {
  struct Unit {
    std::string_view name;
    int64_t seconds;
  };
  constexpr std::array kUnits = {Unit{"day", 86'400}, Unit{"hour", 3'600}, Unit{"minute", 60}, Unit{"second", 1}};
  const int64_t seconds = duration.count();
  const auto* const unit =
      std::ranges::find_if(kUnits, [&](const Unit& one) { return seconds % one.seconds == 0 || one.seconds == 1; });
  const int64_t number = seconds / unit->seconds;
  return base::Counted(static_cast<uint64_t>(number), unit->name);
}

Engine::Engine(std::vector<Rule> rules, int ipv6_bits) : ipv6_bits_(ipv6_bits), rules_(std::move(rules)) {
  asked_.resize(events::AllEventTypes().size() * gate::AllReasons().size());
  made_good_.resize(events::AllEventTypes().size());
  watches_.reserve(rules_.size());
  for (size_t i = 0; i < rules_.size(); ++i) {
    const Rule& rule = rules_[i];
    Watch& watch = watches_.emplace_back();
    if (rule.times_usual) {
      watch.baselines.emplace(Baselines::Shape{
          .at_least = rule.at_least, .times_usual = *rule.times_usual, .within = rule.within, .quiet = rule.quiet});
    } else {
      watch.windows.emplace(Windows::Shape{.at_least = rule.at_least,
                                           .within = rule.within,
                                           .quiet = rule.quiet,
                                           .distinct = rule.counted != Counted::kEvents,
                                           .despite_wait = rule.despite_wait});
    }
    for (const events::EventType type : rule.made_good_by) made_good_[static_cast<size_t>(type)].push_back(i);
    for (const events::EventTypeInfo& type : events::AllEventTypes()) {
      const bool named = std::ranges::find(rule.events, type.type) != rule.events.end();
      const bool refusal = type.type == events::type::kRefused || type.type == events::type::kCutOff;
      for (const gate::ReasonInfo& reason : gate::AllReasons()) {
        const bool for_reason = refusal && std::ranges::find(rule.reasons, reason.reason) != rule.reasons.end();
        if (named || for_reason) asked_[PlaceOf(type.type, reason.reason)].push_back(i);
      }
    }
  }
}

void Engine::SetKey(const Rule& rule, const events::ParsedEvent& event, const Subject& subject) {
  key_.assign(1, static_cast<char>('0' + static_cast<int>(subject.kind)));
  key_.append(subject.name).append(1, '\n').append(subject.issuer);
  // Who was told to wait on one route may still ask another.
  if (rule.despite_wait.count() > 0) key_.append(1, '\n').append(event.route);
}

void Engine::MakeGood(const events::ParsedEvent& event) {
  if (event.principal.empty() || event.address.empty()) return;
  for (const size_t number : made_good_[static_cast<size_t>(event.type)]) {
    const auto subject = SubjectOf(rules_[number].per, event, ipv6_bits_);
    if (!subject || !watches_[number].windows) continue;
    SetKey(rules_[number], event, *subject);
    watches_[number].windows->TakeBack(key_, SourceOf(event.principal, event.address), SourceOf({}, event.address));
  }
}

std::optional<Finding> Engine::Ask(size_t number, const events::ParsedEvent& event, const Subject& subject,
                                   Position position) {
  const Rule& rule = rules_[number];
  Watch& watch = watches_[number];
  SetKey(rule, event, subject);
  Finding finding{.rule = rule.name, .severity = rule.severity, .subject = subject, .time = event.time};
  if (watch.baselines) {
    const auto unusual = watch.baselines->Add(key_, event.time, event.count);
    if (!unusual) return std::nullopt;
    finding.events = unusual->events;
    finding.sentence = fmt::format(
        "{} {} in {}, {:.0f} times the usual {:.0f}", Grouped(unusual->events), rule.what, InWords(rule.within),
        static_cast<double>(unusual->events) / std::max(unusual->usual, 1.0), unusual->usual);
    finding.evidence.push_back({.position = position, .line = {}});
    finding.observed = event.observed;
  } else {
    const auto full = watch.windows->Add(key_,
                                         {.time = event.time,
                                          .weight = event.count,
                                          .value = ValueOf(rule.counted, event, position),
                                          .source = SourceOf(event.principal, event.address),
                                          .position = position,
                                          .observed = event.observed},
                                         std::chrono::seconds(event.retry_after));
    if (!full) return std::nullopt;
    finding.events = full->events;
    finding.sentence = Sentence(rule, *full, event);
    for (const Position& one : full->newest) finding.evidence.push_back({.position = one, .line = {}});
    finding.observed = full->any_observed;
  }
  if (rule.enforce && rule.block_for && !finding.observed && subject.kind != SubjectKind::kGate) {
    finding.action = Action::kBlock;
    finding.block_for = rule.block_for;
  }
  return finding;
}

void Engine::Take(const events::ParsedEvent& event, std::string_view line, Position position,
                  std::vector<Finding>& found) {
  if (!made_good_[static_cast<size_t>(event.type)].empty()) MakeGood(event);
  for (const size_t number : asked_[PlaceOf(event.type, event.reason)]) {
    const Rule& rule = rules_[number];
    const auto subject = SubjectOf(rule.per, event, ipv6_bits_);
    if (!subject || !HasValue(rule.counted, event)) continue;
    auto finding = Ask(number, event, *subject, position);
    if (!finding) continue;
    finding->evidence.back().line = line;
    found.push_back(std::move(*finding));
  }
}

}  // namespace gatehouse::detect

#include "control/registry/fetched_keys.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/counted.h"
#include "base/file.h"
#include "jose/jwk_set.h"

namespace gatehouse::registry {
namespace {

constexpr int kOk = 200;

std::optional<int64_t> Seconds(std::string_view digits) {
  if (digits.size() >= 2 && digits.starts_with('"') && digits.ends_with('"')) {
    digits = digits.substr(1, digits.size() - 2);
  }
  int64_t value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (fault == std::errc::result_out_of_range) return kMostKeyLife.count();
  if (fault != std::errc() || end != digits.data() + digits.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::chrono::seconds KeyLife(std::string_view cache_control) {
  std::optional<int64_t> age;
  while (!cache_control.empty()) {
    const size_t comma = std::min(cache_control.find(','), cache_control.size());
    const std::string_view directive = base::TrimSpace(cache_control.substr(0, comma));
    cache_control.remove_prefix(std::min(comma + 1, cache_control.size()));
    if (base::EqualIgnoringCase(directive, "no-store") || base::EqualIgnoringCase(directive, "no-cache")) {
      return kLeastKeyLife;
    }
    constexpr std::string_view kMaxAge = "max-age=";
    if (directive.size() > kMaxAge.size() && base::EqualIgnoringCase(directive.substr(0, kMaxAge.size()), kMaxAge)) {
      age = Seconds(directive.substr(kMaxAge.size()));
    }
  }
  if (!age) return kUsualKeyLife;
  return std::clamp(std::chrono::seconds(*age), kLeastKeyLife, kMostKeyLife);
}

FetchedKeys::FetchedKeys(const RegistryContext& context)
    : context_(context), unknown_seen_(context.link.Refused(gate::Reason::kTokenKeyUnknown)) {
  for (size_t i = 0; i < context_.policy.key_sources.size(); ++i) {
    for (const gate::KeySource& source : context_.policy.key_sources[i]) {
      // Two entries of `tokens` may have one URL, for two audiences: they have one file, too.
      const bool known = std::ranges::find(sources_, source.path, &Source::path) != sources_.end();
      if (source.url.empty() || known) continue;
      sources_.push_back({.url = source.url, .path = source.path, .issuer = context_.policy.issuers[i].issuer});
      errands_.emplace_back();
    }
  }
}

void FetchedKeys::Wait() const {
  for (const Errand& errand : errands_) errand.Wait();
}

void FetchedKeys::Tell(events::EventType type, const Source& source, std::string_view details, base::Wall now) const {
  context_.link.Log({.time = now, .type = type, .issuer = source.issuer, .details = details});
}

FetchedKeys::Outcome FetchedKeys::FetchOne(const Source& source, base::Wall now) const {
  const auto fail = [&](const std::string& why) {
    Tell(events::type::kJwksFailed, source, "the issuer's keys stay as they were: " + why, now);
    return Outcome{};
  };
  fetch::Request request;
  request.url = source.url;
  request.headers.push_back({"Accept", base::SecretString("application/jwk-set+json, application/json")});
  const auto answer = context_.fetch(request);
  if (!answer) return fail(answer.error().what);
  if (answer->status != kOk) return fail("the answer was " + std::to_string(answer->status));
  const std::string_view text = answer->body.Reveal();
  const auto keys = jose::JwkSet::Parse(text);
  if (!keys) return fail("the answer is not a usable key set");
  Outcome outcome{.good = true, .life = KeyLife(answer->Header("cache-control"))};
  const auto before = base::ReadFile(source.path, fetch::kMaxAnswerBytes);
  outcome.changed = !before || *before != text;
  if (!outcome.changed) return outcome;
  if (const auto written = base::WriteFile(source.path, text); !written) return fail(written.error().what);
  const std::string left_out = keys->left_out().Text();
  Tell(events::type::kJwksFetched, source,
       base::Counted(keys->keys().size(), "key of the issuer is", "keys of the issuer are") + " in use" +
           (left_out.empty() ? "" : "; left out: " + left_out),
       now);
  return outcome;
}

void FetchedKeys::Run(size_t index, base::Now now) {
  Source source;
  {
    const std::lock_guard lock(mutex_);
    source = sources_[index];
  }
  const Outcome outcome = FetchOne(source, now.wall);
  if (outcome.changed) context_.link.FilesChanged();
  const std::lock_guard lock(mutex_);
  Source& kept = sources_[index];
  if (outcome.good) {
    // A set is fetched again in the last fifth of its lifetime, so that it never expires.
    kept.due = now.steady + std::chrono::duration_cast<std::chrono::milliseconds>(outcome.life) * 4 / 5;
    kept.retry = kFirstRetry;
  } else {
    kept.due = now.steady + std::chrono::duration_cast<std::chrono::milliseconds>(kept.retry);
    kept.retry = std::min(kept.retry * 2, kLongestRetry);
  }
}

void FetchedKeys::Tick(base::Now now) {
  if (sources_.empty()) return;
  const uint64_t unknown = context_.link.Refused(gate::Reason::kTokenKeyUnknown);
  const bool asked = unknown != unknown_seen_;
  bool held_back = false;
  std::vector<size_t> due;
  {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < sources_.size(); ++i) {
      Source& source = sources_[i];
      const bool rested = !source.ever_tried || now.steady - source.tried >= kUnknownKeyPause;
      if (!errands_[i].Idle() || (asked && !rested)) held_back = held_back || asked;
      if (!errands_[i].Idle()) continue;
      if (source.ever_tried && now.steady < source.due && !(asked && rested)) continue;
      source.ever_tried = true;
      source.tried = now.steady;
      due.push_back(i);
    }
  }
  // Unknown keys that came too soon after the last fetch, or during one, are handled after the pause.
  if (!held_back) unknown_seen_ = unknown;
  for (const size_t index : due) errands_[index].Start([this, index, now] { Run(index, now); });
}

}  // namespace gatehouse::registry

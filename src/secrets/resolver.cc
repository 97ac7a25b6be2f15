#include "secrets/resolver.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/crypto.h"
#include "secrets/answer.h"
#include "secrets/field.h"

namespace gatehouse::secrets {
namespace {

constexpr size_t kMaxEntries = 4096;  // of the cache
constexpr std::chrono::milliseconds kFirstWait{200};
constexpr int kLastFifth = 5;

using Shared = std::shared_ptr<const Fetched>;
using Outcome = std::expected<Shared, ProviderError>;

struct Entry {
  Shared good;                       // the last value that was fetched
  base::Steady refresh;              // when to request a new one
  base::Steady ends;                 // when it leaves the cache
  std::optional<ProviderError> bad;  // the error of the last request, if it failed
  base::Steady bad_until;
  bool busy = false;   // a request is in progress
  uint64_t asked = 0;  // number of finished requests
};

bool IsOutage(Fault fault) {
  return fault == Fault::kUnreachable || fault == Fault::kThrottled || fault == Fault::kUnavailable;
}

// Between half of the wait and all of it, so that many failed callers do not retry at the same moment.
std::chrono::milliseconds Jittered(std::chrono::milliseconds wait) {
  std::array<uint8_t, 2> random{};
  crypto::FillRandom(random);
  const int64_t share = random[0] | (random[1] << 8);
  constexpr int64_t kWhole = 65535;
  return wait / 2 + std::chrono::milliseconds(wait.count() / 2 * share / kWhole);
}

base::Error ToError(const ProviderError& error, const Reference& reference) {
  base::Error said = error.error;
  if (!said.where.empty()) said.what += " [" + said.where + "]";
  said.where = reference.text;
  return said;
}

}  // namespace

struct Resolver::Impl {
  std::map<std::string, std::shared_ptr<Provider>> providers;
  ResolverRules rules;
  Clock clock;
  Sleep sleep;

  std::mutex mutex;
  std::condition_variable changed;
  std::unordered_map<std::string, std::shared_ptr<Entry>> entries;
  int on_their_way = 0;

  std::expected<Fetched, ProviderError> AskOnce(Provider& provider, const Reference& reference);
  std::expected<Fetched, ProviderError> AskWithPatience(Provider& provider, const Reference& reference, int tries);
  std::shared_ptr<Entry> EntryOf(const std::string& key);
  [[nodiscard]] Outcome Standing(const Entry& entry, base::Steady now) const;
  void Note(Entry& entry, std::expected<Fetched, ProviderError> fetched) const;
  Outcome Lookup(const Reference& reference);
};

std::expected<Fetched, ProviderError> Resolver::Impl::AskOnce(Provider& provider, const Reference& reference) {
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return on_their_way < std::max(rules.at_once, 1); });
    ++on_their_way;
  }
  std::expected<Fetched, ProviderError> fetched;
  try {
    fetched = provider.Get(reference, clock().wall);
    if (fetched && fetched->value.Reveal().size() > kMaxSecretBytes) {
      fetched = Refuse(Fault::kMalformed, "The secret is larger than 1 MiB", {}, "store something smaller");
    }
  } catch (const std::exception& failure) {
    fetched = Refuse(Fault::kMalformed, std::string("The provider failed: ") + failure.what());
  }
  {
    const std::lock_guard lock(mutex);
    --on_their_way;
  }
  changed.notify_all();
  return fetched;
}

std::expected<Fetched, ProviderError> Resolver::Impl::AskWithPatience(Provider& provider, const Reference& reference,
                                                                      int tries) {
  std::chrono::milliseconds wait = kFirstWait;
  for (int left = tries;;) {
    auto fetched = AskOnce(provider, reference);
    --left;
    if (fetched || left <= 0 || !IsOutage(fetched.error().fault) || fetched.error().lasting) return fetched;
    std::chrono::milliseconds pause = Jittered(wait);
    if (const auto& asked = fetched.error().retry_after) {
      if (*asked > rules.longest_wait) return fetched;  // a retry would give the same answer
      pause = std::max<std::chrono::milliseconds>(pause, *asked);
    }
    sleep(std::min<std::chrono::milliseconds>(pause, rules.longest_wait));
    wait *= 2;
  }
}

// Call with the lock held. Evicts the oldest entries if there are too many: normal programs use far fewer secrets.
std::shared_ptr<Entry> Resolver::Impl::EntryOf(const std::string& key) {
  if (const auto found = entries.find(key); found != entries.end()) return found->second;
  if (entries.size() >= kMaxEntries) std::erase_if(entries, [](const auto& each) { return !each.second->busy; });
  return entries.emplace(key, std::make_shared<Entry>()).first->second;
}

// Call with the lock held. The result without a new request: the value if it may still be used, or the error.
Outcome Resolver::Impl::Standing(const Entry& entry, base::Steady now) const {
  const auto patience = entry.bad && IsOutage(entry.bad->fault) ? rules.stale_life : std::chrono::seconds(0);
  if (entry.good && now < entry.ends + patience) return entry.good;
  return std::unexpected(*entry.bad);
}

// Call with the lock held.
void Resolver::Impl::Note(Entry& entry, std::expected<Fetched, ProviderError> fetched) const {
  const base::Now now = clock();
  ++entry.asked;
  entry.busy = false;
  if (!fetched) {
    if (!IsOutage(fetched.error().fault))
      entry.good.reset();  // the store has answered that there is no such value any more
    entry.bad = std::move(fetched.error());
    entry.bad_until = now.steady + rules.negative_life;
    return;
  }
  std::chrono::milliseconds life = rules.life;
  if (fetched->expires) life = std::clamp(*fetched->expires - now.wall, std::chrono::milliseconds(0), life);
  entry.good = std::make_shared<const Fetched>(std::move(*fetched));
  entry.ends = now.steady + life;
  entry.refresh = entry.ends - life / kLastFifth;
  entry.bad.reset();
}

Outcome Resolver::Impl::Lookup(const Reference& reference) {
  const auto provider = providers.find(reference.provider);
  if (provider == providers.end()) {
    return Refuse(Fault::kMisused, "There is no provider " + reference.provider + " here");
  }
  std::unique_lock lock(mutex);
  const auto entry = EntryOf(reference.provider + '\0' + provider->second->CacheKey(reference));
  base::Steady now = clock().steady;
  if (entry->good && now < entry->refresh) return entry->good;
  if (entry->bad && now < entry->bad_until) return Standing(*entry, now);
  if (entry->busy) {
    if (entry->good && now < entry->ends) return entry->good;
    changed.wait(lock, [&, before = entry->asked] { return entry->asked != before; });
    // The result of the other caller's request counts for us too, even if it expires at once.
    return entry->bad ? Standing(*entry, clock().steady) : Outcome(entry->good);
  }
  entry->busy = true;
  const bool spare = entry->good && now < entry->ends;
  lock.unlock();
  auto fetched = AskWithPatience(*provider->second, reference, spare ? 1 : rules.tries);
  lock.lock();
  Note(*entry, std::move(fetched));
  now = clock().steady;
  Outcome outcome = entry->bad ? Standing(*entry, now) : Outcome(entry->good);
  lock.unlock();
  changed.notify_all();
  return outcome;
}

Resolver::Resolver(std::map<std::string, std::shared_ptr<Provider>> providers, ResolverRules rules, Clock clock,
                   Sleep sleep)
    : impl_(std::make_unique<Impl>()) {
  impl_->providers = std::move(providers);
  impl_->rules = rules;
  impl_->clock = std::move(clock);
  impl_->sleep = std::move(sleep);
}
Resolver::~Resolver() = default;

base::Result<base::SecretString> Resolver::Resolve(const Reference& reference) {
  std::expected<base::SecretString, ProviderError> value;
  if (const Outcome outcome = impl_->Lookup(reference); !outcome) {
    value = std::unexpected(outcome.error());
  } else if (reference.pointer.empty()) {
    value = (*outcome)->value.Copy();
  } else {
    value = PickField((*outcome)->value, reference.pointer);
  }
  if (value) return std::move(*value);
  if (value.error().fault == Fault::kAbsent) {
    if (reference.fallback) return base::SecretString(std::string(*reference.fallback));
    if (reference.optional) return base::SecretString();
  }
  return std::unexpected(ToError(value.error(), reference));
}

std::vector<base::Result<base::SecretString>> Resolver::ResolveAll(std::span<const Reference> references) {
  std::vector<base::Result<base::SecretString>> values(references.size());
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t at = next++; at < references.size(); at = next++) values[at] = Resolve(references[at]);
  };
  const size_t workers = std::min(references.size(), static_cast<size_t>(std::max(impl_->rules.at_once, 1)));
  std::vector<std::jthread> threads;
  for (size_t i = 1; i < workers; ++i) threads.emplace_back(work);
  work();  // this thread takes part: a single reference starts no other
  threads.clear();
  return values;
}

Resolver::Health Resolver::Examine(const Reference& reference) {
  Health health;
  const auto provider = impl_->providers.find(reference.provider);
  if (provider == impl_->providers.end()) {
    health.fault = Refuse(Fault::kMisused, "There is no provider " + reference.provider + " here").error();
    return health;
  }
  const base::Steady start = impl_->clock().steady;
  const auto fetched = impl_->AskWithPatience(*provider->second, reference, impl_->rules.tries);
  health.took = impl_->clock().steady - start;
  if (!fetched) {
    health.fault = fetched.error();
    return health;
  }
  health.version = fetched->version;
  health.created = fetched->created;
  health.expires = fetched->expires;
  if (!reference.pointer.empty()) {
    if (const auto field = PickField(fetched->value, reference.pointer); !field) health.fault = field.error();
  }
  return health;
}

}  // namespace gatehouse::secrets

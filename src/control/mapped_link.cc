#include "control/mapped_link.h"

#include <utility>

#include "state/counters.h"

namespace gatehouse::control {

MappedLink::MappedLink(state::Region& region, events::Writer writer)
    : region_(region), ledger_(region), writer_(std::move(writer)) {}

// The table has its own lock, which works across processes.
base::Result<> MappedLink::Revoke(const state::Revocation& revocation, base::Wall now) {
  return state::Revocations(region_).Add(revocation, now);
}

base::Result<> MappedLink::Unrevoke(state::Revoked what, std::string_view issuer, std::string_view value) {
  const auto removed = state::Revocations(region_).Remove(what, issuer, value);
  if (!removed) return std::unexpected(removed.error());
  return {};
}

bool MappedLink::IsRevoked(const jose::Claims& principal, base::Wall now) const {
  return state::Revocations(region_).IsRevoked(principal, now);
}

std::vector<state::Revocation> MappedLink::Revocations(base::Wall now) const {
  return state::Revocations(region_).List(now);
}

void MappedLink::FilesChanged() { region_.BumpDirectoryGeneration(); }

gate::RateVerdict MappedLink::Take(const gate::Limit& limit, std::string_view key, base::Steady now) {
  const std::lock_guard hold(taking_);
  return ledger_.Take(limit, key, now);
}

void MappedLink::GiveBack(const gate::Limit& limit, std::string_view key, base::Steady now) {
  const std::lock_guard hold(taking_);
  ledger_.GiveBack(limit, key, now);
}

uint64_t MappedLink::Refused(gate::Reason reason) const {
  return state::Counters(region_).Read().enforced[static_cast<size_t>(reason)];
}

void MappedLink::Log(const events::Event& event) {
  events::Event stamped = event;
  if (stamped.policy_generation == 0) stamped.policy_generation = region_.policy_generation();
  const std::lock_guard hold(writing_);
  if (repeats_.Admit(stamped)) Write(stamped);
}

void MappedLink::LogRepeats(base::Wall now) {
  const std::lock_guard hold(writing_);
  repeats_.Flush(now, [this](const events::Event& event) { Write(event); });
}

void MappedLink::Write(const events::Event& event) {
  const bool written = writer_.Write(event);
  state::Counters(region_).Add(written ? state::Counter::kEventsWritten : state::Counter::kEventFailures);
}

}  // namespace gatehouse::control

#include "control/console/console_data.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/rfc3339.h"
#include "control/service/admin_answer.h"
#include "control/service/admin_body.h"
#include "control/service/json_text.h"
#include "control/store/droplets.h"
#include "control/store/findings.h"
#include "control/store/signing_keys.h"
#include "state/block_table.h"
#include "state/counters.h"
#include "state/revocations.h"

namespace gatehouse::console {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostCallersShown = 10;
constexpr size_t kMostReasonsShown = 10;

Json ReasonsOf(const state::Counters::Totals& totals) {
  std::vector<const gate::ReasonInfo*> refused;
  const auto count = [&](const gate::ReasonInfo* info) { return totals.enforced[static_cast<size_t>(info->reason)]; };
  for (const gate::ReasonInfo& info : gate::AllReasons()) {
    if (info.reason != gate::Reason::kAllowed && count(&info) > 0) refused.push_back(&info);
  }
  std::ranges::stable_sort(refused, std::ranges::greater(), count);
  Json list = Json::array();
  for (const gate::ReasonInfo* info : refused) {
    if (list.size() == kMostReasonsShown) break;
    list.push_back({{"reason", info->name}, {"sentence", info->sentence}, {"count", count(info)}});
  }
  return list;
}

// A name of the event log: an address or an identity's subject.
bool IsBlocked(const std::vector<state::Block>& blocks, std::string_view name) {
  const auto address = base::IpAddress::Parse(name);
  return std::ranges::any_of(blocks, [&](const state::Block& block) {
    return block.network ? address && block.network->Contains(*address) : block.identity->subject == name;
  });
}

Json StepsOf(const History& history) {
  Json list = Json::array();
  for (const History::Step& step : history.Steps()) {
    list.push_back({step.end.time_since_epoch().count(), step.counted.allowed, step.counted.refused,
                    step.counted.observed, step.counted.failed});
  }
  return list;
}

}  // namespace

std::string SummaryJson(const SummaryInput& input) {
  const state::Counters::Totals totals = state::Counters(input.region).Read();
  const History::Sums sums = History::SumsOf(totals);
  const std::vector<state::Block> blocks = state::BlockTable(input.region).List(input.now);
  Json callers = Json::array();
  for (const EventTail::Caller& caller : input.tail.MostRefused(input.now, kMostCallersShown)) {
    callers.push_back({{"name", caller.name}, {"count", caller.count}, {"blocked", IsBlocked(blocks, caller.name)}});
  }
  Json receivers = Json::array();
  for (const alerts::AlertChannelQueue::State& state : input.receivers) {
    receivers.push_back({{"name", state.name},
                         {"queued", state.queued},
                         {"sent", state.sent},
                         {"last_sent", service::TimeOrNull(state.last_sent)},
                         {"last_error", state.last_error}});
  }
  return service::JsonText({{"who", input.who},
                            {"gate", input.policy.control->url},
                            {"time", base::TimeText(input.now)},
                            {"step_seconds", History::kStep.count()},
                            {"steps", StepsOf(input.history)},
                            {"allowed", sums.allowed},
                            {"refused", sums.refused},
                            {"observed", sums.observed},
                            {"failed", sums.failed},
                            {"reasons", ReasonsOf(totals)},
                            {"callers", callers},
                            {"blocks", blocks.size()},
                            {"revocations", state::Revocations(input.region).List(input.now).size()},
                            {"events", totals.named[static_cast<size_t>(state::Counter::kEventsWritten)]},
                            {"events_lost", totals.named[static_cast<size_t>(state::Counter::kEventFailures)]},
                            {"open_incidents", input.open_incidents},
                            {"receivers", receivers},
                            {"observing", input.policy.mode == gate::Mode::kObserve}});
}

std::string EventJson(const EventTail::Line& line) {
  Json event = Json::parse(line.text, nullptr, /*allow_exceptions=*/false);
  if (!event.is_object()) event = Json::object();
  return service::JsonText({{"number", line.number}, {"event", event}});
}

std::string EventsJson(const std::vector<EventTail::Line>& lines) {
  std::string json = R"({"events":[)";
  for (const EventTail::Line& line : lines) {
    if (!json.ends_with('[')) json += ',';
    json += EventJson(line);
  }
  return json + "]}";
}

std::string BlocksJson(const state::Region& region, base::Wall now) {
  Json list = Json::array();
  for (const state::Block& block : state::BlockTable(region).List(now)) {
    Json one;
    if (block.network) {
      one = {{"kind", "address"}, {"target", block.network->Text()}, {"issuer", ""}};
    } else {
      one = {{"kind", "identity"}, {"target", block.identity->subject}, {"issuer", block.identity->issuer}};
    }
    one["reason"] = block.reason;
    one["since"] = base::TimeText(block.since);
    one["expires"] = service::TimeOrNull(block.expires);
    list.push_back(one);
  }
  std::ranges::reverse(list);
  return service::JsonText({{"blocks", list}});
}

base::Result<std::string> DropletsJson(store::Database& database) {
  std::vector<store::Droplet> droplets;
  const auto read = database.Read([&](store::Transaction& sql) -> base::Result<> {
    droplets = store::AllDroplets(sql);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  Json list = Json::array();
  for (const store::Droplet& droplet : droplets) {
    list.push_back({{"id", droplet.id},
                    {"name", droplet.name},
                    {"state", gate::Name(droplet.state)},
                    {"steward", droplet.steward},
                    {"url", droplet.url},
                    {"roles", droplet.roles}});
  }
  return service::JsonText({{"droplets", list}});
}

base::Result<std::string> KeysJson(store::Database& database, base::Wall now) {
  std::vector<store::SigningKey> keys;
  const auto read = database.Read([&](store::Transaction& sql) -> base::Result<> {
    keys = store::SigningKeysOf(sql, store::KeyUse::kRegistry);
    std::ranges::move(store::SigningKeysOf(sql, store::KeyUse::kSession), std::back_inserter(keys));
    return {};
  });
  if (!read) return std::unexpected(read.error());
  Json list = Json::array();
  for (const store::SigningKey& key : keys) {
    const auto age = std::chrono::floor<std::chrono::seconds>(now - key.active_since.value_or(key.created));
    list.push_back({{"kid", key.kid},
                    {"use", Name(key.use)},
                    {"state", Name(key.state)},
                    {"algorithm", key.algorithm},
                    {"created", base::TimeText(key.created)},
                    {"age_seconds", age.count()},
                    {"ends", service::TimeOrNull(key.ends)}});
  }
  return service::JsonText({{"keys", list}});
}

base::Result<std::string> RulesJson(store::Database& database, const std::vector<detect::Rule>& in_force) {
  std::vector<store::StoredFinding> findings;
  const auto read = database.Read([&](store::Transaction& sql) -> base::Result<> {
    findings = store::NewestFindings(sql, kMostFindings);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  struct Sum {
    uint64_t findings = 0;
    uint64_t blocks = 0;
    const store::StoredFinding* newest = nullptr;
  };
  std::map<std::string, Sum> rules;
  for (const store::StoredFinding& stored : findings) {
    Sum& sum = rules[stored.finding.rule];
    ++sum.findings;
    if (stored.blocked_until) ++sum.blocks;
    if (sum.newest == nullptr) sum.newest = &stored;
  }
  Json list = Json::array();
  for (const auto& [name, sum] : rules) {
    const detect::Finding& newest = sum.newest->finding;
    list.push_back({{"rule", name},
                    {"severity", gate::Name(newest.severity)},
                    {"action", detect::Name(newest.action)},
                    {"findings", sum.findings},
                    {"blocks", sum.blocks},
                    {"last", base::TimeText(newest.time)},
                    {"last_sentence", newest.sentence},
                    {"last_about", newest.subject.Text()}});
  }
  for (const detect::Rule& rule : in_force) {
    if (rules.contains(rule.name)) continue;
    list.push_back({{"rule", rule.name},
                    {"severity", gate::Name(rule.severity)},
                    {"action", rule.enforce ? "block" : "report"},
                    {"findings", 0},
                    {"blocks", 0},
                    {"last", nullptr},
                    {"last_sentence", ""},
                    {"last_about", ""}});
  }
  return service::JsonText({{"rules", list}});
}

}  // namespace gatehouse::console

#include "control/metrics/metrics.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>

#include "control/metrics/exposition.h"
#include "control/metrics/gate_figures.h"
#include "control/store/incidents.h"
#include "control/store/signing_keys.h"
#include "state/counters.h"

namespace gatehouse::metrics {
namespace {

using Kind = Exposition::Kind;

double Seconds(std::chrono::milliseconds span) { return std::chrono::duration<double>(span).count(); }

class Metrics final : public service::Part {
 public:
  explicit Metrics(const MetricsContext& context) : context_(context) {}

  service::HttpRoutes PublicRoutes() override {
    return {{"GET", std::string(kMetricsPath),
             [this](const service::HttpRequest& request) { return Show(request.now.wall); }}};
  }
  service::HttpRoutes AdminRoutes() override { return {}; }
  base::Result<> Begin(base::Now /*now*/) override { return {}; }
  void Tick(base::Now /*now*/) override {}

 private:
  [[nodiscard]] service::HttpResponse Show(base::Wall now) const {
    Exposition out;
    out.Family("gatehouse_control_start_time_seconds", Kind::kGauge,
               "When the control daemon started, in seconds since 1970.");
    out.Sample({}, Seconds(context_.started.time_since_epoch()));
    AppendGateFigures(context_.region, now, out);
    AppendEventLog(out);
    out.Family("gatehouse_queue_length", Kind::kGauge, "Requests that wait, by queue.");
    out.Sample({{"queue", "password_hashes"}}, uint64_t{context_.hashes.waiting()});
    AppendSharing(out);
    AppendAlerts(out);
    AppendKeys(now, out);
    return {.status = 200,
            .headers = {{"Content-Type", std::string(kExpositionType)}, {"Cache-Control", "no-store"}},
            .body = out.Take()};
  }

  void AppendEventLog(Exposition& out) const {
    struct stat info{};
    if (::stat(context_.policy.event_file.c_str(), &info) != 0) return;
    out.Family("gatehouse_event_log_bytes", Kind::kGauge, "Size of the current file of the event log.");
    out.Sample({}, static_cast<uint64_t>(info.st_size));
  }

  void AppendSharing(Exposition& out) const {
    if (context_.sharer == nullptr) return;
    const sharing::Standing standing = context_.sharer->Look();
    out.Family("gatehouse_limits_shared", Kind::kGauge,
               "1 while limits are shared with other gates, 0 while this gate counts by itself.");
    out.Sample({}, uint64_t{standing.shared ? 1U : 0U});
    out.Family("gatehouse_limits_gates", Kind::kGauge, "Other gates that were heard of in the last seconds.");
    out.Sample({}, standing.totals.gates);
    const auto total = [&out](std::string_view name, std::string_view help, uint64_t value) {
      out.Family(name, Kind::kCounter, help);
      out.Sample({}, value);
    };
    total("gatehouse_limits_told_total", "Admitted requests that other gates were told of.", standing.totals.told);
    total("gatehouse_limits_heard_total", "Admitted requests of other gates.", standing.totals.heard);
    total("gatehouse_limits_no_room_total",
          "Admitted requests of other gates that were not counted, because the table of limits was full.",
          standing.totals.no_room);
    total("gatehouse_limits_unreadable_total", "Entries in Redis that were not written with our key.",
          standing.totals.unreadable);
  }

  void AppendAlerts(Exposition& out) const {
    const auto receivers = context_.alerts.Look();
    if (receivers.empty()) return;
    out.Family("gatehouse_alerts_queued", Kind::kGauge, "Alerts that wait to be sent, by receiver.");
    for (const auto& state : receivers) out.Sample({{"receiver", state.name}}, static_cast<uint64_t>(state.queued));
    out.Family("gatehouse_alert_messages_total", Kind::kCounter, "Messages with alerts that were delivered.");
    for (const auto& state : receivers) out.Sample({{"receiver", state.name}}, state.sent);
    out.Family("gatehouse_alert_failures_total", Kind::kCounter, "Attempts to send that failed.");
    for (const auto& state : receivers) out.Sample({{"receiver", state.name}}, state.failed);
  }

  // Our own keys come from the database, keys of foreign issuers from the file that the gate reads.
  void AppendKeys(base::Wall now, Exposition& out) const {
    std::vector<store::SigningKey> keys;
    std::array<int64_t, store::kIncidentStages> incidents{};
    const auto read = context_.database.Read([&](store::Transaction& transaction) -> base::Result<> {
      for (size_t i = 0; i < incidents.size(); ++i) {
        incidents[i] = CountIncidents(transaction, static_cast<store::IncidentStage>(i));
      }
      keys.clear();
      for (const store::KeyUse use : {store::KeyUse::kRegistry, store::KeyUse::kSession}) {
        std::ranges::move(store::SigningKeysOf(transaction, use), std::back_inserter(keys));
      }
      return {};
    });
    out.Family("gatehouse_database_up", Kind::kGauge, "1 while the control daemon can read its database.");
    out.Sample({}, uint64_t{read ? 1U : 0U});
    if (read) {
      out.Family("gatehouse_incidents", Kind::kGauge, "Incidents by their stage.");
      for (size_t i = 0; i < incidents.size(); ++i) {
        out.Sample({{"stage", Name(static_cast<store::IncidentStage>(i))}}, static_cast<uint64_t>(incidents[i]));
      }
      out.Family("gatehouse_signing_key_age_seconds", Kind::kGauge,
                 "How long the active signing key has been signing.");
      for (const store::SigningKey& key : keys) {
        if (key.state != store::KeyState::kActive) continue;
        out.Sample({{"use", Name(key.use)}}, Seconds(now - key.active_since.value_or(key.created)));
      }
      out.Family("gatehouse_signing_keys", Kind::kGauge, "Signing keys by use and state.");
      for (const store::KeyUse use : {store::KeyUse::kRegistry, store::KeyUse::kSession}) {
        for (const store::KeyState state :
             {store::KeyState::kPrepared, store::KeyState::kActive, store::KeyState::kRetired}) {
          const auto count = std::ranges::count_if(
              keys, [&](const store::SigningKey& key) { return key.use == use && key.state == state; });
          out.Sample({{"use", Name(use)}, {"state", Name(state)}}, static_cast<uint64_t>(count));
        }
      }
    }
    AppendFetchedKeys(now, out);
  }

  void AppendFetchedKeys(base::Wall now, Exposition& out) const {
    std::map<std::string_view, double> ages;
    const gate::Policy& policy = context_.policy;
    for (size_t i = 0; i < policy.key_sources.size(); ++i) {
      for (const gate::KeySource& source : policy.key_sources[i]) {
        struct stat info{};
        if (source.url.empty() || ::stat(source.path.c_str(), &info) != 0) continue;
        ages[policy.issuers[i].issuer] = Seconds(now.time_since_epoch()) - static_cast<double>(info.st_mtime);
      }
    }
    if (ages.empty()) return;
    out.Family("gatehouse_fetched_keys_age_seconds", Kind::kGauge,
               "Time since the keys of another issuer last changed.");
    for (const auto& [issuer, age] : ages) out.Sample({{"issuer", issuer}}, age);
  }

  MetricsContext context_;
};

}  // namespace

std::unique_ptr<service::Part> MakeMetrics(const MetricsContext& context) { return std::make_unique<Metrics>(context); }

}  // namespace gatehouse::metrics

#include "control/watch/watch.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/file.h"
#include "base/ip.h"
#include "base/number.h"
#include "base/rfc3339.h"
#include "control/service/admin_answer.h"
#include "detect/rule_reader.h"
#include "events/log_files.h"

namespace gatehouse::watch {
namespace {

// Of one step: between two the policy may change.
constexpr int kMostLinesAStep = 4096;
// Findings that the database has not taken yet; beyond them nothing more is read.
constexpr size_t kMostPending = 1024;
// The place is written down so often where nothing was found: what is between is read again after a crash.
constexpr std::chrono::milliseconds kCommitInterval{1000};
constexpr std::chrono::seconds kFaultToldEvery{60};
constexpr std::chrono::hours kForgetInterval{1};
// A flood of events fills a segment within a minute: what is too much of them is to go as soon.
constexpr std::chrono::minutes kRetainInterval{1};
constexpr int kMostListed = 1000;
constexpr int kDefaultListed = 100;

nlohmann::ordered_json ToJson(const store::StoredFinding& stored) {
  const detect::Finding& finding = stored.finding;
  nlohmann::ordered_json evidence = nlohmann::ordered_json::array();
  for (const detect::Evidence& one : finding.evidence) {
    evidence.push_back({{"event", one.position.Text()}, {"line", one.line}});
  }
  nlohmann::ordered_json json = {{"id", stored.id},
                                 {"time", base::TimeText(finding.time)},
                                 {"rule", finding.rule},
                                 {"severity", gate::Name(finding.severity)},
                                 {"subject_kind", detect::Name(finding.subject.kind)},
                                 {"subject", finding.subject.name},
                                 {"issuer", finding.subject.issuer},
                                 {"sentence", finding.sentence},
                                 {"events", finding.events},
                                 {"action", detect::Name(finding.action)},
                                 {"blocked_until", nullptr},
                                 {"not_blocked", stored.not_blocked},
                                 {"evidence", std::move(evidence)}};
  if (stored.blocked_until) json["blocked_until"] = base::TimeText(*stored.blocked_until);
  return json;
}

}  // namespace

// The key of the audit log's seal, in a file of its own, sealed as everything secret is.
base::Result<crypto::PrivateKey> LoadAuditKey(const std::string& path, const service::Sealer& sealer) {
  constexpr std::string_view kContext = "audit";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    const auto made = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa);
    if (!made) return made;
    if (auto written = base::WriteFile(path, sealer.Seal(made->Pem(), kContext), 0600); !written) {
      return std::unexpected(written.error());
    }
    return made;
  }
  const auto sealed = base::ReadFile(path);
  if (!sealed) return std::unexpected(sealed.error());
  const auto pem = sealer.Open(*sealed, kContext);
  if (!pem) {
    return base::Fail("The key of the audit log's seal cannot be opened", path,
                      "it was sealed with another key: bring back control.key_encryption that belongs to it");
  }
  return crypto::PrivateKey::FromPem(pem->Reveal());
}

Watch::Watch(const WatchContext& context)
    : context_(context),
      response_(context.region, {.trusted_proxies = context.policy.proxies.trusted,
                                 .never_block = context.policy.control->watch->never_block}),
      log_(context.policy.event_file) {}

Watch::~Watch() = default;

base::Result<> Watch::Begin(base::Now now) {
  auto rules = detect::LoadRules(context_.policy.control->watch->rules);
  if (!rules) return std::unexpected(rules.error());
  LiftProtected(*rules, now.wall);
  engine_.emplace(*std::move(rules), context_.policy.ipv6_bits);
  const std::string& data = context_.policy.control->data_dir;
  auto key = LoadAuditKey(data + "/audit.key", context_.sealer);
  if (!key) return std::unexpected(key.error());
  auto audit = AuditLog::Open(data + "/audit", log_, *std::move(key));
  if (!audit) return std::unexpected(audit.error());
  audit_.emplace(*std::move(audit));
  if (audit_->broken()) {
    context_.gate.Log({.time = now.wall, .type = events::type::kAuditBroken, .details = *audit_->broken()});
  }
  return context_.database.Read([&](store::Transaction& transaction) -> base::Result<> {
    committed_ = store::FindWatchPlace(transaction, log_);
    return {};
  });
}

void Watch::LiftProtected(const std::vector<detect::Rule>& rules, base::Wall now) {
  std::vector<std::string> names;
  names.reserve(rules.size());
  for (const detect::Rule& rule : rules) names.push_back(rule.name);
  for (const base::IpNetwork& network : response_.LiftProtected(names, now)) {
    const std::string address = network.address().Text();
    const bool single = base::IpNetwork::Parse(address) == network;
    const std::string details =
        fmt::format("{}: control.watch.never_block names it now", single ? address : network.Text());
    events::Event event{.time = now, .type = events::type::kBlockRemoved, .details = details};
    if (single) event.address = network.address();
    context_.gate.Log(event);
  }
}

base::Result<> Watch::Open() {
  auto follower = LogFollower::Open(log_, committed_);
  if (!follower) return std::unexpected(follower.error());
  follower_.emplace(*std::move(follower));
  if (committed_) return {};
  // The first start: what comes from here on is fresh, and stays so if the daemon dies before there was any.
  const store::WatchPlace first = follower_->place();
  if (auto moved = context_.database.Write(
          [&](store::Transaction& transaction) { return store::MoveWatchPlace(transaction, log_, {}, first); });
      !moved) {
    follower_.reset();
    return moved;
  }
  committed_ = first;
  return {};
}

void Watch::Step(base::Now now) {
  Follow(now);  // first: who attacks is to be blocked at once
  Seal(now);
  Forget(now);
}

void Watch::Seal(base::Now now) {
  const auto sealed = audit_->Step(now);
  if (!sealed) TellFault(sealed.error(), now);
  if (retained_at_ && now.steady - *retained_at_ < kRetainInterval) return;
  retained_at_ = now.steady;
  const gate::WatchSettings& settings = *context_.policy.control->watch;
  const auto kept = audit_->Retain(now.wall, settings.audit_kept, settings.audit_bytes);
  if (!kept) TellFault(kept.error(), now);
}

void Watch::Follow(base::Now now) {
  if (!follower_) {
    if (const auto opened = Open(); !opened) return TellFault(opened.error(), now);
  }
  for (int i = 0; i < kMostLinesAStep && pending_.size() < kMostPending; ++i) {
    const auto line = follower_->Next(now.steady);
    if (!line) {
      TellFault(line.error(), now);
      break;
    }
    if (!line->has_value()) break;
    Take(**line, now);
  }
  if (follower_->gap() && !std::exchange(gap_told_, true)) {
    context_.gate.Log({.time = now.wall,
                       .type = events::type::kEventsLost,
                       .details = "the log was rotated away before the control daemon had seen all of it"});
  }
  const bool due = !committed_at_ || now.steady - *committed_at_ >= kCommitInterval;
  if (pending_.empty() && (lines_ == 0 || !due)) return;
  if (!pending_.empty() && told_at_ && !due) return;  // the database failed a moment ago
  committed_at_ = now.steady;
  if (const auto committed = Commit(); !committed) return TellFault(committed.error(), now);
  told_at_.reset();
}

void Watch::Take(const LogFollower::Line& line, base::Now now) {
  if (line.fresh) ++lines_;
  if (line.line.too_long) return;
  const auto event = parser_.Parse(line.line.text);
  if (!event) return;  // lost, or of another version
  found_.clear();
  engine_->Take(*event, line.line.text, line.position, found_);
  if (!line.fresh) return;  // learned from, and answered when it was fresh
  events_ += event->count;
  if (!found_.empty()) Answer(std::exchange(found_, {}), now.wall);
}

// The block comes first: a database that fails must not hold it up, and one that is made twice is the same block.
void Watch::Answer(std::vector<detect::Finding> found, base::Wall now) {
  for (detect::Finding& finding : found) {
    FillEvidence(finding);
    int64_t earlier = 0;
    if (finding.action == detect::Action::kBlock) {
      for (const store::StoredFinding& other : pending_) {
        const bool same = other.finding.rule == finding.rule && other.finding.subject == finding.subject;
        earlier += same && other.blocked_until ? 1 : 0;
      }
      (void)context_.database.Read([&](store::Transaction& transaction) -> base::Result<> {
        earlier += store::CountBlocks(transaction, finding.rule, finding.subject, finding.time - kEscalationMemory);
        return {};
      });  // not known: the shortest block
    }
    pending_.push_back(response_.Answer(std::move(finding), earlier, now));
    if (pending_.back().blocked_until) TellBlock(pending_.back(), now);
  }
}

void Watch::TellBlock(const store::StoredFinding& answered, base::Wall now) {
  const detect::Finding& finding = answered.finding;
  const std::string details = fmt::format("{} until {}: {}: {} by detection", finding.subject.Text(),
                                          base::TimeText(*answered.blocked_until), finding.rule, finding.sentence);
  events::Event event{.time = now, .type = events::type::kBlockAdded, .details = details};
  if (finding.subject.kind == detect::SubjectKind::kAddress) {
    event.address = base::IpAddress::Parse(finding.subject.name);
  } else {
    event.principal = finding.subject.name;
    event.issuer = finding.subject.issuer;
  }
  context_.gate.Log(event);
}

// The lines of which only the place is known, as far as they are still in the file that is read now.
void Watch::FillEvidence(detect::Finding& finding) {
  const store::WatchPlace here = follower_->place();
  for (const events::LogFile& file : events::FilesOfLog(log_)) {
    if (file.inode != here.inode) continue;
    for (detect::Evidence& one : finding.evidence) {
      if (!one.line.empty() || one.position.file != here.file) continue;
      auto opened = events::Reader::Open(file.path, one.position.offset);
      if (!opened) continue;
      const auto line = opened->Next();
      if (line && line->has_value() && !(*line)->too_long) one.line = (*line)->text;
    }
  }
}

base::Result<> Watch::Commit() {
  store::WatchPlace place = follower_->place();
  place.lines = committed_->lines + lines_;
  place.events = committed_->events + events_;
  auto written = context_.database.Write([&](store::Transaction& transaction) -> base::Result<> {
    if (auto moved = store::MoveWatchPlace(transaction, log_, committed_, place); !moved) return moved;
    for (store::StoredFinding& finding : pending_) {
      store::AddFinding(transaction, finding);
      if (context_.sink == nullptr) continue;
      if (auto taken = context_.sink->Take(transaction, finding); !taken) return taken;
    }
    return {};
  });
  if (!written) return written;
  committed_ = place;
  lines_ = events_ = 0;
  const bool found = !pending_.empty();
  pending_.clear();
  if (found && context_.sink != nullptr) context_.sink->Committed();
  return {};
}

void Watch::TellFault(const base::Error& error, base::Now now) {
  if (told_at_ && now.steady - *told_at_ < kFaultToldEvery) return;
  told_at_ = now.steady;
  const std::string details = "the event log cannot be watched: " + error.Text();
  context_.gate.Log({.time = now.wall, .type = events::type::kControlFailed, .details = details});
}

// What is older than the policy keeps.
void Watch::Forget(base::Now now) {
  if (forgot_at_ && now.steady - *forgot_at_ < kForgetInterval) return;
  forgot_at_ = now.steady;
  const base::Wall before = now.wall - context_.policy.control->watch->findings_kept;
  (void)context_.database.Write([&](store::Transaction& transaction) -> base::Result<> {
    store::ForgetFindings(transaction, before);
    return {};
  });  // tried again an hour later
}

service::HttpRoutes Watch::AdminRoutes() {
  using service::AdminBody;
  using service::AdminCall;
  using service::AdminRoute;
  using service::HttpRequest;
  return {
      AdminRoute(AdminCall::kListFindings, [this](const HttpRequest& request, AdminBody&) { return List(request); }),
      AdminRoute(AdminCall::kShowWatch, [this](const HttpRequest&, AdminBody&) { return Status(); })};
}

service::HttpResponse Watch::List(const service::HttpRequest& request) {
  int limit = kDefaultListed;
  for (const auto& [name, value] : request.query) {
    if (name != "limit") continue;
    limit = base::ParseNumber<int>(value).value_or(0);
    if (limit < 1 || limit > kMostListed) {
      return service::AdminFault(service::kCannotBe, {"is a number from 1 to 1000", "limit", ""});
    }
  }
  std::vector<store::StoredFinding> findings;
  const auto read = context_.database.Read([&](store::Transaction& transaction) -> base::Result<> {
    findings = store::NewestFindings(transaction, limit);
    return {};
  });
  if (!read) return service::AdminFault(service::kFailed, read.error());
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const store::StoredFinding& finding : findings) list.push_back(ToJson(finding));
  return service::AdminAnswer(service::kDone, {{"findings", std::move(list)}});
}

service::HttpResponse Watch::Status() {
  std::optional<store::WatchPlace> place;
  const auto read = context_.database.Read([&](store::Transaction& transaction) -> base::Result<> {
    place = store::FindWatchPlace(transaction, log_);
    return {};
  });
  if (!read) return service::AdminFault(service::kFailed, read.error());
  const store::WatchPlace seen = place.value_or(store::WatchPlace{});
  return service::AdminAnswer(
      service::kDone,
      {{"log", log_}, {"file", seen.file}, {"offset", seen.offset}, {"lines", seen.lines}, {"events", seen.events}});
}

}  // namespace gatehouse::watch

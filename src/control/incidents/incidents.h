// Incidents as a part of the daemon (rows A15 B17): what `gatehouse incident` and the console ask and do.
// doc/incidents.md is its manual. Shown by incidents_test.cc and tests/watch/test_incidents.py.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "control/incidents/containment.h"
#include "control/incidents/incident_book.h"
#include "control/service/admin_body.h"
#include "control/service/part.h"
#include "control/service/retention.h"

namespace gatehouse::incidents {

class Incidents final : public service::Part {
 public:
  // What the context refers to outlives it.
  // `changed` is called in the transaction in which a person changes an incident.
  using Changed = std::function<void(store::Transaction&, const store::Incident& before, const store::Incident& after,
                                     base::Wall now)>;
  Incidents(store::Database& database, const Containment& context, Changed changed);

  service::HttpRoutes PublicRoutes() override { return {}; }
  service::HttpRoutes AdminRoutes() override;
  base::Result<> Begin(base::Now now) override;
  void Tick(base::Now now) override;

  // The same for a person who comes through the gate, `who`.
  [[nodiscard]] service::HttpResponse List(const service::HttpRequest& request) const;
  [[nodiscard]] service::HttpResponse Show(const service::HttpRequest& request) const;
  [[nodiscard]] service::HttpResponse Report(const service::HttpRequest& request) const;  // Markdown
  // The body says what: {"stage": "contained"} or a note, with "severity", "text", "for_seconds", "no_block",
  // "unblock".
  [[nodiscard]] service::HttpResponse ActAs(const service::HttpRequest& request, std::string_view who);

 private:
  // `who` empty: the body says that, too.
  [[nodiscard]] service::HttpResponse Act(const service::HttpRequest& request, const service::AdminBody& body,
                                          std::string_view who);
  [[nodiscard]] std::expected<std::string, service::HttpResponse> Blocks(const service::HttpRequest& request,
                                                                         const service::AdminBody& body,
                                                                         const IncidentBook::Act& act) const;
  [[nodiscard]] base::Result<IncidentBook::Whole> Find(const service::HttpRequest& request) const;
  [[nodiscard]] std::vector<std::string> TimelineOf(const IncidentBook::Whole& whole) const;

  IncidentBook book_;
  Containment context_;
  Changed changed_;
  base::Wall forgot_{};
};

}  // namespace gatehouse::incidents

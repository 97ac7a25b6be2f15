// The pipeline over a request of nginx's: with keys and droplets as they are at this moment, and with a memory of
// whatever the pipeline only points to.
#include "nginx/connections.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {

void TellNews(ngx_log_t* log, const Shield& shield, const LiveFiles::News& news) {
  if (news.keys) ngx_log_error(NGX_LOG_NOTICE, log, 0, "gatehouse: new keys read for %s", shield.path().c_str());
  if (news.directory) {
    ngx_log_error(NGX_LOG_NOTICE, log, 0, "gatehouse: new directory of droplets read for %s", shield.path().c_str());
  }
  for (const base::Error& note : news.notes) {
    ngx_log_error(NGX_LOG_WARN, log, 0, "gatehouse: %s", note.Text().c_str());
  }
  for (const base::Error& error : news.errors) {
    ngx_log_error(NGX_LOG_ERR, log, 0, "gatehouse: not read again, the last good one stays: %s", error.Text().c_str());
  }
}

gate::Decision Admit(ngx_http_request_t* r, RequestState& state) {
  const Stopwatch stopwatch(state, state::Timed::kAdmit);
  Shield& shield = state.shield;
  if (shield.Behind()) TellNews(r->connection->log, shield, shield.CatchUp(state.arrived));
  const Occupancy occupancy(shield);
  gate::Decision decision = gate::Admit(shield.MakeGuard(&occupancy), state.exchange);
  if (decision.reason == gate::Reason::kTokenKeyUnknown) {
    // The key may be younger than this worker's last look: not everybody who replaces a key file says so.
    const LiveFiles::News news = shield.LookForKey(state.arrived);
    TellNews(r->connection->log, shield, news);
    if (news.keys) decision = gate::AdmitAgain(shield.MakeGuard(&occupancy), state.exchange);
  }
  return decision;
}

gate::Decision InspectBody(ngx_http_request_t* r, RequestState& state, std::string_view body) {
  const Stopwatch stopwatch(state, state::Timed::kBody);
  Shield& shield = state.shield;
  if (shield.Behind()) TellNews(r->connection->log, shield, shield.CatchUp(state.arrived));
  const gate::Decision decision = gate::InspectBody(shield.MakeGuard(), state.exchange, body);
  state.KeepDroplet();
  return decision;
}

gate::Decision InspectForm(ngx_http_request_t* r, RequestState& state, std::string_view form) {
  const Stopwatch stopwatch(state, state::Timed::kBody);
  Shield& shield = state.shield;
  if (shield.Behind()) TellNews(r->connection->log, shield, shield.CatchUp(state.arrived));
  return gate::InspectForm(shield.MakeGuard(), state.exchange, form);
}

}  // namespace gatehouse::nginx

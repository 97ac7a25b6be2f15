// Runs the pipeline for an nginx request, with the current keys and droplets, and keeps
// the objects alive to which the pipeline only points.
#include "nginx/connections.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

// The worker's room for bodies, from the view of this request.
class RoomForBody : public gate::BodyRoom {
 public:
  explicit RoomForBody(RequestState& state) : state_(state) {}
  [[nodiscard]] bool Take(uint64_t bytes) override { return state_.body_share.Take(state_.shield.bodies(), bytes); }

 private:
  RequestState& state_;
};

}  // namespace

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
  RoomForBody bodies(state);
  gate::Decision decision = gate::Admit(shield.MakeGuard(&occupancy, &bodies), state.exchange);
  if (decision.reason == gate::Reason::kTokenKeyUnknown) {
    // The key may be newer than this worker's last check: a replaced key file is not always announced.
    const LiveFiles::News news = shield.LookForKey(state.arrived);
    TellNews(r->connection->log, shield, news);
    if (news.keys) decision = gate::AdmitAgain(shield.MakeGuard(&occupancy, &bodies), state.exchange);
  }
  return decision;
}

gate::Decision CountBody(RequestState& state, uint64_t bytes) {
  return gate::CountBody(state.shield.MakeGuard(), state.exchange, bytes);
}

gate::Decision TakeBody(RequestState& state, uint64_t bytes) {
  RoomForBody bodies(state);
  return gate::TakeBody(state.shield.MakeGuard(nullptr, &bodies), state.exchange, bytes);
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

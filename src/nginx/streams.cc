// Exchanges that last: upgraded connections and event streams. They are judged again while they last, in workers that
// are leaving too, and cut when who was let in may stay no longer. A stream ends in the middle: what its service is
// about to say can't be known here.
#include "gate/respond/stream_type.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

bool IsStream(const ngx_http_request_t* r) {
  if (r->upstream == nullptr) return false;
  return r->upstream->upgrade != 0 || gate::IsStreamType(View(r->headers_out.content_type));
}

gate::Standing StandingOf(const RequestState& state) {
  return {
      .route = state.exchange.route, .client = state.exchange.client.address, .principal = state.exchange.principal};
}

// As nginx itself ends what runs too long in a leaving worker. The request, its state and the stream are gone
// afterwards.
void End(ngx_http_request_t* r, RequestState& state, gate::Reason reason) {
  state.ended = reason;
  ngx_connection_t* connection = r->connection;
  r->main->count++;
  ngx_http_finalize_request(r, NGX_ERROR);
  ngx_http_run_posted_requests(connection);
}

void Judge(Shield& shield, OpenStreams::Stream& stream, base::Now now) {
  ngx_http_request_t* r = stream.request();
  RequestState* state = FindState(r);
  if (state == nullptr) return;
  const gate::StandingVerdict verdict =
      Guarded(r->connection->log, gate::StandingVerdict{.decision = {.reason = gate::Reason::kInternalError}},
              [&] { return gate::JudgeStanding(shield.MakeGuard(), stream.standing(), now.wall); });
  if (verdict.decision.allowed()) return;
  if (!verdict.observed) return End(r, *state, verdict.decision.reason);
  if (stream.told == verdict.decision.reason) return;
  stream.told = verdict.decision.reason;
  Guarded(r->connection->log, 0, [&] {
    ReportStream(r, *state, stream.told, true);
    return 0;
  });
}

}  // namespace

void ListIfStream(ngx_http_request_t* r, RequestState& state) {
  if (state.stream != nullptr || state.masking || !IsStream(r)) return;
  state.stream = std::make_unique<OpenStreams::Stream>(state.shield.streams(), r, StandingOf(state));
}

void EndStreams(Shield& shield, base::Now now) {
  OpenStreams& streams = shield.streams();
  if (!streams.TakeTurn(now.steady, shield.policy().stream_recheck)) return;
  streams.ForEach([&](OpenStreams::Stream& stream) { Judge(shield, stream, now); });
}

}  // namespace gatehouse::nginx

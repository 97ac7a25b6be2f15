// Running responses are rechecked, also in old workers, and are cut off when their caller
// has lost access. They end in the middle, because the rest of a response is not known.
#include "gate/standing.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

gate::Standing StandingOf(const RequestState& state, bool endless) {
  return {.route = state.exchange.route,
          .client = state.exchange.client.address,
          .principal = state.exchange.principal,
          .endless = endless};
}

gate::StandingVerdict Judge(Shield& shield, const RequestState& state, OpenAnswers::Answer& answer, base::Wall now) {
  if (!answer.standing) answer.standing = StandingOf(state, answer.endless());
  return gate::JudgeStanding(shield.MakeGuard(), *answer.standing, now);
}

// As nginx ends requests that run too long in an old worker. The request, its state and the response do not exist
// afterwards.
void CutOff(ngx_http_request_t* r, RequestState& state, gate::Reason reason) {
  state.cut_off = reason;
  ngx_connection_t* connection = r->connection;
  r->main->count++;
  ngx_http_finalize_request(r, NGX_ERROR);
  ngx_http_run_posted_requests(connection);
}

void Recheck(Shield& shield, OpenAnswers::Answer& answer, base::Now now) {
  ngx_http_request_t* r = answer.request();
  RequestState* state = FindState(r);
  const bool answering = r->upstream != nullptr && r->upstream->cleanup != nullptr;
  if (state == nullptr || !answering) return;
  const auto verdict =
      Guarded(r->connection->log, gate::StandingVerdict{.decision = {.reason = gate::Reason::kInternalError}},
              [&] { return Judge(shield, *state, answer, now.wall); });
  if (verdict.decision.allowed()) return;
  if (!verdict.observed) return CutOff(r, *state, verdict.decision.reason);
  if (answer.told == verdict.decision.reason) return;
  answer.told = verdict.decision.reason;
  Guarded(r->connection->log, 0, [&] {
    ReportCutOff(r, *state, answer.told, true);
    return 0;
  });
}

}  // namespace

// Responses of the control daemon are not listed: a client that logs out, or revokes its own token, must get the
// result.
void ListAnswer(ngx_http_request_t* r, RequestState& state, bool stream) {
  if (r->upstream == nullptr || state.masking || state.open || GoesToControl(state)) return;
  state.open.emplace(state.shield.answers(), r, stream || r->upstream->upgrade != 0);
}

void RecheckAnswers(Shield& shield, base::Now now) {
  OpenAnswers& answers = shield.answers();
  if (!answers.TakeTurn(now.steady, shield.policy().stream_recheck)) return;
  answers.ForEach([&](OpenAnswers::Answer& answer) { Recheck(shield, answer, now); });
}

}  // namespace gatehouse::nginx

// What a route wants done to its service's answers while they stream. See answer_filter.cc.
#pragma once

#include "nginx/ngx.h"
#include "nginx/request_state.h"

namespace gatehouse::nginx {

// When the answer's headers are there. False where it cannot be looked into, since it came encoded or in part although
// it was not asked for like that: it must not leave. Throws.
[[nodiscard]] bool BeginAnswerWork(ngx_http_request_t* r, RequestState& state);

// One call of a body filter. Throws.
ngx_int_t WorkOnAnswer(ngx_http_request_t* r, RequestState& state, ngx_chain_t* in,
                       ngx_http_output_body_filter_pt next);

// Whether a header of the request stays behind, so that the answer comes whole and as text.
[[nodiscard]] bool StaysBehindForAnswers(const gate::Route& route, std::string_view name);

}  // namespace gatehouse::nginx

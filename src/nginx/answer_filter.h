// Changes responses of a route while they stream. See answer_filter.cc.
#pragma once

#include "nginx/ngx.h"
#include "nginx/request_state.h"

namespace gatehouse::nginx {

// Called with the response's headers. Returns false if the response cannot be inspected, because it is encoded or
// partial although it was not requested so: it must not be sent. Throws.
[[nodiscard]] bool BeginAnswerWork(ngx_http_request_t* r, RequestState& state);

// Handles one call of the body filter. Throws.
ngx_int_t WorkOnAnswer(ngx_http_request_t* r, RequestState& state, ngx_chain_t* in,
                       ngx_http_output_body_filter_pt next);

// True for request headers that are not forwarded, so that the response is complete and unencoded.
[[nodiscard]] bool StaysBehindForAnswers(const gate::Route& route, std::string_view name);

}  // namespace gatehouse::nginx

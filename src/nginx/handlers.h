// The callbacks that module.cc registers with nginx, one file each. All are noexcept; an internal error refuses the
// request.
#pragma once

#include "nginx/ngx.h"
#include "nginx/request_state.h"

namespace gatehouse::nginx {

// admission.cc: PREACCESS. Runs the pipeline, reads the body where the route asks for it, refuses or prepares the
// request for the upstream.
ngx_int_t AdmissionHandler(ngx_http_request_t* r) noexcept;

// decide.cc: gate::Admit, gate::InspectBody etc. for this request, after changed files were
// read. The exchange's pointers stay valid as the comments of RequestState say. They may throw.
[[nodiscard]] gate::Decision Admit(ngx_http_request_t* r, RequestState& state);
[[nodiscard]] gate::Decision CountBody(RequestState& state, uint64_t bytes);
[[nodiscard]] gate::Decision TakeBody(RequestState& state, uint64_t bytes);
[[nodiscard]] gate::Decision InspectBody(ngx_http_request_t* r, RequestState& state, std::string_view body);
// Replaces the body for the service; it must live as long as the request. Throws.
void ReplaceBody(ngx_http_request_t* r, std::string_view body);
[[nodiscard]] gate::Decision InspectForm(ngx_http_request_t* r, RequestState& state, std::string_view form);
// Writes the result of reading files again to nginx's error log.
void TellNews(ngx_log_t* log, const Shield& shield, const LiveFiles::News& news);

// response_filter.cc: headers of every response, error masking, and no delay for server-sent events.
void InstallResponseFilters() noexcept;

// flow.cc: whether this response is forwarded unbuffered. Called with its header; `stream`: by its content type.
[[nodiscard]] bool MustFlow(const ngx_http_request_t* r, const RequestState& state, bool stream);

// request_body.cc: enforces the route's limit of body bytes, chunked or not.
void InstallRequestBodyFilter() noexcept;

// report.cc: LOG. Counters, latency, and one event for a refused or failed request.
ngx_int_t ReportHandler(ngx_http_request_t* r) noexcept;
// The same event, as soon as the gate or nginx itself responds: a client that sends the rest of a refused body slowly
// does not delay it. Throws.
void ReportOwnAnswer(ngx_http_request_t* r, RequestState& state);
// Logs an event about a response that is cut off, or would be without observe mode. Throws.
void ReportCutOff(ngx_http_request_t* r, RequestState& state, gate::Reason reason, bool observed);

// recheck.cc: adds a response to the list when it begins.
void ListAnswer(ngx_http_request_t* r, RequestState& state, bool stream);
// Called by the timer: cuts off every response whose caller has lost access, or that cannot be judged.
void RecheckAnswers(Shield& shield, base::Now now);

// forward_auth.cc: content handlers of `gatehouse_forward_auth` and `gatehouse_assertion_keys`; and the state of a
// request to one of our own locations, where the pipeline does not run before the handler: null if the location has
// no policy, or memory ran out.
[[nodiscard]] RequestState* OwnState(ngx_http_request_t* r);
ngx_int_t ForwardAuthHandler(ngx_http_request_t* r) noexcept;
ngx_int_t AssertionKeysHandler(ngx_http_request_t* r) noexcept;

// health.cc: content handler of `gatehouse_health`.
ngx_int_t HealthHandler(ngx_http_request_t* r) noexcept;

// policy_upstream.cc: `gatehouse_servers` in an upstream block: the servers of the request's upstream in the
// policy.
char* SetPolicyUpstream(ngx_conf_t* cf, ngx_command_t* command, void* conf) noexcept;

// droplet_upstream.cc: `gatehouse_droplets` in an upstream block: the directory's droplet to which a message is sent.
char* SetDropletUpstream(ngx_conf_t* cf, ngx_command_t* command, void* conf) noexcept;

// upstream_block.cc: common to both: makes a block whose servers the module chooses; returns the directive's
// result. TLS sessions are not reused: the next request may be for another server.
char* TakeUpstreamBlock(ngx_conf_t* cf, ngx_http_upstream_init_pt init) noexcept;
ngx_int_t SetNoTlsSession(ngx_peer_connection_t* connection, void* data) noexcept;
void SaveNoTlsSession(ngx_peer_connection_t* connection, void* data) noexcept;

// interim_answers.cc: from now on, 100, 102, 103 etc. do not count as the response to this request.
void SkipInterimAnswers(ngx_http_request_t* r, RequestState& state) noexcept;

// upstream_timeouts.cc: `gatehouse_timeouts` in an upstream block: the policy's timeouts, and no retry of a request
// that may have run. And: after the response has begun, sets the allowed pause for its kind and route.
char* SetUpstreamTimeouts(ngx_conf_t* cf, ngx_command_t* command, void* conf) noexcept;
void WaitForRest(ngx_http_request_t* r, const RequestState& state);

// variables.cc: $gatehouse_upstream, $gatehouse_connection, $gatehouse_trace_id etc.
ngx_int_t AddVariables(ngx_conf_t* cf) noexcept;

// end_old_workers.cc: called in the master for a new configuration, before its workers exist.
void EndOldWorkers(ngx_cycle_t* cycle, size_t overlap);

// answer.cc: the gate's own responses. They return what a content handler returns. If a browser requests a page and
// only lacks a session, the refusal is a redirect to the login. A gRPC client gets the refusal in gRPC's form: status
// 200, and the failure in `grpc-status`.
ngx_int_t SendRefusal(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision);
// The refusal for nginx's auth_request: 401, or 403 for all others, with the real status in
// X-Gatehouse-Status and the real body in X-Gatehouse-Problem; X-Gatehouse-Location is where a browser logs in.
ngx_int_t SendAuthRequestRefusal(ngx_http_request_t* r, RequestState& state, const gate::Decision& decision);
ngx_int_t SendNoContent(ngx_http_request_t* r);
ngx_int_t SendText(ngx_http_request_t* r, ngx_uint_t status, std::string_view content_type, std::string_view body);
// Adds a response header; name and value must outlive the request. Throws std::bad_alloc.
inline void AddHeader(ngx_http_request_t* r, std::string_view name, std::string_view value) {
  PushHeader(r->headers_out.headers) = AnswerHeader(name, value);
}
// The same with a copy of the value, or of both, in the request's pool.
void AddHeaderValue(ngx_http_request_t* r, std::string_view name, std::string_view value);
void AddHeaderCopy(ngx_http_request_t* r, std::string_view name, std::string_view value);

// upstream_request.cc: removes headers that clients must not set, and adds the verified identity. Throws
// std::bad_alloc. Returns false if the assertion could not be signed: the request must be refused.
[[nodiscard]] bool PrepareUpstreamRequest(ngx_http_request_t* r, RequestState& state);
// True if the request goes to the control daemon. Only the daemon gets the browser's session cookie, because a login
// ends the previous session, and only the daemon sets it.
[[nodiscard]] bool GoesToControl(const RequestState& state);

// body_view.cc: the whole request body as one view; copied to the request's pool if it has several parts. Throws.
[[nodiscard]] base::Result<std::string_view> ViewBody(ngx_http_request_t* r);
// Its first `most` bytes; copied to `copy` if it has several parts.
[[nodiscard]] base::Result<std::string_view> ViewBodyStart(ngx_http_request_t* r, size_t most, std::string& copy);
[[nodiscard]] off_t BodyBytes(ngx_http_request_t* r);

}  // namespace gatehouse::nginx

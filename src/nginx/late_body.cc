#include "nginx/late_body.h"

#include <algorithm>
#include <utility>

namespace gatehouse::nginx {
namespace {

// nginx tells nobody about the data that it skips. It takes 8 MiB of them between two looks for a flood, and ends the
// connection. A stream that is silent is looked at ever more rarely.
constexpr ngx_msec_t kPauseMs = 10;
constexpr ngx_msec_t kLongestPauseMs = 320;

size_t waiting = 0;  // of this worker's streams

}  // namespace

bool LateBody::IsAwaited(const ngx_http_request_t* r) {
  if (waiting == kMostAtOnce) return false;
  if (r->stream == nullptr || r->stream->in_closed != 0 || r->upstream != nullptr) return false;
  const off_t length = r->headers_in.content_length_n;
  return length < 0 || length > static_cast<off_t>(r->stream->recv_window);
}

LateBody::LateBody(ngx_http_request_t* r)
    : r_(r), began_(ngx_current_msec), heard_(ngx_current_msec), window_(r->stream->recv_window), pause_(kPauseMs) {
  ++waiting;
  r->stream->skip_data = 1;
  r->stream->no_flow_control = 1;  // opens the window fully with the next data
  r->main->count++;
  timer_.handler = Look;
  timer_.data = this;
  timer_.log = r->connection->log;
  ngx_add_timer(&timer_, pause_);
}

LateBody::~LateBody() {
  --waiting;
  if (timer_.timer_set != 0) ngx_del_timer(&timer_);
}

void LateBody::Count() {
  const size_t before = std::exchange(window_, r_->stream->recv_window);
  if (window_ == before) {
    pause_ = std::min(2 * pause_, kLongestPauseMs);
    return;
  }
  pause_ = kPauseMs;
  heard_ = ngx_current_msec;
  // Data that the gate asked for are no flood.
  r_->stream->connection->payload_bytes += (window_ < before ? before : NGX_HTTP_V2_MAX_WINDOW) - window_;
}

bool LateBody::IsOver() {
  Count();
  if (r_->stream->in_closed != 0 || r_->connection->error != 0) return true;
  const auto* conf = static_cast<ngx_http_core_loc_conf_t*>(ngx_http_get_module_loc_conf(r_, ngx_http_core_module));
  return ngx_current_msec - began_ >= conf->lingering_time || ngx_current_msec - heard_ >= conf->lingering_timeout;
}

// The request, and this object with it, may not exist afterwards.
void LateBody::Look(ngx_event_t* timer) noexcept {
  auto& late = *static_cast<LateBody*>(timer->data);
  if (late.IsOver()) return ngx_http_finalize_request(late.r_, NGX_DONE);
  ngx_add_timer(timer, late.pause_);
}

}  // namespace gatehouse::nginx

#include "nginx/log_lines.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "events/redaction.h"

namespace gatehouse::nginx {
namespace {

// The remaining space of nginx's log line.
class Line {
 public:
  Line(u_char* at, size_t room) : at_(at), end_(at + room) {}
  void Add(std::string_view text) {
    const size_t bytes = std::min(text.size(), static_cast<size_t>(end_ - at_));
    if (bytes == 0) return;  // an empty view may be null, which memcpy forbids
    at_ = ngx_cpymem(at_, text.data(), bytes);
  }
  void Add(std::string_view before, std::string_view text, std::string_view behind = {}) {
    if (text.empty()) return;
    Add(before);
    Add(text);
    Add(behind);
  }
  [[nodiscard]] u_char* at() const { return at_; }

 private:
  u_char* at_;
  u_char* end_;
};

// The path of the raw target, because a request line that was not parsed has no other.
std::string_view PathOf(const ngx_http_request_t* r) {
  const std::string_view target = View(r->unparsed_uri);
  return target.substr(0, target.find_first_of("?#"));
}

// Replaces nginx's handler, which adds the unchanged request line, Host and Referer.
u_char* AddContext(ngx_log_t* log, u_char* buffer, size_t room) noexcept {
  Line line(buffer, room);
  try {
    if (log->action != nullptr) line.Add(" while ", log->action);
    const auto* context = static_cast<const ngx_http_log_ctx_t*>(log->data);
    if (context == nullptr || context->connection == nullptr) return line.at();
    line.Add(", client: ", View(context->connection->addr_text));
    const ngx_http_request_t* r = context->request;
    if (r == nullptr) return line.at();
    const std::string path = events::RedactPath(PathOf(r));
    if (!path.empty()) line.Add(", request: \"", std::string(View(r->method_name)) + " " + path, "\"");
    if (r->upstream != nullptr && r->upstream->peer.name != nullptr) {
      line.Add(", upstream: \"", View(*r->upstream->peer.name), "\"");
    }
  } catch (...) {  // out of memory: the line ends here
  }
  return line.at();
}

struct Budget {
  time_t second = 0;
  unsigned used = 0;
  size_t left_out = 0;
};

bool IsRegularAndLong(int fd) {
  struct stat info{};
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size >= kMaxErrorLogBytes;
}

void WriteWhole(int fd, std::string_view text) {
  if (IsRegularAndLong(fd)) (void)!ftruncate(fd, 0);
  (void)!write(fd, text.data(), text.size());
}

// Replaces nginx's write().
void WriteLine(ngx_log_t* log, ngx_uint_t level, u_char* buffer, size_t size) noexcept {
  static Budget budget;  // per process; only one thread of a worker logs
  if (log->file == nullptr || log->file->fd == NGX_INVALID_FILE) return;
  try {
    const time_t now = ngx_time();
    std::string text;
    if (now != budget.second) {
      if (budget.left_out > 0) text = "gatehouse: " + std::to_string(budget.left_out) + " lines were left out here\n";
      budget = {.second = now};
    }
    if (level >= NGX_LOG_CRIT && ++budget.used > kMaxLogLinesPerSecond) {
      ++budget.left_out;
      return;
    }
    events::AppendRedacted({reinterpret_cast<const char*>(buffer), size}, text);
    if (!text.ends_with('\n')) text += '\n';
    WriteWhole(log->file->fd, text);
  } catch (...) {
    WriteWhole(log->file->fd, "gatehouse: out of memory, a line is missing here\n");
  }
}

void Redacting(ngx_log_t* log) {
  for (; log != nullptr; log = log->next) {
    if (log->writer == nullptr) log->writer = WriteLine;  // otherwise it belongs to syslog or a buffer
  }
}

}  // namespace

void UseLogLines(ngx_connection_t* connection) noexcept { connection->log->handler = AddContext; }

void CloseLogToOthers(const ngx_cycle_t* cycle) noexcept {
  for (const ngx_log_t* log = &cycle->new_log; log != nullptr; log = log->next) {
    struct stat info{};
    if (log->file == nullptr || fstat(log->file->fd, &info) != 0 || !S_ISREG(info.st_mode)) continue;
    if ((info.st_mode & 07777 & ~kMostLogMode) != 0) (void)!fchmod(log->file->fd, info.st_mode & kMostLogMode);
  }
}

void InstallLogLines(ngx_cycle_t* cycle) noexcept {
  Redacting(&cycle->new_log);
  auto* listening = static_cast<ngx_listening_t*>(cycle->listening.elts);
  for (ngx_uint_t i = 0; i < cycle->listening.nelts; ++i) {
    if (listening[i].handler == ngx_http_init_connection) Redacting(&listening[i].log);
  }
  const auto* http = reinterpret_cast<ngx_http_conf_ctx_t*>(ngx_get_conf(cycle->conf_ctx, ngx_http_module));
  auto* core = static_cast<ngx_http_core_main_conf_t*>(http->main_conf[ngx_http_core_module.ctx_index]);
  auto** servers = static_cast<ngx_http_core_srv_conf_t**>(core->servers.elts);
  for (ngx_uint_t i = 0; i < core->servers.nelts; ++i) {
    auto* location = static_cast<ngx_http_core_loc_conf_t*>(servers[i]->ctx->loc_conf[ngx_http_core_module.ctx_index]);
    Redacting(location->error_log);
  }
}

}  // namespace gatehouse::nginx

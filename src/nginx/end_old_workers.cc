// Frequent reloads must not fill the machine with old workers that still serve requests: beyond the policy's
// limit, the oldest are ended. Runs in the master, so that it applies to every reload.
#include <csignal>
#include <vector>

#include "nginx/handlers.h"
#include "nginx/old_workers.h"

namespace gatehouse::nginx {
namespace {

// Other processes of nginx besides workers, and workers that are ending.
constexpr size_t kSpareProcesses = 64;

std::vector<pid_t> LivingWorkers() {
  std::vector<pid_t> living;
  for (ngx_int_t i = 0; i < ngx_last_process; ++i) {
    const ngx_process_t& process = ngx_processes[i];
    if (process.pid != -1 && !process.exited && !process.detached) living.push_back(process.pid);
  }
  return living;
}

// The number of old workers that leaves room in nginx's process table for the workers of this and the next reload.
size_t MostWorkers(const ngx_cycle_t* cycle) {
  const auto* core = reinterpret_cast<const ngx_core_conf_t*>(ngx_get_conf(cycle->conf_ctx, ngx_core_module));
  const size_t taken = 2 * static_cast<size_t>(core->worker_processes) + kSpareProcesses;
  return taken < NGX_MAX_PROCESSES ? NGX_MAX_PROCESSES - taken : 1;
}

}  // namespace

void EndOldWorkers(ngx_cycle_t* cycle, size_t overlap) {
  static OldWorkers old;  // the library stays loaded across configurations
  for (const pid_t pid : old.TakeReload(LivingWorkers(), {.reloads = overlap, .workers = MostWorkers(cycle)})) {
    ngx_log_error(NGX_LOG_WARN, cycle->log, 0,
                  "gatehouse: worker %P of an older configuration is stopped, with its requests in progress: "
                  "workers of more than %uz reloads are there",
                  pid, overlap);
    kill(pid, SIGTERM);
  }
}

}  // namespace gatehouse::nginx

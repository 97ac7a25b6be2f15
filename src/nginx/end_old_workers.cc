// A reload every second must not fill the machine with workers that still have something to do: with more than the
// policy says, the oldest are ended. In the master, so that it applies to every reload.
#include <csignal>
#include <vector>

#include "nginx/handlers.h"
#include "nginx/old_workers.h"

namespace gatehouse::nginx {
namespace {

// Processes that nginx may have besides workers, and those that were told to end and were not waited for yet.
constexpr size_t kSpareProcesses = 64;

std::vector<pid_t> LivingWorkers() {
  std::vector<pid_t> living;
  for (ngx_int_t i = 0; i < ngx_last_process; ++i) {
    const ngx_process_t& process = ngx_processes[i];
    if (process.pid != -1 && !process.exited && !process.detached) living.push_back(process.pid);
  }
  return living;
}

// So many old workers leave room in nginx's table for the new ones of this reload and of the next.
size_t MostWorkers(const ngx_cycle_t* cycle) {
  const auto* core = reinterpret_cast<const ngx_core_conf_t*>(ngx_get_conf(cycle->conf_ctx, ngx_core_module));
  const size_t taken = 2 * static_cast<size_t>(core->worker_processes) + kSpareProcesses;
  return taken < NGX_MAX_PROCESSES ? NGX_MAX_PROCESSES - taken : 1;
}

}  // namespace

void EndOldWorkers(ngx_cycle_t* cycle, size_t overlap) {
  static OldWorkers old;  // the library stays loaded from one configuration to the next
  for (const pid_t pid : old.TakeReload(LivingWorkers(), {.reloads = overlap, .workers = MostWorkers(cycle)})) {
    ngx_log_error(NGX_LOG_WARN, cycle->log, 0,
                  "gatehouse: worker %P of an older configuration is stopped, with its requests in progress: "
                  "workers of more than %uz reloads are there",
                  pid, overlap);
    kill(pid, SIGTERM);
  }
}

}  // namespace gatehouse::nginx

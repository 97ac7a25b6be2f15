// The module as nginx sees it: directives, phases, and what happens when a worker starts.
//
//   gatehouse_policy FILE;                   http, server, location   the policy for everything below
//   gatehouse on|off;                        http, server, location   off excludes a location from the gate
//   gatehouse_upstream_headers list|block;   http, server, location   how the gate adds headers (upstream_headers.h)
//   gatehouse_forward_auth;                  location   answers other proxies' questions (doc/forward_auth.md)
//   gatehouse_assertion_keys;                location   the public key of the assertions, as JWKS
//   gatehouse_health;                        location   the gate's own health (doc/balancers.md)
//   gatehouse_servers;                       upstream   the servers of the request's upstream in the policy
//   gatehouse_droplets;                      upstream   the droplet of the directory to which a message is sent
//   gatehouse_timeouts;                      upstream   the policy's timeouts; no retry of what may have run
#include "nginx/module.h"

#include <pthread.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/crypto_key_memory.h"
#include "base/private_memory.h"
#include "events/repeats.h"
#include "nginx/connections.h"
#include "nginx/handlers.h"
#include "nginx/log_lines.h"
#include "system/prepare_folder.h"
#include "system/run_folder.h"

namespace gatehouse::nginx {
namespace {

constexpr ngx_msec_t kTickMs = 1000;
constexpr auto kTellRepeatsMs = static_cast<ngx_msec_t>(events::Repeats::kToldEvery.count());

constexpr ngx_uint_t kAsList = 0;
constexpr ngx_uint_t kAsBlock = 1;
ngx_conf_enum_t kHeaderShapes[] = {
    {ngx_string("list"), kAsList}, {ngx_string("block"), kAsBlock}, {ngx_null_string, 0}};

// All policies of the configuration; each is loaded once, however many locations name it.
struct MainConf {
  std::vector<std::unique_ptr<Shield>> shields;
};

MainConf* MainConfOf(ngx_conf_t* cf) {
  return static_cast<MainConf*>(ngx_http_conf_get_module_main_conf(cf, ngx_http_gatehouse_module));
}

void* CreateMainConf(ngx_conf_t* cf) noexcept {
  return Guarded(cf->log, static_cast<void*>(nullptr), [&]() -> void* { return NewInPool<MainConf>(cf->pool); });
}

void* CreateLocationConf(ngx_conf_t* cf) noexcept {
  return Guarded(cf->log, static_cast<void*>(nullptr), [&]() -> void* { return NewInPool<LocationConf>(cf->pool); });
}

// nginx calls this for every server and every upstream block; only the latter use it.
void* CreateServerConf(ngx_conf_t* cf) noexcept {
  return Guarded(cf->log, static_cast<void*>(nullptr), [&]() -> void* { return NewInPool<UpstreamBlock>(cf->pool); });
}

char* MergeLocationConf(ngx_conf_t*, void* parent, void* child) noexcept {
  const auto* above = static_cast<LocationConf*>(parent);
  auto* here = static_cast<LocationConf*>(child);
  if (here->shield == nullptr) here->shield = above->shield;
  ngx_conf_merge_value(here->enabled, above->enabled, 1);
  ngx_conf_merge_uint_value(here->headers_as_block, above->headers_as_block, kAsList);
  return NGX_CONF_OK;
}

char* Failed() { return static_cast<char*>(NGX_CONF_ERROR); }

char* SetPolicy(ngx_conf_t* cf, ngx_command_t*, void* conf) noexcept {
  return Guarded(cf->log, Failed(), [&]() -> char* {
    auto* location = static_cast<LocationConf*>(conf);
    auto* values = static_cast<ngx_str_t*>(cf->args->elts);
    if (location->shield != nullptr) return const_cast<char*>("is duplicate");
    ngx_str_t file = values[1];
    if (ngx_conf_full_name(cf->cycle, &file, 1) != NGX_OK) return Failed();
    const std::string path(View(file));
    MainConf* main = MainConfOf(cf);
    for (const auto& shield : main->shields) {
      if (shield->path() == path) {
        location->shield = shield.get();
        return NGX_CONF_OK;
      }
    }
    auto shield = Shield::Load(path);
    if (!shield) {
      for (const auto& error : shield.error()) {
        ngx_conf_log_error(NGX_LOG_EMERG, cf, 0, "gatehouse: %s", error.Text().c_str());
      }
      return Failed();
    }
    location->shield = main->shields.emplace_back(std::move(*shield)).get();
    return NGX_CONF_OK;
  });
}

// Sets a content handler for the location; the pipeline does not run before it.
template <ngx_int_t (*Handler)(ngx_http_request_t*) noexcept>
char* SetContentHandler(ngx_conf_t* cf, ngx_command_t*, void* conf) noexcept {
  auto* core = static_cast<ngx_http_core_loc_conf_t*>(ngx_http_conf_get_module_loc_conf(cf, ngx_http_core_module));
  core->handler = Handler;
  static_cast<LocationConf*>(conf)->enabled = 0;
  return NGX_CONF_OK;
}

constexpr ngx_uint_t kAnywhere = NGX_HTTP_MAIN_CONF | NGX_HTTP_SRV_CONF | NGX_HTTP_LOC_CONF;

ngx_command_t kCommands[] = {
    {ngx_string("gatehouse_policy"), kAnywhere | NGX_CONF_TAKE1, SetPolicy, NGX_HTTP_LOC_CONF_OFFSET, 0, nullptr},
    {ngx_string("gatehouse"), kAnywhere | NGX_CONF_FLAG, ngx_conf_set_flag_slot, NGX_HTTP_LOC_CONF_OFFSET,
     offsetof(LocationConf, enabled), nullptr},
    {ngx_string("gatehouse_upstream_headers"), kAnywhere | NGX_CONF_TAKE1, ngx_conf_set_enum_slot,
     NGX_HTTP_LOC_CONF_OFFSET, offsetof(LocationConf, headers_as_block), kHeaderShapes},
    {ngx_string("gatehouse_forward_auth"), NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS, SetContentHandler<ForwardAuthHandler>,
     NGX_HTTP_LOC_CONF_OFFSET, 0, nullptr},
    {ngx_string("gatehouse_assertion_keys"), NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS,
     SetContentHandler<AssertionKeysHandler>, NGX_HTTP_LOC_CONF_OFFSET, 0, nullptr},
    {ngx_string("gatehouse_health"), NGX_HTTP_LOC_CONF | NGX_CONF_NOARGS, SetContentHandler<HealthHandler>,
     NGX_HTTP_LOC_CONF_OFFSET, 0, nullptr},
    {ngx_string("gatehouse_servers"), NGX_HTTP_UPS_CONF | NGX_CONF_NOARGS, SetPolicyUpstream, 0, 0, nullptr},
    {ngx_string("gatehouse_droplets"), NGX_HTTP_UPS_CONF | NGX_CONF_NOARGS, SetDropletUpstream, 0, 0, nullptr},
    {ngx_string("gatehouse_timeouts"), NGX_HTTP_UPS_CONF | NGX_CONF_NOARGS, SetUpstreamTimeouts,
     NGX_HTTP_SRV_CONF_OFFSET, 0, nullptr},
    ngx_null_command};

bool AddHandler(ngx_conf_t* cf, ngx_http_phases phase, ngx_http_handler_pt handler) {
  auto* core = static_cast<ngx_http_core_main_conf_t*>(ngx_http_conf_get_module_main_conf(cf, ngx_http_core_module));
  auto* slot = static_cast<ngx_http_handler_pt*>(ngx_array_push(&core->phases[phase].handlers));
  if (slot == nullptr) return false;
  *slot = handler;
  return true;
}

ngx_int_t BeforeConfiguration(ngx_conf_t* cf) noexcept { return AddVariables(cf); }

ngx_int_t AfterConfiguration(ngx_conf_t* cf) noexcept {
  return Guarded(cf->log, ngx_int_t{NGX_ERROR}, [&]() -> ngx_int_t {
    if (!ngx_test_config) {
      for (const auto& shield : MainConfOf(cf)->shields) {
        if (const auto opened = shield->OpenState(); !opened) {
          ngx_log_error(NGX_LOG_EMERG, cf->log, 0, "gatehouse: %s", opened.error().Text().c_str());
          return NGX_ERROR;
        }
      }
    }
    if (!AddHandler(cf, NGX_HTTP_PREACCESS_PHASE, AdmissionHandler)) return NGX_ERROR;
    if (!AddHandler(cf, NGX_HTTP_LOG_PHASE, ReportHandler)) return NGX_ERROR;
    InstallResponseFilters();
    InstallRequestBodyFilter();
    return NGX_OK;
  });
}

ngx_http_module_t kContext = {
    BeforeConfiguration, AfterConfiguration, CreateMainConf, nullptr, CreateServerConf, nullptr,
    CreateLocationConf,  MergeLocationConf};

MainConf* MainConfOf(ngx_cycle_t* cycle) {
  auto* http = reinterpret_cast<ngx_http_conf_ctx_t*>(ngx_get_conf(cycle->conf_ctx, ngx_http_module));
  if (http == nullptr) return nullptr;
  return static_cast<MainConf*>(http->main_conf[ngx_http_gatehouse_module.ctx_index]);
}

// Runs every second, also in old workers: their responses continue and must still be rechecked. Only workers that
// accept requests read files again; an old worker must not report keys and the generation of its policy.
void Tick(ngx_event_t* timer) noexcept {
  // After USR1, nginx reopens the log so that every user can read it.
  CloseLogToOthers(const_cast<const ngx_cycle_t*>(ngx_cycle));
  const bool slots_run_short = LookAtSlots();
  for (const auto& shield : static_cast<MainConf*>(timer->data)->shields) {
    const base::Now now = base::ReadClocks();
    if (!ngx_exiting) {
      Guarded(timer->log, 0, [&] {
        TellNews(timer->log, *shield, shield->Look(now));
        for (const std::string& news : shield->servers().TakeNews()) {
          ngx_log_error(NGX_LOG_WARN, timer->log, 0, "gatehouse: %s", news.c_str());
        }
        return 0;
      });
    }
    Guarded(timer->log, 0, [&] {
      RecheckAnswers(*shield, now);
      TellConnections(*shield, slots_run_short, now.wall);
      return 0;
    });
  }
  ngx_add_timer(timer, kTickMs);
}

// More often than Tick: the daemon learns of a flood from these lines, and must block it within a second.
void TellRepeats(ngx_event_t* timer) noexcept {
  for (const auto& shield : static_cast<MainConf*>(timer->data)->shields) {
    Guarded(timer->log, 0, [&] {
      shield->LogRepeats(base::ReadClocks().wall);
      return 0;
    });
  }
  ngx_add_timer(timer, kTellRepeatsMs);
}

ngx_int_t StartTimer(ngx_cycle_t* cycle, MainConf* main, ngx_event_handler_pt handler, ngx_msec_t first) {
  auto* timer = static_cast<ngx_event_t*>(ngx_pcalloc(cycle->pool, sizeof(ngx_event_t)));
  if (timer == nullptr) return NGX_ERROR;
  timer->handler = handler;
  timer->data = main;
  timer->log = cycle->log;
  timer->cancelable = 1;  // does not delay the end of a worker
  ngx_add_timer(timer, first);
  return NGX_OK;
}

// Locked pages are not inherited: nginx as a daemon, and each worker, must lock them again. nginx has one
// thread, so a child may call any function here.
void LockSecretsInChildren() {
  static const int registered = pthread_atfork(nullptr, nullptr, crypto::LockSecretsAgain);
  (void)registered;
}

ngx_int_t StartMaster(ngx_cycle_t* cycle) noexcept {
  const MainConf* main = MainConfOf(cycle);
  if (main == nullptr || main->shields.empty() || ngx_test_config) return NGX_OK;
  base::KeepMemoryPrivateWithoutCores();  // this process has read the keys that workers inherit
  LockSecretsInChildren();
  CloseLogToOthers(cycle);
  return Guarded(cycle->log, ngx_int_t{NGX_ERROR}, [&]() -> ngx_int_t {
    const auto* core = reinterpret_cast<const ngx_core_conf_t*>(ngx_get_conf(cycle->conf_ctx, ngx_core_module));
    for (const auto& shield : main->shields) {
      const auto given = system::GiveRunFolder(system::RunFolder(shield->policy().run_dir), core->user);
      if (given) continue;
      ngx_log_error(NGX_LOG_EMERG, cycle->log, 0, "gatehouse: %s", given.error().Text().c_str());
      return NGX_ERROR;
    }
    int overlap = main->shields.front()->policy().reload.overlap;
    for (const auto& shield : main->shields) overlap = std::min(overlap, shield->policy().reload.overlap);
    EndOldWorkers(cycle, static_cast<size_t>(overlap));
    return NGX_OK;
  });
}

ngx_int_t StartProcess(ngx_cycle_t* cycle) noexcept {
  return Guarded(cycle->log, ngx_int_t{NGX_ERROR}, [&]() -> ngx_int_t {
    MainConf* main = MainConfOf(cycle);
    if (main == nullptr || main->shields.empty()) return NGX_OK;
    base::KeepMemoryPrivateWithoutCores();  // again: nginx makes a worker dumpable after it changes its user
    InstallLogLines(cycle);
    InstallConnections(cycle);
    for (const auto& shield : main->shields) {
      TellNews(cycle->log, *shield, shield->StartWorker(ngx_worker == 0, base::ReadClocks()));
      const auto rotates = shield->MayRotateLog();
      if (ngx_worker == 0 && !rotates)
        ngx_log_error(NGX_LOG_WARN, cycle->log, 0, "gatehouse: %s", rotates.error().Text().c_str());
    }
    if (StartTimer(cycle, main, TellRepeats, kTellRepeatsMs) != NGX_OK) return NGX_ERROR;
    return StartTimer(cycle, main, Tick, kTickMs);
  });
}

void EndProcess(ngx_cycle_t* cycle) noexcept {
  Guarded(cycle->log, 0, [cycle] {
    MainConf* main = MainConfOf(cycle);
    if (main == nullptr) return 0;
    for (const auto& shield : main->shields) shield->LogRepeats(base::Wall::max());
    return 0;
  });
}

}  // namespace

Shield* ShieldOf(ngx_http_request_t* r) {
  const auto* conf = static_cast<LocationConf*>(ngx_http_get_module_loc_conf(r, ngx_http_gatehouse_module));
  return conf->enabled ? conf->shield : nullptr;
}

bool HeadersAsBlock(ngx_http_request_t* r) {
  const auto* conf = static_cast<LocationConf*>(ngx_http_get_module_loc_conf(r, ngx_http_gatehouse_module));
  return conf->headers_as_block == kAsBlock;
}

}  // namespace gatehouse::nginx

extern "C" {

ngx_module_t ngx_http_gatehouse_module = {NGX_MODULE_V1,
                                          &gatehouse::nginx::kContext,
                                          gatehouse::nginx::kCommands,
                                          NGX_HTTP_MODULE,
                                          nullptr,                         // init master
                                          gatehouse::nginx::StartMaster,   // init module
                                          gatehouse::nginx::StartProcess,  // init process
                                          nullptr,                         // init thread
                                          nullptr,                         // exit thread
                                          gatehouse::nginx::EndProcess,    // exit process
                                          nullptr,                         // exit master
                                          NGX_MODULE_V1_PADDING};

// Symbols that nginx looks up in the library. The order puts our body filter after nginx's copy filter.
__attribute__((visibility("default"))) ngx_module_t* ngx_modules[] = {&ngx_http_gatehouse_module, nullptr};
__attribute__((visibility("default"))) char* ngx_module_names[] = {const_cast<char*>("ngx_http_gatehouse_module"),
                                                                   nullptr};
__attribute__((visibility("default"))) char* ngx_module_order[] = {
    const_cast<char*>("ngx_http_gatehouse_module"), const_cast<char*>("ngx_http_copy_filter_module"), nullptr};
}

#include "cli/gate/nginx_program.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/lines.h"
#include "cli/gate/run_folder.h"
#include "nginx/config/nginx_config.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

constexpr std::string_view kModuleFile = "ngx_http_gatehouse_module.so";

bool IsFile(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

// The value of an environment variable, if it is set.
std::optional<std::string> Variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return {};
  return std::string(value);
}

base::Result<std::string> FindNginx() {
  if (const auto named = Variable("GATEHOUSE_NGINX")) {
    if (access(named->c_str(), X_OK) == 0 && IsFile(*named)) return std::filesystem::absolute(*named).string();
    return base::Fail("Is not a program", *named, "correct GATEHOUSE_NGINX");
  }
  std::string folders = Variable("PATH").value_or("") + ":/usr/sbin:/usr/local/sbin";
  for (size_t at = 0; at <= folders.size();) {
    const size_t end = std::min(folders.find(':', at), folders.size());
    const std::string candidate = folders.substr(at, end - at) + "/nginx";
    if (end > at && access(candidate.c_str(), X_OK) == 0 && IsFile(candidate)) {
      return std::filesystem::absolute(candidate).string();
    }
    at = end + 1;
  }
  return base::Fail("nginx is not installed", {}, "apt install nginx-light, or name the program in GATEHOUSE_NGINX");
}

base::Result<std::string> FindModule() {
  if (const auto named = Variable("GATEHOUSE_MODULE")) {
    if (IsFile(*named)) return std::filesystem::absolute(*named).string();
    return base::Fail("There is no module here", *named, "correct GATEHOUSE_MODULE");
  }
  for (const std::string& folder :
       {system::ProgramFolder() + "/../lib", system::ProgramFolder() + "/../lib/nginx/modules",
        std::string("/usr/lib/nginx/modules"), std::string("/usr/lib/gatehouse")}) {
    const std::string candidate = fmt::format("{}/{}", folder, kModuleFile);
    if (IsFile(candidate)) return std::filesystem::path(candidate).lexically_normal().string();
  }
  return base::Fail(fmt::format("{} was not found in the usual places", kModuleFile), {},
                    "name it in GATEHOUSE_MODULE");
}

pid_t ReadPid(const std::string& file) {
  constexpr size_t kMaxPidFile = 64;
  const auto text = base::ReadFile(file, kMaxPidFile);
  pid_t pid = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), pid);
  return pid;
}

// `waf: crs` needs the ModSecurity module and the Core Rule Set: an Error if they are missing.
base::Result<> CheckCoreRules(const gate::Policy& policy) {
  if (!policy.crs) return {};
  for (const std::string_view path : {nginx::kCrsModule, nginx::kCrsSetup, nginx::kCrsFolder}) {
    if (access(std::string(path).c_str(), R_OK) == 0) continue;
    return base::Fail(fmt::format("'waf: crs' needs {}, which is not installed", path), {},
                      "apt-get install libnginx-mod-http-modsecurity modsecurity-crs, or remove the line");
  }
  return {};
}

// The limit of open files for workers: that of the running master, else of this process, which starts the master.
uint64_t FileLimit(const gate::Policy& policy) {
  const auto running = FindRunningGate(system::RunFolder(policy.run_dir));
  rlimit limit{};
  if (running && prlimit(running->master, RLIMIT_NOFILE, nullptr, &limit) == 0) return limit.rlim_max;
  (void)getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_max;
}

}  // namespace

base::Result<NginxProgram> FindNginxProgram() {
  auto nginx = FindNginx();
  if (!nginx) return std::unexpected(nginx.error());
  auto module = FindModule();
  if (!module) return std::unexpected(module.error());
  return NginxProgram{std::move(*nginx), std::move(*module)};
}

std::vector<std::string> NginxCall(const NginxProgram& program, const system::RunFolder& folder,
                                   const std::string& config, std::initializer_list<std::string> more) {
  std::vector<std::string> call = {program.nginx, "-p", folder.path() + "/", "-c", config, "-e", "stderr"};
  call.insert(call.end(), more);
  return call;
}

base::Result<> WriteTestedConfig(const NginxProgram& program, const gate::Policy& policy,
                                 const std::string& policy_file, const std::string& file) {
  if (auto installed = CheckCoreRules(policy); !installed) return installed;
  const auto certificate = CertificateFor(policy);
  if (!certificate) return std::unexpected(certificate.error());
  const auto user = WorkerUser(policy);
  if (!user) return std::unexpected(user.error());
  const std::string config =
      nginx::NginxConfig(policy, {policy_file, program.module, *certificate, *user, FileLimit(policy)});
  if (auto written = base::WriteFile(file, config, 0600); !written) return written;
  const auto tested = system::RunProgram(NginxCall(program, system::RunFolder(policy.run_dir), file, {"-t", "-q"}));
  if (!tested) return std::unexpected(tested.error());
  if (tested->status == 0) return {};
  return base::Fail(fmt::format("nginx refuses the configuration: {}", WhyNginxFailed(tested->output)), file);
}

std::string WhyNginxFailed(const std::string& output) {
  std::string why;
  for (std::string_view rest = output; !rest.empty();) {
    const std::string_view line = base::TakeLine(rest);
    if (!line.contains("[emerg]") && !line.contains("[alert]")) continue;
    if (!why.empty()) why += "; ";
    why += line.substr(line.find('['));
  }
  return why.empty() ? "it did not say why" : why;
}

std::optional<RunningGate> FindRunningGate(const system::RunFolder& folder) {
  RunningGate gate;
  gate.master = ReadPid(folder.NginxPid());
  if (gate.master <= 0 || !system::IsAlive(gate.master)) return {};
  if (!system::CommandLine(gate.master).contains(folder.NginxConfig())) return {};
  for (const pid_t child : system::ChildrenOf(gate.master)) {
    const std::string title = system::CommandLine(child);
    if (title.contains("worker process") && !title.contains("shutting down")) gate.workers.push_back(child);
  }
  return gate;
}

}  // namespace gatehouse::cli

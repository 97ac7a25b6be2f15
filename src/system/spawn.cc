#include "system/spawn.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "system/child.h"

namespace gatehouse::system {
namespace {

template <typename Spawn>
base::Result<pid_t> StartWith(Spawn spawn, const std::vector<std::string>& argv,
                              const std::vector<std::string>& environment) {
  pid_t child = 0;
  const int fault = spawn(&child, ArgumentPointers(argv).data(), ArgumentPointers(environment).data());
  if (fault != 0) return base::SystemFail("Cannot be started", argv[0], {}, fault);
  return child;
}

}  // namespace

SpawnPlan::SpawnPlan() {
  posix_spawn_file_actions_init(&files_);
  posix_spawnattr_init(&attributes_);
}

SpawnPlan::~SpawnPlan() {
  posix_spawnattr_destroy(&attributes_);
  posix_spawn_file_actions_destroy(&files_);
}

void SpawnPlan::Give(int fd, int as) { posix_spawn_file_actions_adddup2(&files_, fd, as); }

void SpawnPlan::GiveNothing(int as) {
  posix_spawn_file_actions_addopen(&files_, as, "/dev/null", as == STDIN_FILENO ? O_RDONLY : O_WRONLY, 0);
}

void SpawnPlan::CloseFrom(int fd) { posix_spawn_file_actions_addclosefrom_np(&files_, fd); }

void SpawnPlan::EnterFolder(const std::string& folder) {
  posix_spawn_file_actions_addchdir_np(&files_, folder.c_str());
}

void SpawnPlan::LeadGroup() {
  posix_spawnattr_setpgroup(&attributes_, 0);
  SetFlag(POSIX_SPAWN_SETPGROUP);
}

void SpawnPlan::UnblockSignals() {
  const sigset_t none = SignalSet({});
  posix_spawnattr_setsigmask(&attributes_, &none);
  SetFlag(POSIX_SPAWN_SETSIGMASK);
}

void SpawnPlan::ResetSignal(int signal) {
  sigset_t reset;
  posix_spawnattr_getsigdefault(&attributes_, &reset);
  sigaddset(&reset, signal);
  posix_spawnattr_setsigdefault(&attributes_, &reset);
  SetFlag(POSIX_SPAWN_SETSIGDEF);
}

void SpawnPlan::SetFlag(short flag) {
  short flags = 0;
  posix_spawnattr_getflags(&attributes_, &flags);
  posix_spawnattr_setflags(&attributes_, static_cast<short>(flags | flag));
}

base::Result<pid_t> SpawnPlan::Start(const std::vector<std::string>& argv,
                                     const std::vector<std::string>& environment) const {
  const auto spawn = [this](pid_t* child, char* const* words, char* const* variables) {
    return posix_spawn(child, words[0], &files_, &attributes_, words, variables);
  };
  return StartWith(spawn, argv, environment);
}

base::Result<pid_t> SpawnPlan::StartFromPath(const std::vector<std::string>& argv,
                                             const std::vector<std::string>& environment) const {
  const auto spawn = [this](pid_t* child, char* const* words, char* const* variables) {
    return posix_spawnp(child, words[0], &files_, &attributes_, words, variables);
  };
  return StartWith(spawn, argv, environment);
}

base::Descriptor OpenProcess(pid_t pid) {
  return base::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

}  // namespace gatehouse::system

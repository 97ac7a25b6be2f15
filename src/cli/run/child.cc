#include "cli/run/child.h"

#include <fcntl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>

#include "cli/terminal/output.h"
#include "system/child.h"
#include "system/pipe.h"

namespace gatehouse::cli {
namespace {

// Passed on to the child. The terminal's stop signals only where the child has a group of its own: in a shared group
// they stop us both by themselves.
constexpr std::array kPassedOn = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
constexpr std::array kJobControl = {SIGTSTP, SIGCONT};

std::set<int> OpenDescriptors() {
  std::set<int> open;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
    const std::string name = entry.path().filename();
    int fd = -1;
    std::from_chars(name.data(), name.data() + name.size(), fd);
    if (fd >= 0 && fcntl(fd, F_GETFD) >= 0) open.insert(fd);
  }
  return open;
}

bool IsIgnored(int signal) {
  struct sigaction action{};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

bool IsPipe(int fd) {
  struct stat found{};
  return fstat(fd, &found) == 0 && (S_ISFIFO(found.st_mode) || S_ISSOCK(found.st_mode));
}

// The group is the shell's job, and the job is us and nobody else.
bool AloneInGroup() {
  return getpgrp() == getpid() && !IsPipe(STDIN_FILENO) && !IsPipe(STDOUT_FILENO) && !IsPipe(STDERR_FILENO);
}

int StatusOfFailure(int error) { return error == ENOENT || error == ENOTDIR ? kNotFound : kNotExecutable; }

void KeepOpen(const std::vector<base::Descriptor>& descriptors) {
  for (const base::Descriptor& descriptor : descriptors) fcntl(descriptor.get(), F_SETFD, 0);
}

void RestoreSignals(const StartState& start) {
  if (!start.pipe_was_ignored) signal(SIGPIPE, SIG_DFL);
  pthread_sigmask(SIG_SETMASK, &start.mask, nullptr);
}

// For the one call that a group in the background may not make otherwise.
class WithoutTtou {
 public:
  WithoutTtou() {
    sigset_t ttou;
    sigemptyset(&ttou);
    sigaddset(&ttou, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &ttou, &before_);
  }
  ~WithoutTtou() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutTtou(const WithoutTtou&) = delete;
  WithoutTtou& operator=(const WithoutTtou&) = delete;

 private:
  sigset_t before_{};
};

// Between fork and exec: nothing that may need a lock which another thread held.
[[noreturn]] void InChild(const StartState& start, const Terminal& terminal, const ChildCall& call, char* const* argv,
                          int report) {
  if (terminal.use() != TerminalUse::kShared) {
    setpgid(0, 0);
    if (terminal.use() == TerminalUse::kHandOver && terminal.IsOurs()) terminal.GiveTo(getpid());
  }
  for (size_t i = 0; i < call.outputs.size(); ++i) {
    if (call.outputs[i] >= 0) dup2(call.outputs[i], static_cast<int>(i) + STDOUT_FILENO);
  }
  KeepOpen(call.delivery.descriptors);
  RestoreSignals(start);
  execvpe(argv[0], argv, call.delivery.environment.Pointers());
  const int error = errno;
  [[maybe_unused]] const ssize_t told = write(report, &error, sizeof error);
  _exit(StatusOfFailure(error));
}

}  // namespace

StartState StartState::Read() {
  StartState state;
  pthread_sigmask(SIG_SETMASK, nullptr, &state.mask);
  state.descriptors = OpenDescriptors();
  state.pipe_was_ignored = IsIgnored(SIGPIPE);
  return state;
}

void StartState::CloseOthersOnExec(const std::vector<base::Descriptor>& kept) const {
  for (const int fd : OpenDescriptors()) {
    const bool keep = std::ranges::any_of(kept, [fd](const base::Descriptor& other) { return other.get() == fd; });
    if (!keep && !descriptors.contains(fd)) fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
}

Terminal Terminal::Open(bool share) {
  Terminal terminal;
  terminal.fd_ = base::Descriptor(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.fd_.open()) return terminal;
  // A job in the background that is alone is handed the terminal when `fg` comes.
  if (share || !AloneInGroup()) {
    terminal.use_ = share || terminal.IsOurs() ? TerminalUse::kShared : TerminalUse::kNone;
  } else {
    terminal.use_ = TerminalUse::kHandOver;
  }
  return terminal;
}

bool Terminal::IsOurs() const { return fd_.open() && tcgetpgrp(fd_.get()) == getpgrp(); }

void Terminal::GiveTo(pid_t group) const {
  const WithoutTtou blocked;
  tcsetpgrp(fd_.get(), group);
}

void Terminal::TakeBackFrom(pid_t group) const {
  if (!fd_.open() || tcgetpgrp(fd_.get()) != group) return;
  const WithoutTtou blocked;
  tcsetpgrp(fd_.get(), getpgrp());
}

base::Result<Signals> Signals::Block(TerminalUse use) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  for (const int signal : kPassedOn) {
    if (!IsIgnored(signal)) sigaddset(&set, signal);
  }
  if (use != TerminalUse::kShared) {
    for (const int signal : kJobControl) {
      if (!IsIgnored(signal)) sigaddset(&set, signal);
    }
  }
  signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of write
  signal(SIGCHLD, SIG_DFL);  // if it were ignored, the end of our child would be lost
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  Signals signals;
  signals.fd_ = base::Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals.fd_.open()) return base::SystemFail("Signals cannot be read");
  return signals;
}

std::optional<Signals::Received> Signals::Next() const {
  signalfd_siginfo info{};
  if (read(fd_.get(), &info, sizeof info) != sizeof info) return {};
  return Received{static_cast<int>(info.ssi_signo), info.ssi_code == SI_KERNEL};
}

int BecomeCommand(const StartState& start, const ChildCall& call) {
  const std::vector<char*> argv = system::ArgumentPointers(*call.argv);
  start.CloseOthersOnExec(call.delivery.descriptors);
  KeepOpen(call.delivery.descriptors);
  RestoreSignals(start);
  execvpe(argv[0], argv.data(), call.delivery.environment.Pointers());
  const int error = errno;
  Complain(base::Error{"Cannot be started: " + base::SystemText(error), Visible(call.argv->front()), {}});
  return StatusOfFailure(error);
}

base::Result<pid_t> StartChild(const StartState& start, const Terminal& terminal, const ChildCall& call) {
  const std::vector<char*> argv = system::ArgumentPointers(*call.argv);
  start.CloseOthersOnExec(call.delivery.descriptors);
  auto pipe = system::OpenPipe();
  if (!pipe) return std::unexpected(pipe.error());
  const auto child =
      system::Fork(call.argv->front(), [&] { InChild(start, terminal, call, argv.data(), pipe->in.get()); });
  if (!child) return child;
  if (terminal.use() != TerminalUse::kShared) setpgid(*child, *child);  // parent or child, the first of the two
  pipe->in.Close();
  int error = 0;
  ssize_t got = 0;
  while ((got = read(pipe->out.get(), &error, sizeof error)) < 0 && errno == EINTR) {
  }
  if (got == sizeof error) {
    Complain(base::Error{"Cannot be started: " + base::SystemText(error), Visible(call.argv->front()), {}});
  }
  return child;
}

}  // namespace gatehouse::cli

#include "cli/run/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <string.h>  // explicit_bzero
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include "cli/terminal/output.h"
#include "system/child.h"
#include "system/pipe.h"

namespace gatehouse::cli {
namespace {

// Forwarded to the child. The terminal's stop signals are forwarded only if the child has its own group: in a shared
// group, they stop both processes anyway.
constexpr std::array kPassedOn = {SIGHUP,  SIGINT,  SIGQUIT,   SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH,
                                  SIGABRT, SIGALRM, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,  SIGURG};
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

int StatusOfFailure(int error) { return error == ENOENT || error == ENOTDIR ? kNotFound : kNotExecutable; }

bool IsLineMode(const termios& modes) { return (modes.c_lflag & (ICANON | ECHO)) == (ICANON | ECHO); }

void KeepOpen(const std::vector<base::Descriptor>& descriptors) {
  for (const base::Descriptor& descriptor : descriptors) fcntl(descriptor.get(), F_SETFD, 0);
}

void RestoreSignals(const StartState& start) {
  if (!start.pipe_was_ignored) signal(SIGPIPE, SIG_DFL);
  pthread_sigmask(SIG_SETMASK, &start.mask, nullptr);
}

// Ignores SIGTTOU, so that a background process group may call tcsetpgrp.
class WithoutTtou {
 public:
  WithoutTtou() {
    const sigset_t ttou = system::SignalSet({SIGTTOU});
    pthread_sigmask(SIG_BLOCK, &ttou, &before_);
  }
  ~WithoutTtou() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutTtou(const WithoutTtou&) = delete;
  WithoutTtou& operator=(const WithoutTtou&) = delete;

 private:
  sigset_t before_{};
};

// Writes the pid as decimal digits into the reserved space, readable by strtol.
void WritePid(char* at, pid_t pid) {
  std::array<char, kPidDigits + 1> digits{};
  size_t begin = kPidDigits;
  do {
    digits[--begin] = static_cast<char>('0' + pid % 10);
    pid /= 10;
  } while (pid > 0 && begin > 0);
  std::memcpy(at, digits.data() + begin, digits.size() - begin);
}

// The code below runs between fork and exec: it must not need a lock that another thread may have held.

[[noreturn]] void Exec(const StartState& start, const ChildCall& call, char* const* argv, int report) {
  for (size_t i = 0; i < call.outputs.size(); ++i) {
    if (call.outputs[i] >= 0) dup2(call.outputs[i], static_cast<int>(i) + STDOUT_FILENO);
  }
  // LISTEN_PID and WATCHDOG_PID must contain the child's pid, which is known only now.
  for (char* const place : call.delivery.environment.PidPlaces()) WritePid(place, getpid());
  KeepOpen(call.delivery.descriptors);
  RestoreSignals(start);
  execvpe(argv[0], argv, call.delivery.environment.Pointers());
  const int error = errno;
  [[maybe_unused]] const ssize_t told = write(report, &error, sizeof error);
  _exit(StatusOfFailure(error));
}

// Lets the kernel kill the child when this process dies; nothing else would end it.
void DieWith(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kNotExecutable);
}

// tcsetpgrp, called by a background process group, would stop the caller.
void PutInForeground(int terminal, pid_t group) {
  const sigset_t ttou = system::SignalSet({SIGTTOU});
  sigprocmask(SIG_BLOCK, &ttou, nullptr);
  tcsetpgrp(terminal, group);
}

// `foreground` was determined before the fork: it cannot be determined from the child's own group.
[[noreturn]] void InChild(const StartState& start, const Terminal& terminal, const ChildCall& call, char* const* argv,
                          int report, bool foreground, pid_t parent) {
  DieWith(parent);
  if (terminal.use() != TerminalUse::kShared) setpgid(0, 0);
  if (foreground) PutInForeground(terminal.fd(), getpid());
  Exec(start, call, argv, report);
}

// Writes input that was typed but never read to `to`: it is meant for the next reader of the terminal. The kernel would
// drop it when the session ends. Waits until `to` is shut down on the other side: from then on no input is forwarded.
void TellUnread(int terminal, int to) {
  char none = 0;
  while (read(to, &none, 1) < 0 && errno == EINTR) {
  }
  PutInForeground(terminal, getpgrp());
  termios modes{};
  if (tcgetattr(terminal, &modes) != 0) return;
  modes.c_lflag &= ~static_cast<tcflag_t>(ICANON);  // so that an incomplete line is read, too
  modes.c_cc[VMIN] = 0;
  modes.c_cc[VTIME] = 0;
  tcsetattr(terminal, TCSANOW, &modes);
  std::array<char, 4096> bytes;
  for (ssize_t got = 0; (got = read(terminal, bytes.data(), bytes.size())) > 0;) {
    if (!base::WriteAll(to, {bytes.data(), static_cast<size_t>(got)})) break;
  }
  explicit_bzero(bytes.data(), bytes.size());
}

// Leads the session of the command's terminal, like a shell: its child can be stopped, and it reports the stop.
[[noreturn]] void LeadSession(const StartState& start, const ChildCall& call, char* const* argv, int report,
                              int statuses, pid_t parent) {
  DieWith(parent);
  setsid();
  ioctl(call.slave, TIOCSCTTY, 0);
  const pid_t self = getpid();
  const pid_t command = _Fork();
  if (command == 0) {
    DieWith(self);
    setpgid(0, 0);
    PutInForeground(call.slave, getpid());
    if (isatty(STDIN_FILENO) == 1) dup2(call.slave, STDIN_FILENO);
    Exec(start, call, argv, report);
  }
  close(report);
  setpgid(command, command);
  PutInForeground(call.slave, command);
  [[maybe_unused]] ssize_t told = write(statuses, &command, sizeof command);
  int status = 0;
  while (command > 0) {
    const pid_t pid = waitpid(command, &status, WUNTRACED);
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0) break;
    told = write(statuses, &status, sizeof status);
    if (!WIFSTOPPED(status)) break;
  }
  TellUnread(call.slave, statuses);
  _exit(0);
}

bool ReadWhole(int fd, void* into, size_t size) {
  ssize_t got = 0;
  while ((got = read(fd, into, size)) < 0 && errno == EINTR) {
  }
  return got == static_cast<ssize_t>(size);
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

// True if this process is the only one in its process group (the shell's job).
bool Terminal::AloneInGroup() {
  return getpgrp() == getpid() && !IsPipe(STDIN_FILENO) && !IsPipe(STDOUT_FILENO) && !IsPipe(STDERR_FILENO);
}

Terminal Terminal::Open(bool mask) {
  Terminal terminal;
  terminal.fd_ = base::Descriptor(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.fd_.open()) return terminal;
  // In a pipeline, another program may be asking for a password at this moment: its modes are not to come back.
  if (termios modes{}; tcgetattr(terminal.fd(), &modes) == 0 && (AloneInGroup() || IsLineMode(modes))) {
    terminal.before_ = modes;
  }
  // If the output goes into a pipe, the program at its other end, such as a pager, reads the keyboard.
  if (mask && (isatty(STDOUT_FILENO) == 1 || (isatty(STDERR_FILENO) == 1 && !IsPipe(STDOUT_FILENO)))) {
    terminal.use_ = TerminalUse::kPseudo;
    return terminal;
  }
  const bool share = mask;
  // A background job that is alone in its group gets the terminal at `fg`.
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

void Terminal::RestoreModes() const {
  if (!before_ || !IsOurs()) return;
  const WithoutTtou blocked;
  tcsetattr(fd_.get(), TCSADRAIN, &*before_);
}

void EndByInterrupt() {
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  signal(SIGINT, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &interrupt, nullptr);
  raise(SIGINT);
}

base::Result<Signals> Signals::Block(TerminalUse use) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  for (const int signal : kPassedOn) {
    if (!IsIgnored(signal)) sigaddset(&set, signal);
  }
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) {
    if (!IsIgnored(signal)) sigaddset(&set, signal);
  }
  if (use != TerminalUse::kShared) {
    for (const int signal : kJobControl) {
      if (!IsIgnored(signal)) sigaddset(&set, signal);
    }
  }
  signal(SIGPIPE, SIG_IGN);  // a closed pipe becomes an error of write
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
  Received received{static_cast<int>(info.ssi_signo), info.ssi_code == SI_KERNEL, {}};
  if (info.ssi_code == SI_QUEUE) received.payload = info.ssi_int;
  return received;
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

base::Result<Child> StartChild(const StartState& start, const Terminal& terminal, const ChildCall& call) {
  const std::vector<char*> argv = system::ArgumentPointers(*call.argv);
  start.CloseOthersOnExec(call.delivery.descriptors);
  auto report = system::OpenPipe();
  if (!report) return std::unexpected(report.error());
  auto statuses = system::OpenSocketPair();
  if (!statuses) return std::unexpected(statuses.error());
  const bool pseudo = terminal.use() == TerminalUse::kPseudo;
  const bool foreground = terminal.use() == TerminalUse::kHandOver && terminal.IsOurs();
  const pid_t self = getpid();
  const auto made = system::Fork(call.argv->front(), [&] {
    if (pseudo) LeadSession(start, call, argv.data(), report->in.get(), statuses->theirs.get(), self);
    InChild(start, terminal, call, argv.data(), report->in.get(), foreground, self);
  });
  if (!made) return std::unexpected(made.error());
  report->in.Close();
  statuses->theirs.Close();
  Child child;
  if (pseudo) {
    child.statuses = std::move(statuses->ours);
    if (!ReadWhole(child.statuses.get(), &child.pid, sizeof child.pid) || child.pid <= 0) {
      return base::Fail("Cannot be started: there is no room for another process", call.argv->front());
    }
    fcntl(child.statuses.get(), F_SETFL, O_NONBLOCK);
  } else {
    child.pid = *made;
    // Both processes call setpgid; the first call takes effect.
    if (terminal.use() != TerminalUse::kShared) setpgid(*made, *made);
    if (foreground) terminal.GiveTo(*made);
  }
  int error = 0;
  if (ReadWhole(report->out.get(), &error, sizeof error)) {
    Complain(base::Error{"Cannot be started: " + base::SystemText(error), Visible(call.argv->front()), {}});
  }
  return child;
}

base::Result<> CheckFits(const ChildCall& call) {
  // The kernel counts (execve(2)) every string with its terminating NUL, and every pointer to one.
  size_t bytes = call.delivery.environment.size() + sizeof(char*) * call.delivery.environment.count();
  for (const std::string& word : *call.argv) bytes += word.size() + 1 + sizeof(char*);
  constexpr size_t kMost = size_t{6} << 20;
  constexpr size_t kRoom = 4096;  // for the program's name and the kernel's own data
  const long limit = sysconf(_SC_ARG_MAX);
  const size_t most = (limit > 0 ? std::min(kMost, static_cast<size_t>(limit)) : kMost) - kRoom;
  if (bytes <= most) return {};
  return base::Fail(
      fmt::format("The environment and the arguments together have {} bytes; the system takes {}", bytes, most), {},
      "pass secrets with --files or --fds, or leave variables out with --pristine --preserve");
}

}  // namespace gatehouse::cli

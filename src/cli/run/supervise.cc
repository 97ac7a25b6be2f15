#include "cli/run/supervise.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "cli/run/mask_forms.h"
#include "cli/run/masked_output.h"
#include "cli/run/pseudo_terminal.h"
#include "cli/terminal/output.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

// Time for a command to end after a signal, before it is killed.
constexpr std::chrono::seconds kEndWait{10};

// Interval of the check whether its remaining processes have ended.
constexpr std::chrono::milliseconds kLookForRest{20};

constexpr int kLookForTerminal = 100;  // ms

constexpr size_t kMostUnread = 64 << 10;  // a terminal buffers 4096

bool MeansTheEnd(int signal) { return signal == SIGINT || signal == SIGTERM || signal == SIGQUIT; }

class Supervisor {
 public:
  Supervisor(const StartState& start, const std::vector<std::string>& argv, settings::Settings settings,
             std::vector<settings::Variable> inherited, const SuperviseOptions& options)
      : start_(start),
        argv_(argv),
        settings_(std::move(settings)),
        inherited_(std::move(inherited)),
        options_(options),
        terminal_(Terminal::Open(options.mask)) {}

  ~Supervisor() { terminal_.TakeBackFrom(group_); }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  base::Result<CommandEnd> Run(ChangeWatch::Load load) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);                // orphans become our children, so that we notice their end
    auto signals = Signals::Block(terminal_.use());  // blocked before there is anything to clean up
    if (!signals) return std::unexpected(signals.error());
    signals_ = std::move(*signals);
    if (options_.carrier == Carrier::kFiles) {
      auto folder = MemoryFolder::Make(options_.files);
      if (!folder) return std::unexpected(folder.error());
      folder_ = std::make_unique<MemoryFolder>(std::move(*folder));
    }
    if (auto started = Start(); !started) return std::unexpected(started.error());
    if (options_.restart) watch_ = std::make_unique<ChangeWatch>(std::move(load), settings_, options_.poll);
    while (!ended_) {
      if (auto gone_on = WaitOnce(); !gone_on) return std::unexpected(gone_on.error());
    }
    if (output_) output_->Drain();
    if (pseudo_) pseudo_->GiveOursBack();
    return end_;
  }

 private:
  base::Result<> Start() {
    ChildCall call{.argv = &argv_};
    auto delivery = Deliver(settings_, inherited_, options_.carrier, folder_.get());
    if (!delivery) return std::unexpected(delivery.error());
    call.delivery = std::move(*delivery);
    if (auto fits = CheckFits(call); !fits) return fits;
    if (options_.mask) {
      if (auto opened = OpenOutput(call); !opened) return opened;
    }
    auto child = StartChild(start_, terminal_, call);
    if (!child) return std::unexpected(child.error());
    child_ = std::move(*child);
    child_gone_ = false;
    if (terminal_.use() != TerminalUse::kShared) group_ = child_.pid;
    if (output_) output_->CloseChildEnds();
    if (pseudo_) {
      pseudo_->CloseSlave();
      MindTerminal();
    }
    return {};
  }

  base::Result<> OpenOutput(ChildCall& call) {
    if (terminal_.use() == TerminalUse::kPseudo) {
      if (pseudo_) pseudo_->GiveOursBack();
      auto pseudo = PseudoTerminal::Open(terminal_.fd(), isatty(STDIN_FILENO) == 1 || Terminal::AloneInGroup());
      if (!pseudo) return std::unexpected(pseudo.error());
      pseudo_ = std::make_unique<PseudoTerminal>(std::move(*pseudo));
      call.slave = pseudo_->slave();
    }
    auto output = MaskedOutput::Open(SecretsOf(settings_, nullptr), pseudo_.get());
    if (!output) return std::unexpected(output.error());
    output_ = std::make_unique<MaskedOutput>(std::move(*output));
    call.outputs = output_->Outputs();
    return {};
  }

  base::Result<> WaitOnce() {
    std::vector<pollfd> waiting = {{.fd = signals_.fd(), .events = POLLIN, .revents = 0}};
    if (watch_) waiting.push_back({.fd = watch_->fd(), .events = POLLIN, .revents = 0});
    if (child_.statuses.open()) waiting.push_back({.fd = child_.statuses.get(), .events = POLLIN, .revents = 0});
    if (output_) output_->AddTo(waiting);
    if (pseudo_ && !child_gone_) pseudo_->AddTo(waiting);
    const int ready = poll(waiting.data(), waiting.size(), Patience());
    if (ready < 0 && errno != EINTR) return base::SystemFail("Cannot wait");
    if (ready == 0 && output_) output_->Silence();
    if (ready > 0 && output_) output_->Move(waiting);
    if (ready > 0 && pseudo_ && !child_gone_) pseudo_->Move(waiting);
    MindTerminal();
    KillIfLate();
    if (auto read = ReadStatuses(); !read) return read;
    while (const auto received = signals_.Next()) {
      if (auto done = Handle(*received); !done) return done;
    }
    if (child_gone_ && !ended_) {
      if (auto started = StartWhenAllGone(); !started) return started;
    }
    if (watch_ && !ended_) return LookForChange();
    return {};
  }

  base::Result<> ReadStatuses() {
    int status = 0;
    while (!ended_ && child_.statuses.open()) {
      const ssize_t got = read(child_.statuses.get(), &status, sizeof status);
      if (got == sizeof status) {
        if (auto taken = TakeStatus(status); !taken) return taken;
      } else if (got == 0) {
        child_.statuses.Close();
      } else {
        break;
      }
    }
    return {};
  }

  // Called regularly: no signal reports that a running background job comes to the foreground.
  void MindTerminal() {
    if (pseudo_ && !child_gone_ && terminal_.IsOurs()) pseudo_->MindOurs();
  }

  int Patience() const {
    std::chrono::milliseconds wait{pseudo_ && !pseudo_->HasOurs() ? kLookForTerminal : -1};
    if (output_ && output_->WantsSilence()) wait = MaskedOutput::kSilence;
    if (restarting_) {
      const auto left = std::max(deadline_ - base::ReadClocks().steady, std::chrono::milliseconds{1});
      wait = wait.count() < 0 ? left : std::min(wait, left);
      if (child_gone_) wait = std::min(wait, kLookForRest);
    }
    return static_cast<int>(wait.count());
  }

  void KillIfLate() {
    if (!restarting_ || base::ReadClocks().steady < deadline_) return;
    SignalAll(SIGKILL);
    deadline_ += kEndWait;
  }

  // Signals all processes that the command started: its group or, if it shares ours, our descendants in
  // the group.
  void SignalAll(int signal) const {
    if (group_ > 0) {
      kill(-group_, signal);
      return;
    }
    for (const pid_t pid : DescendantsInGroup()) kill(pid, signal);
  }
  bool AnyLeft() const {
    if (group_ > 0) return kill(-group_, 0) == 0 || errno == EPERM;
    return !DescendantsInGroup().empty();
  }
  static std::vector<pid_t> DescendantsInGroup() {
    std::vector<pid_t> found = system::ChildrenOf(getpid());
    for (size_t i = 0; i < found.size(); ++i) {
      for (const pid_t pid : system::ChildrenOf(found[i])) found.push_back(pid);
    }
    std::erase_if(found, [](pid_t pid) { return getpgid(pid) != getpgrp() || !system::IsAlive(pid); });
    return found;
  }

  void Send(const Signals::Received& received) const {
    if (!received.payload) {
      kill(child_.pid, received.signal);
      return;
    }
    sigval value{};
    value.sival_int = *received.payload;
    sigqueue(child_.pid, received.signal, value);
  }

  base::Result<> Handle(const Signals::Received& received) {
    switch (received.signal) {
      case SIGCHLD:
        return Reap();
      case SIGCONT:
        Continue();
        return {};
      case SIGTSTP:
        kill(-child_.pid, SIGTSTP);
        return {};
      case SIGWINCH:
        if (pseudo_) {
          pseudo_->CopyWindowSize();  // the kernel sends SIGWINCH to the command
          return {};
        }
        if (output_) output_->CopyWindowSize();
        kill(child_.pid, SIGWINCH);  // a second one does no harm, and now the size is right
        return {};
      default:
        if (restarting_) told_to_end_ = told_to_end_ || MeansTheEnd(received.signal);
        // A key on a shared terminal has signalled the child already.
        if (terminal_.use() == TerminalUse::kShared && received.from_kernel) return {};
        // A server that a shell started must not keep its port. HUP means "read your files again", except when a
        // terminal closes.
        if (MeansTheEnd(received.signal) || (received.signal == SIGHUP && terminal_.use() != TerminalUse::kNone)) {
          SignalAll(received.signal);
        } else {
          Send(received);
        }
        return {};
    }
  }

  base::Result<> Reap() {
    int status = 0;
    pid_t pid = 0;
    while (!ended_ && (pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
      if (pid != child_.pid || pseudo_) continue;  // orphans; a session leader reports by its pipe
      if (auto taken = TakeStatus(status); !taken) return taken;
    }
    return {};
  }

  base::Result<> TakeStatus(int status) {
    if (WIFSTOPPED(status)) {
      StopWithChild(WSTOPSIG(status));
      return {};
    }
    const bool interrupted = WIFSIGNALED(status) && WTERMSIG(status) == SIGINT && terminal_.use() != TerminalUse::kNone;
    end_ = {.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), .interrupted = interrupted};
    terminal_.TakeBackFrom(group_);
    const bool by_hand = WIFSIGNALED(status) && WTERMSIG(status) != SIGTERM && MeansTheEnd(WTERMSIG(status));
    if (!pseudo_ && WIFSIGNALED(status)) terminal_.RestoreModes();
    if (pseudo_ && by_hand) TellOthersInGroup(WTERMSIG(status));
    child_gone_ = true;
    if (pseudo_) ReturnUnread();
    if (restarting_ && !told_to_end_ && !by_hand) return StartWhenAllGone();
    ended_ = true;
    return {};
  }

  // The command's remaining processes may hold its port: the next start waits until they end, or kills them when late.
  base::Result<> StartWhenAllGone() {
    if (told_to_end_) {
      ended_ = true;
      return {};
    }
    if (AnyLeft()) return {};
    restarting_ = false;
    if (output_) output_->Drain();
    return Start();
  }

  void ReturnUnread() {
    fcntl(child_.statuses.get(), F_SETFL, 0);
    shutdown(child_.statuses.get(), SHUT_WR);  // nothing more is forwarded: the session leader reads the rest and ends
    auto unread = base::ReadAll(child_.statuses.get(), "what was typed", kMostUnread);
    child_.statuses.Close();
    pseudo_->Return(unread ? std::move(*unread) : std::string());
  }

  // Forwards a key's signal to the other processes in the foreground: with a pseudo-terminal, only the command got it.
  void TellOthersInGroup(int signal) const {
    if (Terminal::AloneInGroup()) return;
    kill(0, signal);
    Discard(signal);
  }
  // Removes our own blocked copy of the signal.
  static void Discard(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    const timespec now{};
    sigtimedwait(&set, nullptr, &now);
  }

  // The child was stopped from the terminal: our shell must see that its job stopped, and get the terminal back.
  // Also for SIGSTOP: `top` stops itself with it after it has restored the terminal.
  void StopWithChild(int signal) {
    if (pseudo_) {
      pseudo_->GiveOursBack();
      TellOthersInGroup(SIGTSTP);
      kill(getpid(), SIGSTOP);
      Continue();
      return;
    }
    if (terminal_.use() != TerminalUse::kHandOver) return;
    const bool wants_terminal = signal == SIGTTIN || signal == SIGTTOU;
    if (wants_terminal && terminal_.IsOurs()) {  // meanwhile the shell has put us in the foreground
      Continue();
      return;
    }
    terminal_.TakeBackFrom(child_.pid);
    kill(getpid(), SIGSTOP);
    Continue();
  }

  void Continue() {
    if (terminal_.use() == TerminalUse::kHandOver && terminal_.IsOurs()) terminal_.GiveTo(child_.pid);
    if (pseudo_) pseudo_->CopyWindowSize();
    MindTerminal();
    kill(-child_.pid, SIGCONT);
  }

  base::Result<> LookForChange() {
    auto changed = watch_->Take();
    if (!changed) return {};
    settings_ = std::move(*changed);
    if (options_.hang_up) {
      // Writes the new files first, then sends SIGHUP.
      const auto delivery = Deliver(settings_, inherited_, options_.carrier, folder_.get());
      if (!delivery) return std::unexpected(delivery.error());
      kill(child_.pid, SIGHUP);
      return {};
    }
    Say("The settings have changed; the command is started again.");
    restarting_ = true;
    deadline_ = base::ReadClocks().steady + kEndWait;
    SignalAll(SIGTERM);
    SignalAll(SIGCONT);
    return {};
  }

  const StartState& start_;
  const std::vector<std::string>& argv_;
  settings::Settings settings_;
  std::vector<settings::Variable> inherited_;
  SuperviseOptions options_;
  Terminal terminal_;
  Signals signals_;
  std::unique_ptr<MemoryFolder> folder_;
  std::unique_ptr<PseudoTerminal> pseudo_;
  std::unique_ptr<MaskedOutput> output_;
  std::unique_ptr<ChangeWatch> watch_;
  Child child_;
  pid_t group_ = -1;  // the child's process group, if it has its own
  CommandEnd end_;
  bool child_gone_ = false;  // the command itself has ended; others of its group may remain
  bool ended_ = false;
  bool restarting_ = false;
  bool told_to_end_ = false;  // a signal to end arrived during a restart
  base::Steady deadline_{};
};

}  // namespace

base::Result<CommandEnd> Supervise(const StartState& start, const std::vector<std::string>& argv,
                                   settings::Settings settings, std::vector<settings::Variable> inherited,
                                   const SuperviseOptions& options, ChangeWatch::Load load) {
  return Supervisor(start, argv, std::move(settings), std::move(inherited), options).Run(std::move(load));
}

std::vector<base::SecretString> SecretsOf(const settings::Settings& settings, std::vector<std::string>* too_short) {
  std::vector<base::SecretString> secrets;
  for (const settings::Setting& setting : settings.settings) {
    if (!setting.secret || setting.value.empty()) continue;
    const bool is_short = !IsWorthMasking(setting.value.Reveal());
    if (is_short && too_short != nullptr) too_short->push_back(setting.name);
    if (!is_short) secrets.push_back(setting.value.Copy());
  }
  return secrets;
}

}  // namespace gatehouse::cli

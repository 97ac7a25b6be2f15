#include "cli/run/supervise.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "cli/run/masked_output.h"
#include "cli/terminal/output.h"

namespace gatehouse::cli {
namespace {

// How long a command that is told to end may take before it is killed.
constexpr std::chrono::seconds kEndWait{10};

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

  base::Result<int> Run(ChangeWatch::Load load) {
    auto signals = Signals::Block(terminal_.use());  // before there is anything to clean up
    if (!signals) return std::unexpected(signals.error());
    signals_ = std::move(*signals);
    if (options_.carrier == Carrier::kFiles) {
      auto folder = MemoryFolder::Make();
      if (!folder) return std::unexpected(folder.error());
      folder_ = std::make_unique<MemoryFolder>(std::move(*folder));
    }
    if (auto started = Start(); !started) return std::unexpected(started.error());
    if (options_.restart) watch_ = std::make_unique<ChangeWatch>(std::move(load), settings_, options_.poll);
    while (!ended_) {
      if (auto gone_on = WaitOnce(); !gone_on) return std::unexpected(gone_on.error());
    }
    if (output_) output_->Drain();
    return status_;
  }

 private:
  base::Result<> Start() {
    ChildCall call{.argv = &argv_};
    if (options_.mask) {
      auto output = MaskedOutput::Open(SecretsOf(settings_, nullptr));
      if (!output) return std::unexpected(output.error());
      output_ = std::make_unique<MaskedOutput>(std::move(*output));
      call.outputs = output_->Outputs();
    }
    auto delivery = Deliver(settings_, inherited_, options_.carrier, folder_.get());
    if (!delivery) return std::unexpected(delivery.error());
    call.delivery = std::move(*delivery);
    const auto child = StartChild(start_, terminal_, call);
    if (!child) return std::unexpected(child.error());
    child_ = *child;
    if (terminal_.use() != TerminalUse::kShared) group_ = child_;
    if (output_) output_->CloseChildEnds();
    return {};
  }

  base::Result<> WaitOnce() {
    std::vector<pollfd> waiting = {{.fd = signals_.fd(), .events = POLLIN, .revents = 0}};
    if (watch_) waiting.push_back({.fd = watch_->fd(), .events = POLLIN, .revents = 0});
    if (output_) output_->AddTo(waiting);
    const int ready = poll(waiting.data(), waiting.size(), Patience());
    if (ready < 0 && errno != EINTR) return base::Fail(fmt::format("Cannot wait: {}", std::strerror(errno)));
    if (ready == 0 && output_) output_->Silence();
    if (ready > 0 && output_) output_->Move(waiting);
    KillIfLate();
    while (const auto received = signals_.Next()) {
      if (auto done = Handle(*received); !done) return done;
    }
    if (watch_ && !ended_) return LookForChange();
    return {};
  }

  int Patience() const {
    std::chrono::milliseconds wait{-1};
    if (output_ && output_->WantsSilence()) wait = MaskedOutput::kSilence;
    if (restarting_) {
      const auto left = std::max(deadline_ - base::ReadClocks().steady, std::chrono::milliseconds{1});
      wait = wait.count() < 0 ? left : std::min(wait, left);
    }
    return static_cast<int>(wait.count());
  }

  void KillIfLate() {
    if (!restarting_ || base::ReadClocks().steady < deadline_) return;
    kill(child_, SIGKILL);
    deadline_ += kEndWait;
  }

  base::Result<> Handle(const Signals::Received& received) {
    switch (received.signal) {
      case SIGCHLD:
        return Reap();
      case SIGCONT:
        Continue();
        return {};
      case SIGTSTP:
        kill(-child_, SIGTSTP);
        return {};
      case SIGWINCH:
        if (output_) output_->CopyWindowSize();
        kill(child_, SIGWINCH);  // once more does no harm, and now the size is right
        return {};
      default:
        if (restarting_) told_to_end_ = told_to_end_ || MeansTheEnd(received.signal);
        // What was typed on a terminal that we share is the child's already.
        if (terminal_.use() == TerminalUse::kShared && received.from_kernel) return {};
        kill(child_, received.signal);
        return {};
    }
  }

  base::Result<> Reap() {
    int status = 0;
    pid_t pid = 0;
    while (!ended_ && (pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
      if (pid != child_) continue;  // as process 1 of a container we inherit others' children
      if (WIFSTOPPED(status)) {
        StopWithChild(WSTOPSIG(status));
        continue;
      }
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      terminal_.TakeBackFrom(group_);
      const bool by_hand = WIFSIGNALED(status) && WTERMSIG(status) != SIGTERM && MeansTheEnd(WTERMSIG(status));
      if (!restarting_ || told_to_end_ || by_hand) {
        ended_ = true;
        return {};
      }
      restarting_ = false;
      if (output_) output_->Drain();
      if (auto started = Start(); !started) return started;
    }
    return {};
  }

  // The child was stopped from the terminal: our shell must see its job stopped, and gets the terminal back.
  void StopWithChild(int signal) {
    if (terminal_.use() != TerminalUse::kHandOver || signal == SIGSTOP) return;
    const bool wants_terminal = signal == SIGTTIN || signal == SIGTTOU;
    if (wants_terminal && terminal_.IsOurs()) {  // the shell has put us in the foreground meanwhile
      Continue();
      return;
    }
    terminal_.TakeBackFrom(child_);
    kill(getpid(), SIGSTOP);
    Continue();
  }

  void Continue() {
    if (terminal_.use() == TerminalUse::kHandOver && terminal_.IsOurs()) terminal_.GiveTo(child_);
    kill(-child_, SIGCONT);
  }

  base::Result<> LookForChange() {
    auto changed = watch_->Take();
    if (!changed) return {};
    settings_ = std::move(*changed);
    if (options_.hang_up) {
      // The new files first, then the word.
      const auto delivery = Deliver(settings_, inherited_, options_.carrier, folder_.get());
      if (!delivery) return std::unexpected(delivery.error());
      kill(child_, SIGHUP);
      return {};
    }
    Say("The settings have changed; the command is started again.");
    restarting_ = true;
    deadline_ = base::ReadClocks().steady + kEndWait;
    kill(child_, SIGTERM);
    kill(child_, SIGCONT);
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
  std::unique_ptr<MaskedOutput> output_;
  std::unique_ptr<ChangeWatch> watch_;
  pid_t child_ = 0;
  pid_t group_ = -1;  // the child's, where it has one of its own
  int status_ = 0;
  bool ended_ = false;
  bool restarting_ = false;
  bool told_to_end_ = false;  // while it was being started again
  base::Steady deadline_{};
};

}  // namespace

base::Result<int> Supervise(const StartState& start, const std::vector<std::string>& argv, settings::Settings settings,
                            std::vector<settings::Variable> inherited, const SuperviseOptions& options,
                            ChangeWatch::Load load) {
  return Supervisor(start, argv, std::move(settings), std::move(inherited), options).Run(std::move(load));
}

std::vector<base::SecretString> SecretsOf(const settings::Settings& settings, std::vector<std::string>* too_short) {
  std::vector<base::SecretString> secrets;
  for (const settings::Setting& setting : settings.settings) {
    if (!setting.secret || setting.value.empty()) continue;
    const bool is_short = setting.value.Reveal().size() < kMinMaskedBytes;
    if (is_short && too_short != nullptr) too_short->push_back(setting.name);
    if (!is_short) secrets.push_back(setting.value.Copy());
  }
  return secrets;
}

}  // namespace gatehouse::cli

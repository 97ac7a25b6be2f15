#include "cli/gate/supervisor.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "cli/terminal/output.h"
#include "system/child.h"
#include "system/pipe.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::milliseconds kDaemonStartWait{30'000};
constexpr std::chrono::milliseconds kNginxStartWait{10'000};
constexpr std::chrono::milliseconds kListenPoll{20};
constexpr std::chrono::milliseconds kDaemonEndWait{10'000};
constexpr std::chrono::milliseconds kHour{3'600'000};
constexpr size_t kMaxCommand = 8192;
constexpr std::string_view kUp = "up";

base::Steady SteadyNow() { return base::ReadClocks().steady; }

sigset_t WatchedSignals() { return system::SignalSet({SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGCHLD}); }

std::string HowItEnded(int status) {
  return WIFSIGNALED(status) ? fmt::format("by signal {}", WTERMSIG(status))
                             : fmt::format("with status {}", WEXITSTATUS(status));
}

// Prints with the time, because stderr may be a log file.
void SayNow(std::string_view words) { Say(fmt::format("{} {}", TimeText(base::ReadClocks().wall), words)); }

}  // namespace

void TellParent(int pipe, const base::Result<>& outcome) {
  const std::string line = (outcome ? std::string(kUp) : ToValue(outcome.error()).Json(/*ascii=*/false)) + "\n";
  (void)base::WriteAll(pipe, line);  // fails if the parent has ended: then nobody needs the report
}

base::Result<> ReadFromChild(std::string_view line) {
  if (line == kUp) return {};
  const auto said = Value::FromJson(line);
  if (!said || !said->IsObject()) return base::Fail("It ended without saying why");
  return base::Fail(said->TextOf("what"), said->TextOf("where"), said->TextOf("fix"));
}

Supervisor::Supervisor(SupervisedGate gate) : gate_(std::move(gate)) {
  const sigset_t watched = WatchedSignals();
  sigprocmask(SIG_BLOCK, &watched, nullptr);
  signals_ = base::Descriptor(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
}

base::Result<> Supervisor::Start() {
  auto alone = system::PidFile::Take(gate_.folder.SupervisorPid());
  if (!alone) return std::unexpected(alone.error());
  pid_file_.emplace(std::move(*alone));

  auto started = LaunchDaemon();
  if (started) started = AwaitDaemon();
  if (started) {
    const auto nginx = system::StartProgram(gate_.nginx);
    if (nginx) nginx_ = *nginx;
    started = nginx ? AwaitNginx() : std::unexpected(nginx.error());
  }
  if (!started) EndAll();
  return started;
}

ExitCode Supervisor::Run() {
  while (nginx_ != 0) {
    const auto until_due = daemon_due_ ? std::max(*daemon_due_ - SteadyNow(), std::chrono::milliseconds{0}) : kHour;
    Wait(until_due);
    LaunchDaemonWhenDue();
  }
  const bool told = ending_;
  EndDaemon();
  if (told) return ExitCode::kFine;
  Complain(base::Error{fmt::format("nginx has ended {}", HowItEnded(nginx_status_)), gate_.folder.NginxLog(),
                       "it says why"});
  return ExitCode::kCouldNotRun;
}

void Supervisor::Wait(std::chrono::milliseconds at_most) {
  std::array<pollfd, 2> watched = {pollfd{signals_.get(), POLLIN, 0},
                                   pollfd{word_.get(), POLLIN, 0}};  // poll ignores -1
  poll(watched.data(), watched.size(), static_cast<int>(at_most.count()));
  if (watched[1].revents != 0) HearDaemon();
  if (watched[0].revents != 0) TakeSignal();
}

void Supervisor::TakeSignal() {
  signalfd_siginfo info{};
  while (read(signals_.get(), &info, sizeof info) == sizeof info) {
    const int signal = static_cast<int>(info.ssi_signo);
    if (signal == SIGCHLD) {
      Reap();
      continue;
    }
    if (signal != SIGHUP && signal != SIGUSR1) ending_ = told_ = true;
    if (nginx_ != 0) kill(nginx_, signal);
    if (signal == SIGHUP && daemon_ != 0) kill(daemon_, signal);
  }
}

void Supervisor::Reap() {
  int status = 0;
  for (pid_t child = 0; (child = waitpid(-1, &status, WNOHANG)) > 0;) {
    if (child == nginx_) {
      nginx_ = 0;
      nginx_status_ = status;
    } else if (child == daemon_) {
      DaemonEnded(status);
    }
  }
}

void Supervisor::HearDaemon() {
  std::array<char, 1024> chunk{};
  const ssize_t got = read(word_.get(), chunk.data(), chunk.size());
  if (got > 0 && heard_.size() < kMaxCommand) heard_.append(chunk.data(), static_cast<size_t>(got));
  const size_t end = heard_.find('\n');
  if (end == std::string::npos && got > 0) return;
  word_.Close();
  daemon_outcome_ = ReadFromChild(std::string_view(heard_).substr(0, end));
  daemon_up_since_ = SteadyNow();
}

void Supervisor::DaemonEnded(int status) {
  daemon_ = 0;
  while (word_.open()) HearDaemon();  // read the rest of its report, up to the end of the pipe
  if (ending_ || nginx_ == 0) return;
  const bool was_up = daemon_outcome_ && *daemon_outcome_;
  const base::Steady now = SteadyNow();
  const auto pause = pause_.Next(was_up ? std::optional(daemon_up_since_) : std::nullopt, now);
  const std::string why = was_up || !daemon_outcome_ ? HowItEnded(status) : "(" + daemon_outcome_->error().Text() + ")";
  const std::string when =
      pause.count() == 0 ? "at once" : fmt::format("in {:.1f} s", std::chrono::duration<double>(pause).count());
  SayNow(fmt::format("The control daemon has ended {}; it is started again {}", Visible(why), when));
  daemon_due_ = now + pause;
}

void Supervisor::LaunchDaemonWhenDue() {
  if (!daemon_due_ || SteadyNow() < *daemon_due_ || ending_) return;
  daemon_due_.reset();
  if (const auto launched = LaunchDaemon(); !launched) {
    SayNow(Visible(launched.error().Text()));
    const base::Steady now = SteadyNow();
    daemon_due_ = now + pause_.Next({}, now);
  }
}

base::Result<> Supervisor::LaunchDaemon() {
  auto pipe = system::OpenPipe();
  if (!pipe) return std::unexpected(pipe.error());
  std::vector<std::string> call = gate_.daemon;
  call.insert(call.end(), {"--ready-fd", fmt::to_string(pipe->in.get())});
  const auto started = system::StartProgram(call, pipe->in.get());
  if (!started) return std::unexpected(started.error());
  daemon_ = *started;
  word_ = std::move(pipe->out);
  heard_.clear();
  daemon_outcome_.reset();
  return {};
}

base::Result<> Supervisor::AwaitDaemon() {
  const base::Steady deadline = SteadyNow() + kDaemonStartWait;
  while (!daemon_outcome_ && !ending_) {
    const auto left = deadline - SteadyNow();
    if (left <= std::chrono::milliseconds{0}) {
      return base::Fail("The control daemon does not come up", {}, "its messages are on stderr");
    }
    Wait(left);
  }
  if (ending_) return base::Fail("Stopped before the control daemon was ready");
  return *daemon_outcome_;
}

base::Result<> Supervisor::AwaitNginx() {
  const base::Steady deadline = SteadyNow() + kNginxStartWait;
  const std::string log = gate_.folder.NginxLog();
  // listens() is checked last in each turn: if a signal to end arrives when it starts to listen, the end is orderly.
  while (!gate_.listens()) {
    if (ending_) return base::Fail("Stopped before the gate was listening");
    if (nginx_ == 0) {
      return base::Fail(fmt::format("nginx did not start: it ended {}", HowItEnded(nginx_status_)), log, "it says why");
    }
    if (SteadyNow() >= deadline) return base::Fail("nginx was started, but does not listen", log, "it says why");
    Wait(kListenPoll);
  }
  return {};
}

void Supervisor::EndDaemon() {
  ending_ = true;
  if (daemon_ != 0) kill(daemon_, SIGTERM);
  const base::Steady deadline = SteadyNow() + kDaemonEndWait;
  while (daemon_ != 0) {
    if (SteadyNow() >= deadline) kill(daemon_, SIGKILL);
    Wait(kListenPoll);
  }
}

void Supervisor::EndAll() {
  if (nginx_ != 0) kill(nginx_, SIGTERM);
  while (nginx_ != 0) Wait(kListenPoll);
  EndDaemon();
}

}  // namespace gatehouse::cli

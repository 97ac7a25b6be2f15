#include "control/alerts/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "system/child.h"
#include "system/pipe.h"
#include "system/spawn.h"

namespace gatehouse::alerts {
namespace {

base::Result<pid_t> Start(const std::vector<std::string>& argv, int input) {
  system::SpawnPlan plan;
  plan.Give(input, STDIN_FILENO);
  plan.GiveNothing(STDOUT_FILENO);
  plan.GiveNothing(STDERR_FILENO);
  plan.CloseFrom(STDERR_FILENO + 1);
  // The daemon waits for its signals in one place and blocks them everywhere; its children must not.
  plan.UnblockSignals();
  plan.ResetSignal(SIGPIPE);
  plan.LeadGroup();
  return plan.Start(argv, {"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"});
}

std::chrono::milliseconds Left(base::Steady end) {
  return std::max(std::chrono::milliseconds(0), end - base::ReadClocks().steady);
}

// A program that reads nothing, or not all of it, has its reasons: only its exit status counts.
void Give(int socket, std::string_view input, base::Steady end) {
  while (!input.empty()) {
    pollfd watched{.fd = socket, .events = POLLOUT, .revents = 0};
    if (::poll(&watched, 1, static_cast<int>(Left(end).count())) <= 0) return;
    const ssize_t written = ::send(socket, input.data(), input.size(), MSG_NOSIGNAL);
    if (written < 0 && errno != EINTR && errno != EAGAIN) return;
    if (written > 0) input.remove_prefix(static_cast<size_t>(written));
  }
}

}  // namespace

base::Result<> RunProgram(const std::vector<std::string>& argv, std::string_view input,
                          std::chrono::milliseconds patience) {
  const base::Steady end = base::ReadClocks().steady + patience;
  // Not a pipe: to write to one whose reader has ended would be a signal.
  auto input_ends = system::OpenSocketPair();
  if (!input_ends) return std::unexpected(input_ends.error());
  auto& [ours, theirs] = *input_ends;
  ::fcntl(ours.get(), F_SETFL, O_NONBLOCK);
  const auto child = Start(argv, theirs.get());
  if (!child) return std::unexpected(child.error());
  theirs.Close();
  const base::Descriptor process = system::OpenProcess(*child);
  Give(ours.get(), input, end);
  ours.Close();
  pollfd watched{.fd = process.get(), .events = POLLIN, .revents = 0};
  const bool ended = ::poll(&watched, 1, static_cast<int>(Left(end).count())) > 0;
  if (!ended) ::kill(-*child, SIGKILL);
  const int status = system::AwaitEnd(*child);
  if (!ended)
    return base::Fail(fmt::format("Did not end within {} ms, and was killed", patience.count()), argv.front());
  if (WIFSIGNALED(status)) return base::Fail(fmt::format("Was ended by signal {}", WTERMSIG(status)), argv.front());
  if (WEXITSTATUS(status) != 0) return base::Fail(fmt::format("Ended with {}", WEXITSTATUS(status)), argv.front());
  return {};
}

}  // namespace gatehouse::alerts

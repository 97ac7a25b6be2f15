#include "control/alerts/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/clock.h"
#include "system/child.h"
#include "system/pipe.h"

namespace gatehouse::alerts {
namespace {

base::Result<pid_t> Start(const std::vector<std::string>& argv, int input) {
  const std::vector<char*> words = system::ArgumentPointers(argv);
  std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  std::array<char*, 2> environment = {path.data(), nullptr};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_WRONLY, 0);
  }
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  // The daemon waits for its signals in one place and blocks them everywhere; its children must not.
  sigset_t none;
  sigemptyset(&none);
  sigset_t ignored;
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &ignored);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int fault = posix_spawn(&child, argv.front().c_str(), &files, &attributes, words.data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (fault != 0) return base::Fail(fmt::format("Cannot be started: {}", base::SystemText(fault)), argv.front());
  return child;
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
  const base::Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, *child, 0)));
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

#include "secrets/program.h"

#include <poll.h>
#include <signal.h>
#include <string.h>  // explicit_bzero
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string_view>

#include "system/child.h"
#include "system/pipe.h"
#include "system/spawn.h"

namespace gatehouse::secrets {
namespace {

struct Started {
  pid_t child = 0;
  base::Descriptor output;
};

std::expected<Started, ProgramFault> Start(const CredentialProgram& program) {
  auto pipe = system::OpenPipe();
  if (!pipe || program.argv.empty()) return std::unexpected(ProgramFault::kNotStarted);
  system::SpawnPlan plan;
  plan.Give(pipe->in.get(), STDOUT_FILENO);
  plan.UnblockSignals();  // `run` blocks the signals that it forwards
  if (!program.folder.empty()) plan.EnterFolder(program.folder);
  if (!program.may_ask) {
    plan.GiveNothing(STDIN_FILENO);
    plan.GiveNothing(STDERR_FILENO);
    plan.LeadGroup();
  }
  const auto child = plan.StartFromPath(program.argv, system::EnvironmentWith(program.variables));
  if (!child) return std::unexpected(ProgramFault::kNotStarted);
  return Started{*child, std::move(pipe->out)};
}

// Reads until the program closes its output. Empty: everything was read.
std::optional<ProgramFault> ReadToEnd(int fd, std::chrono::seconds patience, std::string& text) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd waiting{fd, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return ProgramFault::kTooSlow;
    std::array<char, 4096> bytes{};
    const ssize_t got = read(fd, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {};
    if (text.size() + static_cast<size_t>(got) > kMaxProgramAnswer) return ProgramFault::kTooMuch;
    text.append(bytes.data(), static_cast<size_t>(got));
    explicit_bzero(bytes.data(), bytes.size());
  }
}

}  // namespace

std::expected<base::SecretString, ProgramFault> RunForCredentials(const CredentialProgram& program) {
  auto started = Start(program);
  if (!started) return std::unexpected(started.error());
  std::string text;
  text.reserve(kMaxProgramAnswer);  // never reallocates: no partial copy stays in memory
  const auto fault = ReadToEnd(started->output.get(), program.patience, text);
  if (fault) kill(program.may_ask ? started->child : -started->child, SIGKILL);
  int status = 0;  // waitpid fails if `run`, which reaps all children, was first: then only the output counts
  while (waitpid(started->child, &status, 0) < 0 && errno == EINTR) {
  }
  base::SecretString output(std::move(text));
  if (fault) return std::unexpected(*fault);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::unexpected(ProgramFault::kFailed);
  return output;
}

const char* Sentence(ProgramFault fault) {
  switch (fault) {
    case ProgramFault::kNotStarted:
      return "cannot be started";
    case ProgramFault::kTooSlow:
      return "did not end in time";
    case ProgramFault::kTooMuch:
      return "printed too much";
    case ProgramFault::kFailed:
      break;
  }
  return "failed";
}

}  // namespace gatehouse::secrets

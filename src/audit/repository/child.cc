#include "audit/repository/child.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/descriptor.h"
#include "system/child.h"
#include "system/pipe.h"
#include "system/spawn.h"

namespace gatehouse::audit {
namespace {

constexpr size_t kPipeReadBytes = 64 << 10;

// Reads what is there; closes the pipe at its end. False where there is more than the child may print.
bool ReadSome(base::Descriptor& pipe, std::string& text, size_t max_bytes, bool is_cut_short) {
  std::array<char, kPipeReadBytes> buffer;
  const ssize_t got = read(pipe.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) {
    pipe.Close();
    return true;
  }
  const size_t room = max_bytes - text.size();
  text.append(buffer.data(), std::min(room, static_cast<size_t>(got)));
  return !is_cut_short || static_cast<size_t>(got) <= room;
}

// Reads both pipes until the process has ended and they are empty, the time is over, or there is too much. A process
// that closes its pipes and goes on is waited for; one that ends while something that it started still has them is not.
void ReadOutput(const base::Descriptor& process, base::Descriptor& output, base::Descriptor& errors, const Child& child,
                ChildEnd& end) {
  const auto until = std::chrono::steady_clock::now() + child.time;
  bool has_ended = false;
  while (!has_ended || output.open() || errors.open()) {
    std::array<pollfd, 3> waits = {pollfd{output.get(), POLLIN, 0}, pollfd{errors.get(), POLLIN, 0},
                                   pollfd{has_ended ? -1 : process.get(), POLLIN, 0}};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    const auto patience = has_ended ? 0 : std::clamp<long>(left, 0, 1'000'000);
    const int ready = poll(waits.data(), waits.size(), static_cast<int>(patience));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0 && has_ended) return;
    if (ready <= 0 || left <= 0) {
      end.timed_out = true;
      return;
    }
    if (waits[0].revents != 0 && !ReadSome(output, end.output, child.max_output, true)) {
      end.cut_short = true;
      return;
    }
    if (waits[1].revents != 0) ReadSome(errors, end.errors, kMaxErrorBytes, false);
    has_ended = has_ended || waits[2].revents != 0;
  }
}

}  // namespace

base::Result<ChildEnd> RunChild(const Child& child) {
  auto output = system::OpenPipe();
  if (!output) return std::unexpected(output.error());
  auto errors = system::OpenPipe();
  if (!errors) return std::unexpected(errors.error());
  system::SpawnPlan plan;
  plan.GiveNothing(STDIN_FILENO);
  plan.Give(output->in.get(), STDOUT_FILENO);
  plan.Give(errors->in.get(), STDERR_FILENO);
  if (!child.folder.empty()) plan.EnterFolder(child.folder);
  plan.LeadGroup();
  std::vector<std::string> variables;
  for (const auto& [name, value] : child.environment) variables.push_back(name + "=" + value);
  const auto pid = plan.Start(child.argv, system::EnvironmentWith(variables));
  if (!pid) return std::unexpected(pid.error());
  output->in.Close();
  errors->in.Close();

  ChildEnd end;
  const base::Descriptor process = system::OpenProcess(*pid);
  if (process.open())
    ReadOutput(process, output->out, errors->out, child, end);
  else
    end.timed_out = true;  // nothing would say when it ends
  if (end.timed_out || end.cut_short) kill(-*pid, SIGKILL);
  end.status = system::ExitStatusOf(system::AwaitEnd(*pid));
  kill(-*pid, SIGKILL);  // what it left behind; nothing where it left nothing
  return end;
}

std::string FindProgram(std::string_view name) {
  const char* const path = std::getenv("PATH");
  if (path == nullptr) return {};
  const std::string_view folders = path;
  for (size_t at = 0; at <= folders.size();) {
    const size_t colon = std::min(folders.find(':', at), folders.size());
    // A relative folder could be one of the repository that is looked at.
    if (colon > at && folders[at] == '/') {
      std::string program = std::string(folders.substr(at, colon - at)) + "/" + std::string(name);
      if (access(program.c_str(), X_OK) == 0) return program;
    }
    at = colon + 1;
  }
  return {};
}

}  // namespace gatehouse::audit

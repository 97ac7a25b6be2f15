#include "system/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/descriptor.h"
#include "system/child.h"

namespace gatehouse::system {
namespace {

constexpr std::chrono::milliseconds kPollInterval{20};

// Empty, or truncated, if it cannot be read: a process may end while its files in /proc are open (ESRCH), where a
// stream buffer read by iterators would throw.
std::string ReadAll(const std::string& path) {
  const std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The fields of /proc/PID/stat after the program's name, which may contain spaces and parentheses: [0] is the state.
std::vector<std::string> StatFields(pid_t pid) {
  const std::string stat = ReadAll(fmt::format("/proc/{}/stat", pid));
  const size_t name_end = stat.rfind(')');
  std::vector<std::string> fields;
  if (name_end == std::string::npos) return fields;
  size_t at = name_end + 2;
  while (at < stat.size()) {
    const size_t end = std::min(stat.find_first_of(" \n", at), stat.size());
    fields.push_back(stat.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

constexpr size_t kState = 0;
constexpr size_t kParent = 1;
constexpr size_t kStartTicks = 19;

int64_t Number(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Runs in the child: only async-signal-safe calls.
void EmptyStdin() {
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) dup2(null, STDIN_FILENO);
}

}  // namespace

base::Result<Finished> RunProgram(const std::vector<std::string>& argv, size_t max_output) {
  // Not a pipe: a daemon that the program leaves behind may keep its end open forever.
  const base::Descriptor output(memfd_create("output", MFD_CLOEXEC));
  if (!output.open()) return base::SystemFail("No room for a program's output", argv[0]);
  const std::vector<char*> arguments = ArgumentPointers(argv);
  const auto child = Fork(argv[0], [&] {
    EmptyStdin();
    dup2(output.get(), STDOUT_FILENO);
    dup2(output.get(), STDERR_FILENO);
    execv(arguments[0], arguments.data());
  });
  if (!child) return std::unexpected(child.error());
  Finished finished;
  finished.status = ExitStatusOf(AwaitEnd(*child));
  finished.output.resize(max_output);
  const ssize_t got = pread(output.get(), finished.output.data(), finished.output.size(), 0);
  finished.output.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return finished;
}

base::Result<pid_t> StartProgram(const std::vector<std::string>& argv, std::optional<int> pass) {
  const std::vector<char*> arguments = ArgumentPointers(argv);
  std::vector<char*> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("NOTIFY_SOCKET=")) variables.push_back(*variable);
  }
  variables.push_back(nullptr);
  const auto child = Fork(argv[0], [&] {
    setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    EmptyStdin();
    if (pass) fcntl(*pass, F_SETFD, 0);
    execve(arguments[0], arguments.data(), variables.data());
  });
  if (child) setpgid(*child, *child);  // parent and child both do this, so that it is done before either continues
  return child;
}

base::Error BecomeProgram(const std::vector<std::string>& argv) {
  execv(argv[0].c_str(), ArgumentPointers(argv).data());
  return base::SystemFail("Cannot be started", argv[0]).error();
}

bool IsAlive(pid_t pid) {
  const std::vector<std::string> fields = StatFields(pid);
  return !fields.empty() && fields[kState] != "Z" && fields[kState] != "X";
}

std::string CommandLine(pid_t pid) {
  std::string line = ReadAll(fmt::format("/proc/{}/cmdline", pid));
  std::ranges::replace(line, '\0', ' ');
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

std::optional<base::Wall> StartTime(pid_t pid) {
  const std::vector<std::string> fields = StatFields(pid);
  const long ticks_a_second = sysconf(_SC_CLK_TCK);
  if (fields.size() <= kStartTicks || ticks_a_second <= 0) return {};
  const base::Now now = base::ReadClocks();
  const std::chrono::milliseconds since_boot{Number(fields[kStartTicks]) * 1000 / ticks_a_second};
  return now.wall - (now.steady.time_since_epoch() - since_boot);
}

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  std::error_code fault;  // processes may end during the search
  for (std::filesystem::directory_iterator entry("/proc", fault), end; !fault && entry != end; entry.increment(fault)) {
    const pid_t pid = static_cast<pid_t>(Number(entry->path().filename().native()));
    if (pid <= 0) continue;
    const std::vector<std::string> fields = StatFields(pid);
    if (fields.size() > kParent && Number(fields[kParent]) == parent && fields[kState] != "Z") children.push_back(pid);
  }
  return children;
}

base::Result<> SendSignal(pid_t pid, int signal) {
  if (kill(pid, signal) == 0) return {};
  return base::SystemFail(fmt::format("Signal {} not delivered", signal), fmt::format("process {}", pid));
}

bool WaitUntil(const std::function<bool()>& done, std::chrono::milliseconds at_most) {
  const auto deadline = base::ReadClocks().steady + at_most;
  while (!done()) {
    if (base::ReadClocks().steady >= deadline) return false;
    std::this_thread::sleep_for(kPollInterval);
  }
  return true;
}

void OccupyStandardDescriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    // open() uses the lowest free number, which is this one. Inherited by programs that we start.
    [[maybe_unused]] const int taken = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

std::string OwnProgram() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string("./gatehouse") : program.string();
}

std::string ProgramFolder() { return std::filesystem::path(OwnProgram()).parent_path().string(); }

}  // namespace gatehouse::system

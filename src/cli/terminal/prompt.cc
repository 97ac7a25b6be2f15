#include "cli/terminal/prompt.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMaxPassword = 4096;  // only a buffer size: the daemon checks the length

// Turns echo off while it exists, and blocks signals, which would leave the terminal without echo.
class Quiet {
 public:
  Quiet() {
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : {SIGINT, SIGTERM, SIGTSTP, SIGQUIT, SIGHUP}) sigaddset(&held, signal);
    sigprocmask(SIG_BLOCK, &held, &signals_);
    tcgetattr(STDIN_FILENO, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Quiet() {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    sigprocmask(SIG_SETMASK, &signals_, nullptr);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  termios before_{};
  sigset_t signals_{};
};

void Ask(std::string_view question) {
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, question.data(), question.size());
}

base::Result<base::SecretString> ReadLine() {
  std::string line;
  line.reserve(kMaxPassword);  // a reallocation would leave a copy in memory
  char c = 0;
  while (true) {
    const ssize_t got = read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || c == '\n') break;
    if (line.size() == kMaxPassword) return base::Fail("The password is too long");
    line += c;
  }
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) return base::Fail("No password was given", "stdin");
  return base::SecretString(std::move(line));
}

}  // namespace

base::Result<base::SecretString> ReadNewPassword() {
  if (isatty(STDIN_FILENO) != 1) return ReadLine();
  const Quiet quiet;
  Ask("Password: ");
  auto first = ReadLine();
  Ask("\n");
  if (!first) return first;
  Ask("Once more: ");
  const auto second = ReadLine();
  Ask("\n");
  if (!second) return std::unexpected(second.error());
  if (!crypto::EqualInConstantTime(first->Reveal(), second->Reveal())) return base::Fail("The two passwords differ");
  return first;
}

}  // namespace gatehouse::cli

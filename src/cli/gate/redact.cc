// gatehouse redact: copies stdin to stdout with secrets removed, for logs that leave the machine.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "cli/commands.h"
#include "redact/stream.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kReadBytes = 1 << 20;
constexpr int kPipeBytes = 1 << 20;       // fewer system calls; the system may refuse this size
constexpr int kSilenceMilliseconds = 50;  // after this time without input, held lines are printed

bool WriteAll(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

struct RedactOptions {};

Outcome RedactInput(const RedactOptions&) {
  auto stream = redact::Stream::Make();
  if (!stream) return std::unexpected(stream.error());
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO}) (void)::fcntl(fd, F_SETPIPE_SZ, kPipeBytes);
  std::string in(kReadBytes, '\0');
  std::string out;
  for (;;) {
    pollfd waiting{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, kSilenceMilliseconds);
    out.clear();
    if (ready == 0) {
      stream->Silence(out);
      if (!WriteAll(out)) return std::unexpected(base::Error{"Cannot be written", "stdout", {}});
      pollfd again{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
      (void)::poll(&again, 1, -1);
    }
    const ssize_t got = ::read(STDIN_FILENO, in.data(), in.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return std::unexpected(base::Error{std::string("Cannot be read: ") + std::strerror(errno), "stdin", {}});
    out.clear();
    got == 0 ? stream->Finish(out) : stream->Feed(std::string_view(in.data(), static_cast<size_t>(got)), out);
    if (!WriteAll(out)) return std::unexpected(base::Error{"Cannot be written", "stdout", {}});
    if (got == 0) return ExitCode::kFine;
  }
}

}  // namespace

Command RedactCommand() {
  return {.help = "Copy stdin to stdout and replace secrets; other lines stay unchanged",
          .examples = {"journalctl -f | gatehouse redact", "gatehouse redact < app.log > app.redacted.log"},
          .too_many = "the text comes from stdin: gatehouse redact < FILE",
          .action = Runs(std::make_shared<RedactOptions>(), RedactInput)};
}

}  // namespace gatehouse::cli

// gatehouse redact: copies stdin to stdout with secrets removed, for logs that leave the machine.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/descriptor.h"
#include "cli/commands.h"
#include "redact/stream.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kReadBytes = 1 << 20;
constexpr int kPipeBytes = 1 << 20;       // fewer system calls; the system may refuse this size
constexpr int kSilenceMilliseconds = 50;  // after this time without input, held lines are printed

base::Result<> Write(std::string_view bytes) {
  if (!base::WriteAll(STDOUT_FILENO, bytes)) return base::SystemFail("Cannot be written", "stdout");
  return {};
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
      if (auto written = Write(out); !written) return std::unexpected(written.error());
      pollfd again{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
      (void)::poll(&again, 1, -1);
    }
    const ssize_t got = ::read(STDIN_FILENO, in.data(), in.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::SystemFail("Cannot be read", "stdin");
    out.clear();
    got == 0 ? stream->Finish(out) : stream->Feed(std::string_view(in.data(), static_cast<size_t>(got)), out);
    if (auto written = Write(out); !written) return std::unexpected(written.error());
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

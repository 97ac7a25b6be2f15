#include "cli/run/masked_output.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "system/pipe.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kReadStep = 16 << 10;
constexpr int kTerminalLag = 50;     // ms
constexpr size_t kWriteStep = 4096;  // PIPE_BUF: a pipe that is ready takes this much without blocking

struct Ends {
  base::Descriptor ours;
  base::Descriptor childs;
};

base::Result<Ends> OpenPipe() {
  auto pipe = system::OpenPipe();
  if (!pipe) return std::unexpected(pipe.error());
  return Ends{std::move(pipe->out), std::move(pipe->in)};
}

// Raw mode: the real terminal interprets line breaks. It is no process's controlling
// terminal.
base::Result<Ends> OpenPseudoTerminal() {
  Ends ends{base::Descriptor(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)), base::Descriptor()};
  char name[64];
  const bool ready = ends.ours.open() && grantpt(ends.ours.get()) == 0 && unlockpt(ends.ours.get()) == 0 &&
                     ptsname_r(ends.ours.get(), name, sizeof name) == 0;
  if (ready) ends.childs = base::Descriptor(open(name, O_RDWR | O_NOCTTY | O_CLOEXEC));
  termios settings{};
  if (!ends.childs.open() || tcgetattr(ends.childs.get(), &settings) != 0) {
    return base::SystemFail("No pseudo-terminal");
  }
  cfmakeraw(&settings);
  tcsetattr(ends.childs.get(), TCSANOW, &settings);
  return ends;
}

bool SameFile(int a, int b) {
  struct stat first{};
  struct stat second{};
  return fstat(a, &first) == 0 && fstat(b, &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

short EventsOf(const std::vector<pollfd>& ready, int fd) {
  const auto found = std::ranges::find(ready, fd, &pollfd::fd);
  return found == ready.end() ? short{0} : found->revents;
}

}  // namespace

base::Result<MaskedOutput> MaskedOutput::Open(const std::vector<base::SecretString>& secrets,
                                              const PseudoTerminal* terminal) {
  MaskedOutput output;
  const auto add = [&](base::Descriptor from, int to, bool is_terminal) {
    fcntl(from.get(), F_SETFL, O_NONBLOCK);
    output.streams_.push_back(Stream{
        .from = std::move(from), .to = to, .mask = StreamMask(secrets), .pending = {}, .is_terminal = is_terminal});
  };
  // Two descriptors of the same file are one stream: a secret may be split between them, and order matters.
  const bool one = SameFile(STDOUT_FILENO, STDERR_FILENO);
  for (const int to : {STDOUT_FILENO, STDERR_FILENO}) {
    const auto index = static_cast<size_t>(to - STDOUT_FILENO);
    if (terminal != nullptr && isatty(to) == 1) {
      const bool first = index == 0 || output.outputs_[0] != terminal->slave();
      output.outputs_[index] = terminal->slave();
      if (first) add(base::Descriptor(fcntl(terminal->master(), F_DUPFD_CLOEXEC, 0)), to, true);
      continue;
    }
    if (index == 1 && one) {
      output.outputs_[1] = output.outputs_[0];
      break;
    }
    if (fcntl(to, F_GETFD) < 0) continue;  // closed, and stays closed
    const bool is_terminal = isatty(to) == 1;
    auto ends = is_terminal ? OpenPseudoTerminal() : OpenPipe();
    if (!ends) return std::unexpected(ends.error());
    output.outputs_[index] = ends->childs.get();
    output.child_ends_.push_back(std::move(ends->childs));
    add(std::move(ends->ours), to, is_terminal);
  }
  output.CopyWindowSize();
  return output;
}

void MaskedOutput::AddTo(std::vector<pollfd>& waiting) const {
  for (const Stream& stream : streams_) {
    if (!stream.pending.empty()) {
      waiting.push_back({.fd = stream.to, .events = POLLOUT, .revents = 0});
    } else if (stream.from.open()) {
      waiting.push_back({.fd = stream.from.get(), .events = POLLIN, .revents = 0});
    }
  }
}

void MaskedOutput::Move(const std::vector<pollfd>& ready) {
  for (Stream& stream : streams_) {
    if (!stream.pending.empty()) {
      if (EventsOf(ready, stream.to) != 0) Write(stream);
    } else if (stream.from.open() && EventsOf(ready, stream.from.get()) != 0) {
      Read(stream);
    }
  }
}

void MaskedOutput::Read(Stream& stream) {
  std::array<char, kReadStep> bytes;
  const ssize_t got = read(stream.from.get(), bytes.data(), bytes.size());
  if (got > 0) {
    stream.pending += stream.mask.Feed({bytes.data(), static_cast<size_t>(got)});
    explicit_bzero(bytes.data(), static_cast<size_t>(got));
    return;
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  stream.from = base::Descriptor();  // a pseudo-terminal without open slaves returns EIO
  stream.pending += stream.mask.Finish();
}

void MaskedOutput::Write(Stream& stream) {
  const size_t step = std::min(stream.pending.size(), kWriteStep);
  const ssize_t written = write(stream.to, stream.pending.data(), step);
  if (written >= 0) {
    stream.pending.erase(0, static_cast<size_t>(written));
  } else if (errno != EAGAIN && errno != EINTR) {
    // The reader has closed the pipe: the child gets the same error as without masking.
    stream.pending.clear();
    stream.from = base::Descriptor();
  }
}

bool MaskedOutput::WantsSilence() const {
  return std::ranges::any_of(streams_, [](const Stream& stream) { return stream.mask.Holds(); });
}

void MaskedOutput::Silence() {
  for (Stream& stream : streams_) stream.pending += stream.mask.Silence();
}

void MaskedOutput::Drain() {
  for (Stream& stream : streams_) {
    while (stream.from.open() || !stream.pending.empty()) {
      if (!stream.pending.empty()) {
        pollfd ready{.fd = stream.to, .events = POLLOUT, .revents = 0};
        if (poll(&ready, 1, -1) < 0 && errno != EINTR) break;
        Write(stream);
        continue;
      }
      // Do not wait for grandchildren that keep the descriptor open. The kernel delivers output to a terminal
      // with a short delay.
      pollfd ready{.fd = stream.from.get(), .events = POLLIN, .revents = 0};
      if (poll(&ready, 1, stream.is_terminal ? kTerminalLag : 0) <= 0) {
        stream.from = base::Descriptor();
        stream.pending += stream.mask.Finish();
      } else {
        Read(stream);
      }
    }
  }
}

void MaskedOutput::CopyWindowSize() const {
  for (const Stream& stream : streams_) {
    winsize size{};
    if (stream.is_terminal && stream.from.open() && ioctl(stream.to, TIOCGWINSZ, &size) == 0) {
      ioctl(stream.from.get(), TIOCSWINSZ, &size);
    }
  }
}

}  // namespace gatehouse::cli

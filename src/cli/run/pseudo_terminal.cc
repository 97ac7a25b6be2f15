#include "cli/run/pseudo_terminal.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>  // explicit_bzero
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace gatehouse::cli {
namespace {

constexpr size_t kMostTyped = 4096;  // size of a terminal's input buffer

// Called from the background, tcsetattr would stop this process.
void SetModes(int terminal, const termios& modes) {
  sigset_t ttou;
  sigset_t before;
  sigemptyset(&ttou);
  sigaddset(&ttou, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &ttou, &before);
  tcsetattr(terminal, TCSADRAIN, &modes);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

short EventsOf(const std::vector<pollfd>& ready, int fd, short wanted) {
  for (const pollfd& one : ready) {
    if (one.fd == fd && (one.events & wanted) != 0) return one.revents;
  }
  return 0;
}

}  // namespace

base::Result<PseudoTerminal> PseudoTerminal::Open(int ours, bool reads_keys) {
  PseudoTerminal made;
  made.ours_ = ours;
  made.reads_keys_ = reads_keys;
  made.master_ = base::Descriptor(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  std::array<char, 64> name{};
  const bool ready = made.master_.open() && grantpt(made.master()) == 0 && unlockpt(made.master()) == 0 &&
                     ptsname_r(made.master(), name.data(), name.size()) == 0;
  if (ready) made.slave_ = base::Descriptor(open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!made.slave_.open() || tcgetattr(ours, &made.before_) != 0) {
    return base::SystemFail("No pseudo-terminal");
  }
  termios modes = made.before_;
  // Another program of the pipeline may be asking for a password at this moment: those are its modes.
  if (!reads_keys) modes.c_lflag |= ICANON | ECHO;
  tcsetattr(made.slave(), TCSANOW, &modes);
  fcntl(made.master(), F_SETFL, O_NONBLOCK);
  made.CopyWindowSize();
  return made;
}

PseudoTerminal::~PseudoTerminal() { GiveOursBack(); }

PseudoTerminal::PseudoTerminal(PseudoTerminal&& other) noexcept
    : ours_(other.ours_),
      reads_keys_(other.reads_keys_),
      master_(std::move(other.master_)),
      slave_(std::move(other.slave_)),
      before_(other.before_),
      taken_(std::exchange(other.taken_, false)),
      at_end_(other.at_end_),
      typed_(std::move(other.typed_)) {}

void PseudoTerminal::MindOurs() {
  termios modes{};
  const bool special = tcgetattr(master(), &modes) == 0 && (modes.c_lflag & (ICANON | ECHO)) != (ICANON | ECHO);
  if (reads_keys_ || special) {
    TakeOurs();
  } else {
    GiveOursBack();
  }
}

void PseudoTerminal::TakeOurs() {
  if (taken_) return;
  tcgetattr(ours_, &before_);
  termios raw = before_;
  cfmakeraw(&raw);
  SetModes(ours_, raw);
  taken_ = true;
}

void PseudoTerminal::GiveOursBack() {
  if (!taken_) return;
  taken_ = false;
  SetModes(ours_, before_);
}

void PseudoTerminal::Return(std::string unread) {
  typed_.insert(0, unread);
  explicit_bzero(unread.data(), unread.size());
  // Input that the real terminal holds was typed after it.
  for (pollfd ours{.fd = ours_, .events = POLLIN, .revents = 0}; taken_ && poll(&ours, 1, 0) > 0;) {
    if (!ReadTyped()) break;
  }
  bool taken_back = taken_;
  for (const char& c : typed_) {
    if (c != '\0' && taken_back) taken_back = ioctl(ours_, TIOCSTI, &c) == 0;
  }
  explicit_bzero(typed_.data(), typed_.size());
  typed_.clear();
}

bool PseudoTerminal::ReadTyped() {
  std::array<char, kMostTyped> bytes;
  const ssize_t got = read(ours_, bytes.data(), bytes.size());
  if (got > 0) typed_.append(bytes.data(), static_cast<size_t>(got));
  at_end_ = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
  explicit_bzero(bytes.data(), bytes.size());
  return got > 0;
}

void PseudoTerminal::CopyWindowSize() const {
  winsize size{};
  if (ioctl(ours_, TIOCGWINSZ, &size) == 0) ioctl(master(), TIOCSWINSZ, &size);
}

void PseudoTerminal::AddTo(std::vector<pollfd>& waiting) const {
  if (!typed_.empty()) waiting.push_back({.fd = master(), .events = POLLOUT, .revents = 0});
  if (taken_ && !at_end_ && typed_.size() < kMostTyped) {
    waiting.push_back({.fd = ours_, .events = POLLIN, .revents = 0});
  }
}

void PseudoTerminal::Move(const std::vector<pollfd>& ready) {
  if (taken_ && EventsOf(ready, ours_, POLLIN) != 0) ReadTyped();
  if (typed_.empty()) return;
  const ssize_t written = write(master(), typed_.data(), typed_.size());
  if (written > 0) {
    explicit_bzero(typed_.data(), static_cast<size_t>(written));  // it may be a password
    typed_.erase(0, static_cast<size_t>(written));
  } else if (errno != EAGAIN && errno != EINTR) {
    typed_.clear();
  }
}

}  // namespace gatehouse::cli

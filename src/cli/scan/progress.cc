#include "cli/scan/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace gatehouse::cli {
namespace {

constexpr std::chrono::milliseconds kStep{100};
constexpr size_t kBarWidth = 20;
constexpr std::string_view kClearLine = "\r\x1b[K";

void Write(std::string_view text) {
  // An error of the terminal is ignored: there is no way to report it.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

std::string SizeText(uint64_t bytes) {
  constexpr double kMega = 1e6;
  constexpr double kGiga = 1e9;
  if (bytes < 10'000) return fmt::format("{} bytes", bytes);
  const auto size = static_cast<double>(bytes);
  return size < kGiga ? fmt::format("{:.1f} MB", size / kMega) : fmt::format("{:.2f} GB", size / kGiga);
}

std::string ProgressLine(const scan::Tally& tally, const std::string& what) {
  const uint64_t total = tally.total;
  const uint64_t done = tally.done;
  std::string line;
  if (total != 0) {
    const size_t filled = std::min<size_t>(kBarWidth, done * kBarWidth / total);
    line = fmt::format("[{:#>{}}{:.>{}}] {} of {} {}", "", filled, "", kBarWidth - filled, done, total, what);
  } else {
    line = fmt::format("{} {}", done, what);
  }
  return line + fmt::format(", {}, {} found", SizeText(tally.bytes), tally.found.load());
}

Progress::Progress(const scan::Tally& tally, std::string what) : tally_(tally), what_(std::move(what)) {
  if (isatty(STDERR_FILENO) == 1) shower_ = std::thread([this] { Run(); });
}

Progress::~Progress() {
  if (!shower_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    over_ = true;
  }
  ended_.notify_one();
  shower_.join();
  Write(kClearLine);
}

void Progress::Run() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, kStep, [this] { return over_; })) {
    Write(std::string(kClearLine) + ProgressLine(tally_, what_));
  }
}

}  // namespace gatehouse::cli

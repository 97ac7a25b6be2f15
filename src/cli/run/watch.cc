#include "cli/run/watch.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "base/clock.h"
#include "base/crypto.h"
#include "cli/terminal/output.h"
#include "fetch/secret_buffer.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::seconds kLookAtFiles{1};

std::vector<settings::WatchedFile> LookAgain(const std::vector<settings::WatchedFile>& files) {
  std::vector<settings::WatchedFile> now;
  now.reserve(files.size());
  for (const settings::WatchedFile& file : files) now.push_back(settings::LookAt(file.path));
  return now;
}

// Adds each part with its size first, so that different sets have different texts.
void Add(fetch::SecretBuffer& text, std::string_view part) {
  text.Append(std::to_string(part.size()) + ":");
  text.Append(part);
}

}  // namespace

ChangeWatch::Digest ChangeWatch::DigestOf(const settings::Settings& settings) {
  fetch::SecretBuffer text;
  for (const settings::Setting& setting : settings.settings) {
    Add(text, setting.name);
    Add(text, setting.value.Reveal());
  }
  return crypto::Sha256(text.Finish().Reveal());
}

ChangeWatch::ChangeWatch(Load load, const settings::Settings& current, std::chrono::seconds poll)
    : load_(std::move(load)),
      poll_(poll),
      files_(current.files),
      digest_(DigestOf(current)),
      changed_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      thread_([this](const std::stop_token& stop) { Watch(stop); }) {}

ChangeWatch::~ChangeWatch() {
  thread_.request_stop();
  wake_.notify_all();
  thread_.join();
}

void ChangeWatch::Watch(const std::stop_token& stop) {
  base::Steady asked = base::ReadClocks().steady;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kLookAtFiles, [] { return false; });
    }
    if (stop.stop_requested()) return;
    std::vector<settings::WatchedFile> now = LookAgain(files_);
    const base::Steady clock = base::ReadClocks().steady;
    if (now == files_ && clock - asked < poll_) continue;
    asked = clock;
    LoadAnew(std::move(now));
  }
}

void ChangeWatch::LoadAnew(std::vector<settings::WatchedFile> now) {
  auto loaded = load_();
  if (!loaded) {
    files_ = std::move(now);  // what cannot be read is read again when it has changed
    std::string why = loaded.error().empty() ? std::string{} : loaded.error().front().Text();
    if (why != complained_) {
      Warn("the settings could not be read again; the command keeps its current ones");
      Complain(loaded.error());
    }
    complained_ = std::move(why);
    return;
  }
  if (!complained_.empty()) Say("The settings can be read again.");
  complained_.clear();
  files_ = loaded->files;
  const Digest digest = DigestOf(*loaded);
  if (digest == digest_) return;
  digest_ = digest;
  const std::scoped_lock lock(mutex_);
  found_ = std::move(*loaded);
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t told = write(changed_.get(), &one, sizeof one);
}

std::optional<settings::Settings> ChangeWatch::Take() {
  const std::scoped_lock lock(mutex_);
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = read(changed_.get(), &count, sizeof count);
  return std::exchange(found_, std::nullopt);
}

}  // namespace gatehouse::cli

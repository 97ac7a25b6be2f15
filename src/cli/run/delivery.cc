#include "cli/run/delivery.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace gatehouse::cli {
namespace {

constexpr std::string_view kFileEnding = "_FILE";
constexpr std::string_view kDescriptorEnding = "_FD";
constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

base::Error CannotPass(const settings::Setting& setting, std::string why) {
  return {fmt::format("{} cannot be passed to the command: {}", setting.name, why), setting.origin, {}};
}

// Makes an unnamed file in memory, read-only, positioned at its beginning.
base::Result<base::Descriptor> MemoryFile(const settings::Setting& setting) {
  base::Descriptor file(memfd_create(setting.name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  const bool whole = file.open() && base::WriteAll(file.get(), setting.value.Reveal()) &&
                     fchmod(file.get(), 0400) == 0 && fcntl(file.get(), F_ADD_SEALS, kSeals) == 0 &&
                     lseek(file.get(), 0, SEEK_SET) == 0;
  if (!whole) return std::unexpected(CannotPass(setting, base::SystemText(errno)));
  return file;
}

base::Result<> FitsEnvironment(const settings::Setting& setting) {
  const std::string_view value = setting.value.Reveal();
  if (value.contains('\0')) return std::unexpected(CannotPass(setting, "it contains a NUL; use --files or --fds"));
  if (setting.name.size() + value.size() + 2 > kMaxEnvironmentText) {
    return std::unexpected(CannotPass(setting, "it is too long for an environment; use --files or --fds"));
  }
  return {};
}

bool NamesProcess(const EnvironmentBlock::Text& text, std::string_view own_pid) {
  return (text.name == "LISTEN_PID" || text.name == "WATCHDOG_PID") && text.value == own_pid;
}

}  // namespace

base::Result<EnvironmentBlock> EnvironmentBlock::Make(std::span<const Text> texts) {
  EnvironmentBlock block;
  const std::string own_pid = std::to_string(getpid());
  for (const Text& text : texts) {
    block.size_ += text.name.size() + text.value.size() + 2 + (NamesProcess(text, own_pid) ? kPidDigits : 0);
  }
  block.size_ = std::max<size_t>(block.size_, 1);
  void* pages = mmap(nullptr, block.size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return base::Fail("There is no memory for an environment");
  block.pages_ = pages;
  if (madvise(pages, block.size_, MADV_DONTDUMP) != 0) return base::Fail("Memory cannot be kept out of core dumps");
  char* at = static_cast<char*>(pages);
  block.pointers_.clear();
  for (const Text& text : texts) {
    block.pointers_.push_back(at);
    at = std::ranges::copy(text.name, at).out;
    *at++ = '=';
    if (NamesProcess(text, own_pid)) block.pid_places_.push_back(at);
    at = std::ranges::copy(text.value, at).out;
    *at++ = '\0';
    if (NamesProcess(text, own_pid)) at += kPidDigits;
  }
  block.pointers_.push_back(nullptr);
  return block;
}

void EnvironmentBlock::Drop() noexcept {
  if (pages_ == nullptr) return;
  explicit_bzero(pages_, size_);
  munmap(pages_, size_);
  pages_ = nullptr;
}

EnvironmentBlock::~EnvironmentBlock() { Drop(); }

EnvironmentBlock::EnvironmentBlock(EnvironmentBlock&& other) noexcept
    : pages_(std::exchange(other.pages_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      pointers_(std::exchange(other.pointers_, {nullptr})),
      pid_places_(std::exchange(other.pid_places_, {})) {}

EnvironmentBlock& EnvironmentBlock::operator=(EnvironmentBlock&& other) noexcept {
  if (this == &other) return *this;
  Drop();
  pages_ = std::exchange(other.pages_, nullptr);
  size_ = std::exchange(other.size_, 0);
  pointers_ = std::exchange(other.pointers_, {nullptr});
  pid_places_ = std::exchange(other.pid_places_, {});
  return *this;
}

base::Result<Delivery> Deliver(const settings::Settings& settings, std::span<const settings::Variable> inherited,
                               Carrier carrier, const MemoryFolder* folder) {
  Delivery delivery;
  std::vector<EnvironmentBlock::Text> texts;
  std::vector<std::string> names;   // `texts` views these strings: they must not grow beyond the reserved capacity
  std::vector<std::string> values;  // paths and descriptor numbers
  names.reserve(settings.settings.size());
  values.reserve(settings.settings.size());
  for (const settings::Setting& setting : settings.settings) {
    if (!setting.secret || carrier == Carrier::kEnvironment) {
      if (auto fits = FitsEnvironment(setting); !fits) return std::unexpected(fits.error());
      texts.push_back({setting.name, setting.value.Reveal()});
    } else if (carrier == Carrier::kFiles) {
      auto file = folder->Write(setting.name, setting.value);
      if (!file) return std::unexpected(CannotPass(setting, file.error().Text()));
      names.push_back(setting.name + std::string(kFileEnding));
      values.push_back(std::move(*file));
      texts.push_back({names.back(), values.back()});
    } else {
      auto file = MemoryFile(setting);
      if (!file) return std::unexpected(file.error());
      names.push_back(setting.name + std::string(kDescriptorEnding));
      values.push_back(std::to_string(file->get()));
      texts.push_back({names.back(), values.back()});
      delivery.descriptors.push_back(std::move(*file));
    }
  }
  const size_t own = texts.size();
  for (const settings::Variable& variable : inherited) {
    const bool replaced = std::ranges::find(settings.replaced, variable.name) != settings.replaced.end();
    const auto ours = std::span(texts).first(own);
    if (replaced || std::ranges::find(ours, variable.name, &EnvironmentBlock::Text::name) != ours.end()) continue;
    texts.push_back({variable.name, variable.value.Reveal()});
  }
  auto block = EnvironmentBlock::Make(texts);
  if (!block) return std::unexpected(block.error());
  delivery.environment = std::move(*block);
  return delivery;
}

}  // namespace gatehouse::cli

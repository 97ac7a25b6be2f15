#include "state/region.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "gate/request/reason.h"
#include "state/atomics.h"
#include "state/keyed_hash.h"
#include "state/writer_lock.h"

namespace gatehouse::state {
namespace {

constexpr mode_t kFileMode = 0600;
constexpr std::string_view kBootIdFile = "/proc/sys/kernel/random/boot_id";
constexpr std::string_view kFix =
    "stop the gate, remove the file and start again; blocks and revocations in it are lost";

uint64_t PageUp(uint64_t bytes) { return (bytes + kPageBytes - 1) / kPageBytes * kPageBytes; }

bool Reasonable(const Sizes& sizes) {
  const auto slots = [](uint64_t n) { return n >= kMinSlots && n <= kMaxSlots && n % kGroupSlots == 0; };
  const auto entries = [](uint64_t n) { return n >= kMinEntries && n <= kMaxEntries; };
  return slots(sizes.bucket_slots) && slots(sizes.overflow_slots) && entries(sizes.block_entries) &&
         entries(sizes.revocation_entries);
}

// Counters are indexed by reason numbers: a process whose list of reasons differs must not read them.
uint64_t Fingerprint() {
  std::string text;
  for (const gate::ReasonInfo& info : gate::AllReasons()) text.append(info.name) += '\n';
  for (const size_t size : {sizeof(RegionHead), sizeof(BucketHead), sizeof(Slot), sizeof(EntryTableHead), sizeof(Entry),
                            sizeof(CounterShard), sizeof(RouteHead), sizeof(RouteShard)}) {
    text += std::to_string(size) + ",";
  }
  return PlainHash(text.data(), text.size());
}

uint64_t CheckOf(const RegionHead& head) { return PlainHash(&head, offsetof(RegionHead, check)); }

}  // namespace

base::Result<BootId> BootId::Current() {
  const std::string path(kBootIdFile);
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[64];
  const ssize_t got = file.get() < 0 ? -1 : ::read(file.get(), text, sizeof text);
  if (got <= 0) return base::SystemFail("The boot id cannot be read", path);
  BootId id;
  size_t digits = 0;
  for (const char c : std::string_view(text, static_cast<size_t>(got))) {
    const std::string_view alphabet = "0123456789abcdef";
    const size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) continue;
    if (digits == 2 * kBootIdBytes) break;
    id.words[digits / 16] = id.words[digits / 16] << 4 | digit;
    ++digits;
  }
  if (digits != 2 * kBootIdBytes) return base::Fail("The boot id is not a UUID", path);
  return id;
}

Region::Offsets Region::Locate(const Sizes& sizes) {
  Offsets at{};
  uint64_t next = kPageBytes;
  const auto place = [&next](uint64_t bytes) { return std::exchange(next, PageUp(next + bytes)); };
  at.buckets = place(sizeof(BucketHead));
  at.slots = place(sizes.bucket_slots * sizeof(Slot));
  at.overflow = place(sizes.overflow_slots * sizeof(Slot));
  // One entry more than requested, so that a fact can be replaced in a full table.
  at.block_head = place(sizeof(EntryTableHead));
  at.block_index = place((sizes.block_entries + 1) * kCellsPerEntry * sizeof(uint64_t));
  at.block_entries = place((sizes.block_entries + 1) * sizeof(Entry));
  at.revocation_head = place(sizeof(EntryTableHead));
  at.revocation_index = place((sizes.revocation_entries + 1) * kCellsPerEntry * sizeof(uint64_t));
  at.revocation_entries = place((sizes.revocation_entries + 1) * sizeof(Entry));
  at.counters = place(kCounterShards * sizeof(CounterShard));
  at.route_head = place(sizeof(RouteHead));
  at.route_shards = place(kRouteShards * sizeof(RouteShard));
  at.total = next;
  return at;
}

// Written completely under a temporary name, then linked: a second process sees no file or a complete one, and link,
// unlike rename, never replaces a region that is in use.
base::Result<> Region::Create(const std::string& path, const Sizes& sizes, const BootId& boot) {
  std::string beside = path + ".XXXXXX";
  const base::Descriptor file(::mkostemp(beside.data(), O_CLOEXEC));
  if (file.get() < 0) return base::SystemFail("The state file cannot be made", path);
  const Offsets at = Locate(sizes);

  RegionHead head{};
  head.magic = kMagic;
  head.layout_version = kLayoutVersion;
  head.head_bytes = sizeof(RegionHead);
  head.fingerprint = Fingerprint();
  head.total_bytes = at.total;
  head.bucket_slots = sizes.bucket_slots;
  head.overflow_slots = sizes.overflow_slots;
  head.block_entries = sizes.block_entries;
  head.revocation_entries = sizes.revocation_entries;
  std::memcpy(head.boot_id, boot.words.data(), sizeof head.boot_id);

  base::Result<> made;
  if (::getrandom(head.secret, sizeof head.secret, 0) != static_cast<ssize_t>(sizeof head.secret)) {
    made = base::SystemFail("No random numbers for the state file", path);
  }
  head.check = CheckOf(head);
  // Allocates the space now: a page without disk space would kill a worker later.
  if (made) errno = ::posix_fallocate(file.get(), 0, static_cast<off_t>(at.total));
  if (made && errno != 0) {
    made = base::SystemFail("No space for the state file", path);
  }
  if (made && (::fchmod(file.get(), kFileMode) != 0 ||
               ::pwrite(file.get(), &head, sizeof head, 0) != static_cast<ssize_t>(sizeof head))) {
    made = base::SystemFail("The state file cannot be written", path);
  }
  if (made && ::link(beside.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    made = base::SystemFail("The state file cannot be made", path);
  }
  ::unlink(beside.c_str());
  return made;
}

base::Result<Region> Region::Open(const std::string& path, Access access, const BootId& boot) {
  const bool writable = access == Access::kReadWrite;
  const base::Descriptor file(
      ::open(path.c_str(), (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) return base::SystemFail("The state file cannot be opened", path);
  struct stat info{};
  if (::fstat(file.get(), &info) != 0) return base::SystemFail("The state file cannot be read", path);
  if (!S_ISREG(info.st_mode)) return base::Fail("Not a regular file", path);
  if (info.st_uid != ::geteuid() && ::geteuid() != 0) return base::Fail("The state file belongs to another user", path);
  if ((info.st_mode & 077) != 0) return base::Fail("Others may use the state file", path, "chmod 600");

  RegionHead head{};
  if (::pread(file.get(), &head, sizeof head, 0) != static_cast<ssize_t>(sizeof head) || head.magic != kMagic) {
    return base::Fail("Not a state file of Gatehouse", path, std::string(kFix));
  }
  if (head.layout_version != kLayoutVersion || head.head_bytes != sizeof head || head.fingerprint != Fingerprint()) {
    return base::Fail("The state file is of another version of Gatehouse", path, std::string(kFix));
  }
  Region region;
  region.sizes_ = {head.bucket_slots, head.overflow_slots, head.block_entries, head.revocation_entries};
  if (head.check != CheckOf(head) || !Reasonable(region.sizes_)) {
    return base::Fail("The state file is damaged", path, std::string(kFix));
  }
  region.at_ = Locate(region.sizes_);
  if (region.at_.total != head.total_bytes || static_cast<uint64_t>(info.st_size) != head.total_bytes) {
    return base::Fail("The state file is cut short or too long", path, std::string(kFix));
  }
  void* mapped =
      ::mmap(nullptr, region.at_.total, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, file.get(), 0);
  if (mapped == MAP_FAILED) return base::SystemFail("The state file cannot be mapped", path);
  region.base_ = static_cast<std::byte*>(mapped);
  region.path_ = path;
  region.access_ = access;
  region.device_ = info.st_dev;
  region.inode_ = info.st_ino;
  std::memcpy(region.secret_.data(), head.secret, kSecretBytes);
  if (writable) {
    if (auto emptied = region.EmptyBucketsOfEarlierBoot(boot); !emptied) return std::unexpected(emptied.error());
  }
  return region;
}

// The steady clock restarted, so earlier slices have no meaning. The first process does this before any
// request of this boot is counted; if it is killed, the next one does it again.
base::Result<> Region::EmptyBucketsOfEarlierBoot(const BootId& boot) {
  const auto of_this_boot = [&] {
    return Load(head()->boot_id[0]) == boot.words[0] && Load(head()->boot_id[1]) == boot.words[1];
  };
  if (of_this_boot()) return {};
  const auto lock = WriterLock::Acquire(*this);
  if (!lock) return std::unexpected(lock.error());
  if (of_this_boot()) return {};
  const Buckets part = buckets();
  for (const std::span<Slot> slots : {part.slots, part.overflow}) {
    for (Slot& slot : slots) {
      for (uint32_t& cell : slot.cells) Store(cell, 0U, std::memory_order_relaxed);
      Store(slot.state, uint64_t{0}, std::memory_order_relaxed);
      Store(slot.key, uint64_t{0}, std::memory_order_relaxed);
    }
  }
  Store(part.head->overflow_until, uint64_t{0});
  Store(head()->boot_id[0], boot.words[0]);
  Store(head()->boot_id[1], boot.words[1]);
  return {};
}

base::Result<Region> Region::OpenOrCreate(const std::string& path, const Sizes& sizes, const BootId& boot) {
  if (!Reasonable(sizes)) return base::Fail("These sizes cannot be held in a state file", path);
  if (::access(path.c_str(), F_OK) != 0) {
    if (auto made = Create(path, sizes, boot); !made) return std::unexpected(made.error());
  }
  auto region = Open(path, Access::kReadWrite, boot);
  if (region && region->sizes() != sizes) {
    return base::Fail("The state file has other sizes than asked for", path, std::string(kFix));
  }
  return region;
}

base::Result<Region> Region::OpenOrCreate(const std::string& path, const Sizes& sizes) {
  const base::Result<BootId> boot = BootId::Current();
  if (!boot) return std::unexpected(boot.error());
  return OpenOrCreate(path, sizes, *boot);
}

base::Result<Region> Region::Open(const std::string& path) {
  const base::Result<BootId> boot = BootId::Current();
  if (!boot) return std::unexpected(boot.error());
  return Open(path, Access::kReadWrite, *boot);
}

base::Result<Region> Region::OpenReadOnly(const std::string& path) { return Open(path, Access::kReadOnly, BootId{}); }

Region::~Region() {
  if (base_ != nullptr) ::munmap(base_, at_.total);
}

Region::Region(Region&& other) noexcept
    : path_(std::move(other.path_)),
      access_(other.access_),
      sizes_(other.sizes_),
      at_(other.at_),
      device_(other.device_),
      inode_(other.inode_),
      secret_(other.secret_),
      base_(std::exchange(other.base_, nullptr)) {}

Region& Region::operator=(Region&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(access_, other.access_);
  std::swap(sizes_, other.sizes_);
  std::swap(at_, other.at_);
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
  std::swap(secret_, other.secret_);
  std::swap(base_, other.base_);
  return *this;
}

bool Region::draining() const { return Load(head()->draining) != 0; }
void Region::SetDraining(bool draining) {
  if (writable()) Store(head()->draining, draining ? 1U : 0U);
}
uint64_t Region::policy_generation() const { return Load(head()->policy_generation); }
uint64_t Region::SetPolicyGeneration(uint64_t generation) {
  if (!writable()) return policy_generation();
  return std::atomic_ref(head()->policy_generation).exchange(generation, std::memory_order_acq_rel);
}
// Read by every request. The acquire of a reader that sees the new number pairs with the release of the increment:
// the files that were written before are visible.
uint64_t Region::directory_generation() const { return Load(head()->directory_generation); }
void Region::BumpDirectoryGeneration() {
  if (writable()) std::atomic_ref(head()->directory_generation).fetch_add(1, std::memory_order_acq_rel);
}

// Written where no reader looks, before the one store that makes readers look there.
void Region::ShareBucketSecret(std::span<const uint8_t, kSecretBytes> secret) {
  if (!writable() || std::ranges::equal(bucket_secret(), secret)) return;
  const uint32_t next = Load(head()->bucket_secret) == 1 ? 2 : 1;
  std::ranges::copy(secret, head()->shared_secrets[next - 1]);
  Store(head()->bucket_secret, next);
}

Region::StreamPlace Region::told_until() const {
  return {.ms = Load(head()->told_until[0]), .sequence = Load(head()->told_until[1])};
}

void Region::SetToldUntil(const StreamPlace& place) {
  if (!writable()) return;
  Store(head()->told_until[0], place.ms);
  Store(head()->told_until[1], place.sequence);
}

Region::Buckets Region::buckets() const {
  return {At<BucketHead>(at_.buckets),
          {At<Slot>(at_.slots), sizes_.bucket_slots},
          {At<Slot>(at_.overflow), sizes_.overflow_slots}};
}

Region::Entries Region::blocks() const {
  const uint64_t count = sizes_.block_entries + 1;
  return {At<EntryTableHead>(at_.block_head),
          {At<uint64_t>(at_.block_index), count * kCellsPerEntry},
          {At<Entry>(at_.block_entries), count}};
}

Region::Entries Region::revocations() const {
  const uint64_t count = sizes_.revocation_entries + 1;
  return {At<EntryTableHead>(at_.revocation_head),
          {At<uint64_t>(at_.revocation_index), count * kCellsPerEntry},
          {At<Entry>(at_.revocation_entries), count}};
}

std::span<CounterShard> Region::counters() const { return {At<CounterShard>(at_.counters), kCounterShards}; }

Region::Routes Region::routes() const {
  return {At<RouteHead>(at_.route_head), {At<RouteShard>(at_.route_shards), kRouteShards}};
}

}  // namespace gatehouse::state

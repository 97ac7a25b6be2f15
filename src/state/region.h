// The mapped state file that nginx workers, the command line and the daemon share: opened, checked, mapped. Sizes and
// offsets in it are read once, checked, and kept in the process. Shown by region_test.cc,
// fuzz/mapped_file_fuzz.cc.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "state/atomics.h"
#include "state/layout.h"

namespace gatehouse::state {

// Identifies the boot of the machine: the steady clock restarts at each boot.
struct BootId {
  std::array<uint64_t, kBootIdBytes / 8> words{};
  [[nodiscard]] static base::Result<BootId> Current();  // /proc/sys/kernel/random/boot_id
  friend bool operator==(const BootId&, const BootId&) = default;
};

class Region {
 public:
  // Opens the file at `path`, or creates it (mode 0600) if there is none. An existing file is never overwritten:
  // a different magic, version or `sizes`, or access for other users, is an Error. A file from an
  // earlier boot keeps blocks, revocations and counters; its rate buckets are emptied. Safe over reloads: live state is
  // never initialised again.
  [[nodiscard]] static base::Result<Region> OpenOrCreate(const std::string& path, const Sizes& sizes = {});
  // Opens an existing file, whatever its sizes.
  [[nodiscard]] static base::Result<Region> Open(const std::string& path);
  // For inspection: nothing is changed, not even by a Ledger over it (it only returns verdicts).
  [[nodiscard]] static base::Result<Region> OpenReadOnly(const std::string& path);

  // The same for tests, which pass a boot id.
  enum class Access : uint8_t { kReadWrite, kReadOnly };
  [[nodiscard]] static base::Result<Region> OpenOrCreate(const std::string& path, const Sizes& sizes,
                                                         const BootId& boot);
  [[nodiscard]] static base::Result<Region> Open(const std::string& path, Access access, const BootId& boot);

  ~Region();
  Region(Region&& other) noexcept;
  Region& operator=(Region&& other) noexcept;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Sizes& sizes() const { return sizes_; }
  [[nodiscard]] bool writable() const { return access_ == Access::kReadWrite; }
  [[nodiscard]] std::span<const uint8_t, kSecretBytes> secret() const { return secret_; }

  // While set, the gate answers with Connection: close, so that a reload does not cut idle connections.
  [[nodiscard]] bool draining() const;
  void SetDraining(bool draining);
  // Set when a policy is loaded; 0 until then.
  [[nodiscard]] uint64_t policy_generation() const;
  // Returns the previous value, so that of several processes that load the same policy one knows that it is the first.
  uint64_t SetPolicyGeneration(uint64_t generation);
  // Increases with every change of the files that the control daemon writes for the gate. The writer increments it
  // afterwards; a reader that sees it change reads the files again. Only a difference has a meaning.
  [[nodiscard]] uint64_t directory_generation() const;
  void BumpDirectoryGeneration();

  // The secret that keys of rate buckets are hashed with: the region's own, or one that several gates share.
  [[nodiscard]] std::span<const uint8_t, kSecretBytes> bucket_secret() const {
    const uint32_t which = Load(head()->bucket_secret);
    if (which == 0 || which > kSharedSecrets) return secret_;
    return head()->shared_secrets[which - 1];
  }
  // Uses this secret from now on, in all processes. Counts under another secret are not found again: all limits begin
  // at zero. Only the daemon may call it.
  void ShareBucketSecret(std::span<const uint8_t, kSecretBytes> secret);

  // How far the daemon has read what other gates told: the id of an entry in Redis' stream.
  struct StreamPlace {
    uint64_t ms = 0;
    uint64_t sequence = 0;
    friend auto operator<=>(const StreamPlace&, const StreamPlace&) = default;
  };
  [[nodiscard]] StreamPlace told_until() const;
  void SetToldUntil(const StreamPlace& place);

  // The parts, for the tables of this room. Their addresses and lengths depend only on the checked sizes.
  struct Buckets {
    BucketHead* head;
    std::span<Slot> slots;
    std::span<Slot> overflow;
  };
  struct Entries {
    EntryTableHead* head;
    std::span<uint64_t> index;
    std::span<Entry> entries;
  };
  [[nodiscard]] Buckets buckets() const;
  [[nodiscard]] Entries blocks() const;
  [[nodiscard]] Entries revocations() const;
  [[nodiscard]] std::span<CounterShard> counters() const;
  struct Routes {
    RouteHead* head;
    std::span<RouteShard> shards;
  };
  [[nodiscard]] Routes routes() const;

 private:
  friend class WriterLock;
  struct Offsets {
    uint64_t buckets, slots, overflow, block_head, block_index, block_entries, revocation_head, revocation_index,
        revocation_entries, counters, route_head, route_shards, total;
  };
  static Offsets Locate(const Sizes& sizes);
  static base::Result<> Create(const std::string& path, const Sizes& sizes, const BootId& boot);

  Region() = default;
  base::Result<> EmptyBucketsOfEarlierBoot(const BootId& boot);
  [[nodiscard]] RegionHead* head() const { return reinterpret_cast<RegionHead*>(base_); }
  template <typename T>
  [[nodiscard]] T* At(uint64_t offset) const {
    return reinterpret_cast<T*>(base_ + offset);
  }

  std::string path_;
  Access access_ = Access::kReadOnly;
  Sizes sizes_;
  Offsets at_{};
  uint64_t device_ = 0;
  uint64_t inode_ = 0;
  std::array<uint8_t, kSecretBytes> secret_{};
  std::byte* base_ = nullptr;
};

}  // namespace gatehouse::state

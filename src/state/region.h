// The mapped state file that nginx workers, the command line and the daemon share: opened, checked, mapped. Everything
// that locates something in it is read once, checked, and kept in the process. Shown by region_test.cc,
// fuzz/mapped_file_fuzz.cc.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "base/error.h"
#include "state/layout.h"

namespace gatehouse::state {

// Which boot of the machine this is: steady time starts again with each.
struct BootId {
  std::array<uint64_t, kBootIdBytes / 8> words{};
  [[nodiscard]] static base::Result<BootId> Current();  // /proc/sys/kernel/random/boot_id
  friend bool operator==(const BootId&, const BootId&) = default;
};

class Region {
 public:
  // Opens the file at `path`, or makes it (mode 0600) where there is none. A file that exists is never overwritten:
  // another magic, version or size than `sizes`, or one that others may read or write, is an Error. A file of an
  // earlier boot keeps blocks, revocations and counters; its rate buckets are emptied. Survives a reload: live state is
  // never initialised again.
  [[nodiscard]] static base::Result<Region> OpenOrCreate(const std::string& path, const Sizes& sizes = {});
  // Opens what is there, with whatever sizes it has.
  [[nodiscard]] static base::Result<Region> Open(const std::string& path);
  // For looking on: nothing is changed, not even by a Ledger over it (it answers what a request would be told).
  [[nodiscard]] static base::Result<Region> OpenReadOnly(const std::string& path);

  // The same for tests, which bring their own boot.
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

  // While set, the gate answers with Connection: close, so that a reload finds no idle connection to cut.
  [[nodiscard]] bool draining() const;
  void SetDraining(bool draining);
  // Set when a policy is loaded; 0 until then.
  [[nodiscard]] uint64_t policy_generation() const;
  // Returns the one before, so that of several who load the same one knows to be the first.
  uint64_t SetPolicyGeneration(uint64_t generation);
  // Grows with every change of the files that the control daemon leaves for the gate. The writer bumps it
  // afterwards; a reader that sees it change reads them again. Only "different from before" means something.
  [[nodiscard]] uint64_t directory_generation() const;
  void BumpDirectoryGeneration();

  // The parts, for the tables of this room. A part's address and length come from the checked sizes alone.
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

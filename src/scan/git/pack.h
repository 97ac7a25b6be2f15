// A pack of git's objects, read from its files: each object is unpacked once, in the order of the deltas that are built
// on each other, so that a base is there when it is needed and is never unpacked again. What is read comes from
// outside: every length is checked. The format: git-scm.com/docs/pack-format. Shown by pack_test.cc,
// tests/scan/test_history.py, fuzz/scan_pack_fuzz.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "scan/git/object_id.h"

namespace gatehouse::scan {

// Bytes of a file, mapped; a file that is empty or missing is an error.
class MappedFile {
 public:
  [[nodiscard]] static base::Result<MappedFile> Open(const std::string& path);
  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  struct Unmap;
  std::string_view bytes_;
  std::shared_ptr<const char> held_;
};

class Pack {
 public:
  static constexpr size_t kMaxObjectBytes = 1 << 30;  // of one object that is unpacked as a whole
  static constexpr size_t kMaxDepth = 5000;           // of deltas on deltas; git's own limit is 4095
  static constexpr size_t kStreamedBytes = 64 << 20;  // from here on, an object that is not a delta comes in pieces

  // `index` and `pack`: the whole files. They must outlive the value.
  [[nodiscard]] static base::Result<Pack> Read(std::string_view index, std::string_view pack);

  [[nodiscard]] size_t size() const { return offsets_.size(); }
  [[nodiscard]] ObjectId Id(uint32_t object) const;
  [[nodiscard]] bool Holds(const ObjectId& id) const;

  // Objects that are not deltas and are blobs: each is the root of a family that is unpacked together.
  [[nodiscard]] std::span<const uint32_t> BlobRoots() const { return blob_roots_; }
  [[nodiscard]] size_t BlobCount() const { return blob_count_; }

  // Parts of a text that its base does not have as they are: what a delta puts in, and the seams between what it copies
  // (empty ranges).
  struct Range {
    size_t from = 0, to = 0;
  };
  using Ranges = std::vector<Range>;

  // Unpacks a root and every delta that is built on it. `blob` is called with each, and with what of it is not in its
  // base; it answers whether the text is clean, so that what others copy from it need not be looked at again. `fresh`
  // is nullptr where there is no base, or one that was not wanted or is not clean: then all of the text counts. `large`
  // is called with pieces of one that is too large to be unpacked as a whole, `last` with the last of them. Error: the
  // first thing that cannot be unpacked.
  struct Visitor {
    std::function<bool(uint32_t object)> wants;  // false: its bytes are not needed (its children's may be)
    std::function<bool(uint32_t object, std::string_view bytes, const Ranges* fresh)> blob;
    std::function<void(uint32_t object, std::string_view piece, bool last)> large;
  };
  [[nodiscard]] base::Result<> Unpack(uint32_t root, const Visitor& visitor) const;

  // Objects of one type, one by one. What deltas are built on is kept for the next call, up to a bound, so that each
  // version is unpacked once where they are asked for in turn. For one thread.
  class Reader {
   public:
    Reader(const Pack& pack, ObjectType type) : pack_(pack), type_(type) {}
    // Nothing where the pack does not have it, or it is of another type, larger than kMaxKept, or broken.
    [[nodiscard]] std::optional<std::string> Read(const ObjectId& id);

    static constexpr size_t kMaxKept = 64 << 20;  // bytes

   private:
    const Pack& pack_;
    ObjectType type_;
    std::unordered_map<uint32_t, std::string> kept_;
    size_t kept_bytes_ = 0;
    std::vector<uint32_t> way_;
    std::string delta_;
    Ranges fresh_;
  };

 private:
  struct Entry {
    uint64_t offset = 0;  // of the entry
    uint64_t data = 0;    // of what is packed
    uint64_t size = 0;    // unpacked
    uint8_t type = 0;
  };
  [[nodiscard]] base::Result<Entry> EntryAt(uint64_t offset, uint64_t& base_offset, ObjectId& base_id) const;
  // The steps of Read. `order`: all objects in the order of the pack.
  [[nodiscard]] base::Result<> ReadOffsets();
  [[nodiscard]] base::Result<> ReadEntries(std::span<const uint32_t> order);
  void LinkChildren(std::span<const uint32_t> order);
  void FindBlobs(std::span<const uint32_t> order);
  [[nodiscard]] std::string_view Packed(uint32_t object) const;  // from its data to the next entry
  [[nodiscard]] bool HasChildren(uint32_t object) const { return first_child_[object] != first_child_[object + 1]; }
  [[nodiscard]] uint32_t Find(const ObjectId& id) const;  // by name; kNone
  [[nodiscard]] base::Result<> Stream(uint32_t root, const Visitor& visitor) const;
  [[nodiscard]] base::Error Broken(uint32_t object) const;

  static constexpr uint32_t kNone = 0xFFFF'FFFF;

  std::string_view index_, pack_;
  // By the order of names, as in the index.
  std::vector<uint64_t> offsets_;
  std::vector<uint64_t> data_, sizes_, ends_;
  std::vector<uint8_t> types_;
  std::vector<uint32_t> base_;  // of a delta, what it is built on; otherwise kNone
  // The deltas built on object i: children_[first_child_[i]] up to first_child_[i + 1].
  std::vector<uint32_t> first_child_, children_;
  std::vector<uint32_t> blob_roots_;
  size_t blob_count_ = 0;
};

// A delta applied to its base, and what of the outcome is not in the base. False: it is broken.
[[nodiscard]] bool ApplyDelta(std::string_view base, std::string_view delta, std::string& out, Pack::Ranges& fresh);

}  // namespace gatehouse::scan

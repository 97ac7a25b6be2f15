#include "scan/git/pack.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <libdeflate.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <numeric>
#include <optional>
#include <utility>

#include "base/descriptor.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kIdBytes = 20;
constexpr size_t kFanoutBytes = 256 * 4;
constexpr size_t kIndexHead = 8;
constexpr size_t kPackHead = 12;
constexpr std::string_view kIndexMagic("\xFFtOc\0\0\0\2", 8);

enum DeltaType : uint8_t { kOffsetDelta = 6, kNameDelta = 7 };

uint32_t Big32(std::string_view bytes, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])); };
  return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
}
uint64_t Big64(std::string_view bytes, size_t at) {
  return static_cast<uint64_t>(Big32(bytes, at)) << 32 | Big32(bytes, at + 4);
}

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

// Exactly `size` bytes out of the zlib stream at the start of `packed`.
bool Inflate(std::string_view packed, size_t size, std::string& out) {
  thread_local const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(
      libdeflate_alloc_decompressor());
  out.resize(size);
  size_t used = 0;
  size_t made = 0;
  return decompressor != nullptr &&
         libdeflate_zlib_decompress_ex(decompressor.get(), packed.data(), packed.size(), out.data(), size, &used,
                                       &made) == LIBDEFLATE_SUCCESS &&
         made == size;
}

// A number of a delta's head: seven bits a byte, the lowest first.
std::optional<uint64_t> TakeNumber(std::string_view& delta) {
  uint64_t number = 0;
  for (unsigned shift = 0; shift < 63 && !delta.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(delta.front());
    delta.remove_prefix(1);
    number |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return number;
  }
  return {};
}

std::unexpected<base::Error> Damaged(const char* what) { return base::Fail(what, {}, "run 'git fsck' for details"); }

// Objects of an index whose head is there, and where it has the place of the first of them in the pack.
size_t CountIn(std::string_view index) { return Big32(index, kIndexHead + 255 * 4); }
size_t OffsetsAt(size_t count) { return kIndexHead + kFanoutBytes + count * (kIdBytes + 4); }

base::Result<> CheckHeads(std::string_view index, std::string_view pack) {
  if (!index.starts_with(kIndexMagic)) return Damaged("Not an index of a git pack, or one of an unknown version");
  if (!pack.starts_with("PACK") || pack.size() < kPackHead + kIdBytes) return Damaged("Not a git pack");
  if (index.size() < kIndexHead + kFanoutBytes) return Damaged("The index of a git pack is cut off");
  const size_t count = CountIn(index);
  if (index.size() < OffsetsAt(count) + count * 4 + 2 * kIdBytes) return Damaged("The index of a git pack is cut off");
  for (size_t i = 1; i < 256; ++i) {
    if (Big32(index, kIndexHead + i * 4) < Big32(index, kIndexHead + (i - 1) * 4))
      return Damaged("The index of a git pack is damaged");
  }
  if (Big32(pack, 8) != count) return Damaged("The git pack and its index do not belong together");
  return {};
}

}  // namespace

base::Result<MappedFile> MappedFile::Open(const std::string& path) {
  const auto unable = [&] { return base::Fail(base::SystemText(errno), path); };
  const base::Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.open()) return unable();
  struct stat status{};
  if (fstat(fd.get(), &status) != 0) return unable();
  if (!S_ISREG(status.st_mode)) return base::Fail("The file is not a regular file", path);
  if (status.st_size <= 0) return base::Fail("The file is empty", path);
  const auto size = static_cast<size_t>(status.st_size);
  void* const mapped = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (mapped == MAP_FAILED) return unable();
  MappedFile file;
  file.bytes_ = {static_cast<const char*>(mapped), size};
  file.held_ = std::shared_ptr<const char>(static_cast<const char*>(mapped),
                                           [mapped, size](const char*) { munmap(mapped, size); });
  return file;
}

bool ApplyDelta(std::string_view base, std::string_view delta, std::string& out, Pack::Ranges& fresh) {
  const auto base_size = TakeNumber(delta);
  const auto out_size = TakeNumber(delta);
  if (!base_size || !out_size || *base_size != base.size() || *out_size > Pack::kMaxObjectBytes) return false;
  out.resize(*out_size);
  fresh.clear();
  size_t made = 0;
  size_t copied_to = 0;  // in the base: where the outcome so far goes on without a seam
  while (!delta.empty()) {
    const auto word = static_cast<unsigned char>(delta.front());
    delta.remove_prefix(1);
    std::string_view piece;
    if ((word & 0x80) != 0) {  // copy from the base
      uint64_t offset = 0;
      uint64_t size = 0;
      for (unsigned i = 0; i < 7; ++i) {
        if ((word & (1U << i)) == 0) continue;
        if (delta.empty()) return false;
        const auto byte = static_cast<uint64_t>(static_cast<unsigned char>(delta.front()));
        delta.remove_prefix(1);
        (i < 4 ? offset : size) |= byte << (8 * (i < 4 ? i : i - 4));
      }
      if (size == 0) size = 0x10000;
      if (offset > base.size() || size > base.size() - offset) return false;
      piece = base.substr(offset, size);
      if (offset != copied_to) fresh.push_back({made, made});
      copied_to = offset + size;
    } else {  // take from the delta; 0 is reserved
      if (word == 0 || word > delta.size()) return false;
      piece = delta.substr(0, word);
      fresh.push_back({made, made + word});
      delta.remove_prefix(word);
    }
    if (piece.size() > out.size() - made) return false;
    std::copy(piece.begin(), piece.end(), out.begin() + static_cast<std::ptrdiff_t>(made));
    made += piece.size();
  }
  if (copied_to != base.size()) fresh.push_back({made, made});
  return made == out.size();
}

ObjectId Pack::Id(uint32_t object) const {
  ObjectId id{};
  std::memcpy(id.data(), index_.data() + kIndexHead + kFanoutBytes + object * kIdBytes, kIdBytes);
  return id;
}

uint32_t Pack::Find(const ObjectId& id) const {
  const size_t first = id[0] == 0 ? 0 : Big32(index_, kIndexHead + (id[0] - 1U) * 4);
  size_t low = first;
  size_t high = Big32(index_, kIndexHead + id[0] * 4U);
  // By the first eight bytes, in which two names hardly ever agree.
  const auto beginning = [](const void* name) {
    uint64_t bytes = 0;
    std::memcpy(&bytes, name, sizeof bytes);
    return std::endian::native == std::endian::little ? std::byteswap(bytes) : bytes;
  };
  const uint64_t wanted = beginning(id.data());
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    const char* const name = index_.data() + kIndexHead + kFanoutBytes + middle * kIdBytes;
    const uint64_t there = beginning(name);
    int order = there < wanted ? -1 : 1;
    if (there == wanted) order = std::memcmp(name, id.data(), kIdBytes);
    if (order == 0) return static_cast<uint32_t>(middle);
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return kNone;
}

bool Pack::Holds(const ObjectId& id) const { return Find(id) != kNone; }

base::Error Pack::Broken(uint32_t object) const {
  return {"An object of a git pack cannot be unpacked", HexOf(Id(object)), "run 'git fsck' for details"};
}

base::Result<Pack::Entry> Pack::EntryAt(uint64_t offset, uint64_t& base_offset, ObjectId& base_id) const {
  const auto broken = [&] {
    return base::Fail(fmt::format("A git pack is damaged at byte {}", offset), {}, "run 'git fsck' for details");
  };
  uint64_t at = offset;
  const auto take = [&]() -> int { return at < pack_.size() ? static_cast<unsigned char>(pack_[at++]) : -1; };
  int byte = take();
  if (byte < 0) return broken();
  Entry entry{.offset = offset, .size = static_cast<uint64_t>(byte & 0xF), .type = static_cast<uint8_t>(byte >> 4 & 7)};
  for (unsigned shift = 4; (byte & 0x80) != 0; shift += 7) {
    if ((byte = take()) < 0 || shift > 56) return broken();
    entry.size |= static_cast<uint64_t>(byte & 0x7F) << shift;
  }
  if (entry.type == kOffsetDelta) {
    if ((byte = take()) < 0) return broken();
    uint64_t back = static_cast<uint64_t>(byte & 0x7F);
    while ((byte & 0x80) != 0) {
      if ((byte = take()) < 0 || back > offset) return broken();
      back = (back + 1) << 7 | static_cast<uint64_t>(byte & 0x7F);
    }
    if (back == 0 || back > offset) return broken();
    base_offset = offset - back;
  } else if (entry.type == kNameDelta) {
    if (pack_.size() - at < kIdBytes) return broken();
    std::memcpy(base_id.data(), pack_.data() + at, kIdBytes);
    at += kIdBytes;
  } else if (entry.type == 0 || entry.type == 5) {
    return broken();
  }
  entry.data = at;
  return entry;
}

base::Result<Pack> Pack::Read(std::string_view index, std::string_view pack) {
  if (auto good = CheckHeads(index, pack); !good) return std::unexpected(good.error());
  Pack read;
  read.index_ = index;
  read.pack_ = pack;
  if (auto placed = read.ReadOffsets(); !placed) return std::unexpected(placed.error());
  // In the order of the file: where each entry ends, and what it is built on.
  std::vector<uint32_t> order(read.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](uint32_t object) { return read.offsets_[object]; });
  if (auto entries = read.ReadEntries(order); !entries) return std::unexpected(entries.error());
  read.LinkChildren(order);
  read.FindBlobs(order);
  return read;
}

base::Result<> Pack::ReadOffsets() {
  const size_t count = CountIn(index_);
  const size_t offsets_at = OffsetsAt(count);
  const size_t large_at = offsets_at + count * 4;
  offsets_.resize(count);
  for (size_t i = 0; i < count; ++i) {
    uint64_t offset = Big32(index_, offsets_at + i * 4);
    if ((offset & 0x8000'0000) != 0) {
      const size_t at = large_at + (offset & 0x7FFF'FFFF) * 8;
      if (at + 8 > index_.size()) return Damaged("The index of a git pack is cut off");
      offset = Big64(index_, at);
    }
    if (offset < kPackHead || offset >= pack_.size() - kIdBytes)
      return Damaged("The index of a git pack points outside of it");
    offsets_[i] = offset;
  }
  return {};
}

base::Result<> Pack::ReadEntries(std::span<const uint32_t> order) {
  base_.assign(size(), kNone);
  types_.resize(size());
  data_.resize(size());
  sizes_.resize(size());
  ends_.resize(size());
  for (size_t i = 0; i < order.size(); ++i) {
    const uint32_t object = order[i];
    ends_[object] = i + 1 < order.size() ? offsets_[order[i + 1]] : pack_.size() - kIdBytes;
    uint64_t base_offset = 0;
    ObjectId base_id{};
    const auto entry = EntryAt(offsets_[object], base_offset, base_id);
    if (!entry) return std::unexpected(entry.error());
    if (entry->data > ends_[object]) return Damaged("Objects of a git pack overlap");
    data_[object] = entry->data;
    sizes_[object] = entry->size;
    types_[object] = entry->type;
    if (entry->type == kOffsetDelta) {
      const auto found =
          std::ranges::lower_bound(order, base_offset, {}, [&](uint32_t other) { return offsets_[other]; });
      if (found == order.end() || offsets_[*found] != base_offset) return Damaged("A delta of a git pack has no base");
      base_[object] = *found;
    } else if (entry->type == kNameDelta) {
      base_[object] = Find(base_id);
      if (base_[object] == kNone || base_[object] == object) return Damaged("A delta of a git pack has no base in it");
    }
  }
  return {};
}

void Pack::LinkChildren(std::span<const uint32_t> order) {
  first_child_.assign(size() + 1, 0);
  for (const uint32_t parent : base_) {
    if (parent != kNone) ++first_child_[parent + 1];
  }
  std::partial_sum(first_child_.begin(), first_child_.end(), first_child_.begin());
  children_.resize(first_child_.back());
  std::vector<uint32_t> next(first_child_.begin(), first_child_.end() - 1);
  for (const uint32_t object : order) {
    if (base_[object] != kNone) children_[next[base_[object]]++] = object;
  }
}

// Which deltas are blobs follows from their roots.
void Pack::FindBlobs(std::span<const uint32_t> order) {
  std::vector<uint32_t> below;
  for (const uint32_t object : order) {
    if (types_[object] != static_cast<uint8_t>(ObjectType::kBlob)) continue;
    blob_roots_.push_back(object);
    below.push_back(object);
    while (!below.empty()) {
      const uint32_t one = below.back();
      below.pop_back();
      ++blob_count_;
      below.insert(below.end(), children_.begin() + first_child_[one], children_.begin() + first_child_[one + 1]);
    }
  }
}

std::string_view Pack::Packed(uint32_t object) const {
  return pack_.substr(data_[object], ends_[object] - data_[object]);
}

base::Result<> Pack::Unpack(uint32_t root, const Visitor& visitor) const {
  if (sizes_[root] > kStreamedBytes && !HasChildren(root)) return Stream(root, visitor);
  if (sizes_[root] > kMaxObjectBytes) {
    return base::Fail(fmt::format("A file of more than {} bytes is not unpacked", kMaxObjectBytes), HexOf(Id(root)));
  }
  // The way down to the object that is looked at: each with its bytes and the next of its children. Buffers are kept.
  struct Level {
    uint32_t next = 0, end = 0;
    bool clean = false;  // looked at, and nothing was found in it
    std::string bytes;
  };
  thread_local std::vector<Level> levels;
  thread_local std::string delta;
  thread_local Ranges fresh;
  const auto enter = [&](size_t depth, uint32_t object) {
    levels[depth].next = first_child_[object];
    levels[depth].end = first_child_[object + 1];
    const bool counts = depth != 0 && levels[depth - 1].clean;
    levels[depth].clean = visitor.wants(object) && visitor.blob(object, levels[depth].bytes, counts ? &fresh : nullptr);
  };
  if (levels.empty()) levels.resize(1);
  if (!Inflate(Packed(root), sizes_[root], levels[0].bytes)) return std::unexpected(Broken(root));
  enter(0, root);
  size_t depth = 0;
  while (true) {
    if (levels[depth].next == levels[depth].end) {
      if (depth == 0) return {};
      --depth;
      continue;
    }
    const uint32_t object = children_[levels[depth].next++];
    if (depth + 1 >= kMaxDepth)
      return base::Fail("Deltas of a git pack are built on each other too deeply", HexOf(Id(object)));
    if (levels.size() == depth + 1) levels.emplace_back();
    if (sizes_[object] > kMaxObjectBytes || !Inflate(Packed(object), sizes_[object], delta) ||
        !ApplyDelta(levels[depth].bytes, delta, levels[depth + 1].bytes, fresh)) {
      return std::unexpected(Broken(object));
    }
    enter(++depth, object);
  }
}

std::optional<std::string> Pack::Reader::Read(const ObjectId& id) {
  way_.clear();
  uint32_t object = pack_.Find(id);
  if (object == kNone || pack_.sizes_[object] > kMaxKept) return {};
  auto kept = kept_.end();
  for (; (kept = kept_.find(object)) == kept_.end(); object = pack_.base_[object]) {
    way_.push_back(object);
    if (pack_.base_[object] == kNone) break;
    if (way_.size() >= kMaxDepth) return {};  // a circle of names
  }
  std::string_view bytes;  // of the object before, in kept_
  if (kept != kept_.end()) bytes = kept->second;
  for (auto next = way_.rbegin(); next != way_.rend(); ++next) {
    const size_t size = pack_.sizes_[*next];
    if (size > kMaxKept) return {};
    std::string made;
    if (pack_.base_[*next] == kNone) {
      if (pack_.types_[*next] != static_cast<uint8_t>(type_) || !Inflate(pack_.Packed(*next), size, made)) return {};
    } else {
      if (!Inflate(pack_.Packed(*next), size, delta_) || !ApplyDelta(bytes, delta_, made, fresh_)) return {};
    }
    if (made.size() > kMaxKept) return {};
    if (!pack_.HasChildren(*next)) return made;  // the last of the way, which no other needs
    if (kept_bytes_ + made.size() > kMaxKept) {
      kept_.clear();
      kept_bytes_ = 0;
    }
    kept_bytes_ += made.size();
    bytes = kept_.emplace(*next, std::move(made)).first->second;
  }
  return std::string(bytes);
}

base::Result<> Pack::Stream(uint32_t root, const Visitor& visitor) const {
  if (!visitor.wants(root)) return {};
  std::string_view packed = Packed(root);
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::unexpected(Broken(root));
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owned(&stream, inflateEnd);
  std::string piece(8 << 20, '\0');
  uint64_t made = 0;
  int code = Z_OK;
  while (code != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      const size_t step = std::min<size_t>(packed.size(), 1 << 30);
      if (step == 0) return std::unexpected(Broken(root));
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
      stream.avail_in = static_cast<uInt>(step);
      packed.remove_prefix(step);
    }
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    code = inflate(&stream, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END) return std::unexpected(Broken(root));
    const size_t got = piece.size() - stream.avail_out;
    made += got;
    if (made > sizes_[root]) return std::unexpected(Broken(root));
    visitor.large(root, {piece.data(), got}, code == Z_STREAM_END);
  }
  if (made != sizes_[root]) return std::unexpected(Broken(root));
  return {};
}

}  // namespace gatehouse::scan

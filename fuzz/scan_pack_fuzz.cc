// A pack of git's and its index, from anybody: an index that is made up to fit the pack is put in front, so that the
// fuzzer's bytes reach the entries and the deltas. What is unpacked is as large as its entry says.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "scan/git/pack.h"

namespace {

using namespace gatehouse;

std::string Big32(uint32_t number) {
  return {static_cast<char>(number >> 24), static_cast<char>(number >> 16), static_cast<char>(number >> 8),
          static_cast<char>(number)};
}

void Unpack(std::string_view index, std::string_view bytes) {
  const auto pack = scan::Pack::Read(index, bytes);
  if (!pack) return;
  static const scan::Pack::Ranges kNoRanges;
  const scan::Pack::Visitor visitor{.wants = [](uint32_t) { return true; },
                                    .blob =
                                        [](uint32_t, std::string_view text, const scan::Pack::Ranges* fresh) {
                                          for (const scan::Pack::Range& range : fresh ? *fresh : kNoRanges) {
                                            if (range.from > range.to || range.to > text.size()) std::abort();
                                          }
                                          return text.size() % 2 == 0;
                                        },
                                    .large = [](uint32_t, std::string_view, bool) {}};
  for (const uint32_t root : pack->BlobRoots()) (void)pack->Unpack(root, visitor);
  scan::Pack::Reader reader(*pack, scan::ObjectType::kTree);
  for (uint32_t object = 0; object < pack->size(); ++object) {
    (void)reader.Read(pack->Id(object));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxInput = 4096;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size > kMaxInput || size < 2) return 0;
  Unpack(text, text.substr(size / 2));
  // Up to four entries, where the first byte says how long each is.
  const size_t count = 1 + (data[0] & 3U);
  const size_t step = 1 + (size - 1) / count;
  const std::string pack = std::string("PACK\0\0\0\2", 8) + Big32(static_cast<uint32_t>(count)) +
                           std::string(text.substr(1)) + std::string(20, '\0');
  std::string index("\xFFtOc\0\0\0\2", 8);
  for (int i = 0; i < 256; ++i) index += Big32(static_cast<uint32_t>(count));
  for (size_t i = 0; i < count; ++i) index += std::string(19, '\0') + static_cast<char>(i);
  index += std::string(4 * count, '\0');
  for (size_t i = 0; i < count; ++i) index += Big32(static_cast<uint32_t>(12 + i * step));
  index += std::string(40, '\0');
  Unpack(index, pack);
  return 0;
}

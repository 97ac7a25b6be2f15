#include "scan/git/loose.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/ascii.h"
#include "base/bytes.h"
#include "scan/git/pack.h"

namespace gatehouse::scan {
namespace {

namespace fs = std::filesystem;

ObjectId IdOfName(std::string_view hex) {
  ObjectId id{};
  for (size_t i = 0; i < id.size(); ++i) {
    id[i] = static_cast<unsigned char>(base::HexDigit(hex[2 * i]) << 4 | base::HexDigit(hex[2 * i + 1]));
  }
  return id;
}

}  // namespace

std::vector<LooseObject> ListLoose(const std::string& folder) {
  constexpr size_t kFolderDigits = 2;
  constexpr size_t kFileDigits = 38;
  std::vector<LooseObject> objects;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    const std::string first = entry->path().filename().string();
    if (first.size() != kFolderDigits || !base::AllHex(first)) continue;
    std::error_code inner;
    for (fs::directory_iterator file(entry->path(), inner); !inner && file != end; file.increment(inner)) {
      const std::string rest = file->path().filename().string();
      if (rest.size() == kFileDigits && base::AllHex(rest))
        objects.push_back({IdOfName(first + rest), file->path().string()});
    }
  }
  std::ranges::sort(objects, {}, &LooseObject::id);
  return objects;
}

base::Result<> ReadLooseBlob(const LooseObject& object,
                             const std::function<void(std::string_view piece, bool first, bool last)>& piece) {
  const auto broken = [&] { return base::Fail("An object of git's is broken", object.path, "'git fsck' tells more"); };
  const auto file = MappedFile::Open(object.path);
  if (!file) return broken();
  std::string_view packed = file->bytes();
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return broken();
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owned(&stream, inflateEnd);
  constexpr size_t kPiece = 8 << 20;
  thread_local std::string buffer;
  buffer.resize(kPiece);
  uint64_t left = 0;
  bool first = true;
  int code = Z_OK;
  while (code != Z_STREAM_END) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    while (stream.avail_out != 0 && code != Z_STREAM_END) {
      if (stream.avail_in == 0) {
        const size_t step = std::min<size_t>(packed.size(), 1 << 30);
        if (step == 0) return broken();
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream.avail_in = static_cast<uInt>(step);
        packed.remove_prefix(step);
      }
      code = inflate(&stream, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END) return broken();
    }
    std::string_view text(buffer.data(), buffer.size() - stream.avail_out);
    if (first) {  // "blob 123", NUL
      const size_t nul = text.find('\0');
      if (nul == std::string_view::npos) return broken();
      if (!text.starts_with("blob ")) return {};
      if (std::from_chars(text.data() + 5, text.data() + nul, left).ptr != text.data() + nul) return broken();
      text.remove_prefix(nul + 1);
    }
    if (text.size() > left) return broken();
    left -= text.size();
    piece(text, first, code == Z_STREAM_END);
    first = false;
  }
  if (left != 0) return broken();
  return {};
}

}  // namespace gatehouse::scan

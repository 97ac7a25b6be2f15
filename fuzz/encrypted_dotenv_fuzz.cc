// Encrypted `.env` files: as text from anybody, which is never opened without its MAC; and made of any file in clear,
// which comes back byte for byte, and not at all when one byte was changed on the way.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "dotenv/encrypted_file.h"
#include "dotenv/testing_files.h"
#include "dotenv/wrapped_for.h"

namespace {

using namespace gatehouse;

void Require(bool holds) {
  if (!holds) std::abort();
}

const dotenv::TableKeyring kRing({dotenv::kAnna});

base::Result<dotenv::EncryptedFile> Open(std::string_view text) {
  const auto sealed = dotenv::SealedFile::Parse(text, "f");
  if (!sealed) return std::unexpected(sealed.error());
  Require(!sealed->keys.empty() && sealed->signed_part.size() < text.size());
  return dotenv::EncryptedFile::Open(*sealed, kRing);
}

void FromAnybody(std::string_view text) {
  // Without the data key nobody can write it.
  const auto sealed = dotenv::SealedFile::Parse(text, "f");
  if (!sealed) return;
  for (const dotenv::KeyLine& line : sealed->keys) Require(dotenv::WrappedFor(line.wrapped).size() % 16 == 0);
  const dotenv::DataKey key = dotenv::DataKey::Make(sealed->file_id);
  Require(!dotenv::Faults(*sealed, key).empty());
  Require(!dotenv::EncryptedFile::OpenWith(*sealed, key.Copy()));
}

void RoundTrip(std::string_view text, size_t place, char byte) {
  auto document = dotenv::Document::Parse(text, "f");
  if (!document) return;
  const auto file = dotenv::EncryptedFile::Make(std::move(*document), std::vector{dotenv::kAnna}, kRing);
  Require(file.has_value());
  auto sealed = file->Text(base::Wall{});
  Require(sealed.has_value());
  const auto opened = Open(*sealed);
  Require(opened && opened->document.Text().Reveal() == text);
  char& changed = (*sealed)[place % sealed->size()];
  if (changed == byte) return;
  changed = byte;
  Require(!Open(*sealed));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kHead = 3;  // where and what is changed
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  FromAnybody(text);
  if (size < kHead) return 0;
  RoundTrip(text.substr(kHead), static_cast<size_t>(data[0] << 8 | data[1]), text[2]);
  return 0;
}

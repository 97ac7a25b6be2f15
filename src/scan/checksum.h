// Checksums and commit ids beside the name of a service: lock files, lists of sums, pinned images and actions. They
// have the looks of keys, and are told apart by what is written around them. Shown by checksum_test.cc.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse::scan {

// Whether text[from, to) is called a checksum, or stands where one does. `name_end`: the end of the service's name in
// front of it.
[[nodiscard]] bool IsChecksum(std::string_view text, size_t name_end, size_t from, size_t to);

// Whether `value` is the sum of a secret: "checksum/secret: …". `name`: where the secret's name begins, in `text`.
[[nodiscard]] bool NamesSumOfSecret(std::string_view text, size_t name, std::string_view value);

}  // namespace gatehouse::scan

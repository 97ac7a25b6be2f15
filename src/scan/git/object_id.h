// The name of an object of git: SHA-1, as bytes; and its type.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace gatehouse::scan {

using ObjectId = std::array<unsigned char, 20>;

enum class ObjectType : uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };  // git's numbers

struct ObjectIdHash {
  // The bytes are random already.
  size_t operator()(const ObjectId& id) const {
    size_t hash = 0;
    std::memcpy(&hash, id.data(), sizeof hash);
    return hash;
  }
};

inline std::string HexOf(const ObjectId& id) {
  return base::HexEncode({reinterpret_cast<const char*>(id.data()), id.size()});
}

}  // namespace gatehouse::scan

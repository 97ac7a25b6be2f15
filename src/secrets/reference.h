// A reference to a secret (rows C1–C7), in the syntax of vals: ref+vault://secret/app#/database_url. A reference is
// not secret: it may appear in files, logs and errors. doc/secrets.md has every kind. Shown by reference_test.cc,
// fuzz/reference_fuzz.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"

namespace gatehouse::secrets {

inline constexpr size_t kMaxReferenceBytes = 2048;

struct Reference {
  std::string provider;  // "vault" "awssecrets" "azurekeyvault" "gcpsecrets" "k8s" "file" "env" "dotenv"
  std::string path;      // between "://" and '?' or '#', percent-decoded
  std::vector<std::pair<std::string, std::string>> parameters;  // from the query, in order, without repeated names
  std::string pointer;    // JSON pointer (RFC 6901) into the value: "/database_url"; empty: the whole value
  bool optional = false;  // ?optional=true: a missing secret becomes the empty value
  std::optional<std::string> fallback;  // ?default=: the value if there is none

  std::string text;                                                       // as written
  [[nodiscard]] std::string_view Parameter(std::string_view name) const;  // empty: not given
};

[[nodiscard]] bool IsReference(std::string_view text);  // begins with "ref+"
// Checks every part: an unknown provider or parameter, a pointer without '/', a NUL or excessive length is an Error,
// which suggests the nearest known word.
[[nodiscard]] base::Result<Reference> ParseReference(std::string_view text);

}  // namespace gatehouse::secrets

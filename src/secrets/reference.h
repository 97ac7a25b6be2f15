// A secret by reference (rows C1–C7), in the convention of vals: ref+vault://secret/app#/database_url. A reference is
// no secret: it may stand in files, logs and errors. doc/secrets.md has every kind. Shown by reference_test.cc,
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
  std::vector<std::pair<std::string, std::string>> parameters;  // of the query, in order, no name twice
  std::string pointer;    // JSON pointer (RFC 6901) into the value: "/database_url"; empty: the value as it is
  bool optional = false;  // ?optional=true: a secret that is not there is the empty value
  std::optional<std::string> fallback;  // ?default=: the value where there is none

  std::string text;                                                       // as written
  [[nodiscard]] std::string_view Parameter(std::string_view name) const;  // empty: none
};

[[nodiscard]] bool IsReference(std::string_view text);  // begins with "ref+"
// Every part is judged: an unknown provider or parameter, a pointer without '/', a NUL, too long: an Error that names
// the nearest known word.
[[nodiscard]] base::Result<Reference> ParseReference(std::string_view text);

}  // namespace gatehouse::secrets

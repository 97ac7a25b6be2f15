#include "passwords/spelling.h"

#include <string.h>  // explicit_bzero
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <string>

namespace gatehouse::passwords {
namespace {

base::SecretString Normal(std::string_view password, utf8proc_option_t form) {
  const bool ascii = std::ranges::all_of(password, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return base::SecretString(std::string(password));
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(password.data()),
                                             static_cast<utf8proc_ssize_t>(password.size()), &out,
                                             static_cast<utf8proc_option_t>(UTF8PROC_STABLE | form));
  if (size < 0) return base::SecretString(std::string(password));
  base::SecretString normal{std::string(reinterpret_cast<const char*>(out), static_cast<size_t>(size))};
  explicit_bzero(out, static_cast<size_t>(size));
  free(out);
  return normal;
}

}  // namespace

base::SecretString Composed(std::string_view password) { return Normal(password, UTF8PROC_COMPOSE); }

std::vector<base::SecretString> Spellings(std::string_view password) {
  std::vector<base::SecretString> spellings;
  const auto add = [&](base::SecretString spelling) {
    const bool known = std::ranges::any_of(
        spellings, [&](const base::SecretString& one) { return one.Reveal() == spelling.Reveal(); });
    if (!known) spellings.push_back(std::move(spelling));
  };
  add(Composed(password));
  add(base::SecretString(std::string(password)));
  add(Normal(password, UTF8PROC_DECOMPOSE));
  return spellings;
}

}  // namespace gatehouse::passwords

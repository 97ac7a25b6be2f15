#include "fetch/authorities.h"

#include <cstdlib>

namespace gatehouse::fetch {
namespace {

const char* VariableOrNone(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr || *value == '\0' ? nullptr : value;
}

const char* TextOrNone(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

}  // namespace

void SetAuthorities(CURL* curl, const std::string& ca_file, const std::string& ca_folder) {
  const bool own = !ca_file.empty() || !ca_folder.empty();
  const char* const file = own ? TextOrNone(ca_file) : VariableOrNone("SSL_CERT_FILE");
  const char* const folder = own ? TextOrNone(ca_folder) : VariableOrNone("SSL_CERT_DIR");
  if (file == nullptr && folder == nullptr) return;
  FindLibCurl()->easy_setopt(curl, CURLOPT_CAINFO, file);
  FindLibCurl()->easy_setopt(curl, CURLOPT_CAPATH, folder);
}

}  // namespace gatehouse::fetch

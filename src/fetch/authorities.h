// Where the CA certificates of a connection come from. Shown by fetch_test.cc and channel_test.cc.
#pragma once

#include <string>

#include "fetch/libcurl.h"

namespace gatehouse::fetch {

// A file and a folder, either may be empty. If both are: those that SSL_CERT_FILE and SSL_CERT_DIR name; else libcurl's
// default. libcurl has been found before.
void SetAuthorities(CURL* curl, const std::string& ca_file, const std::string& ca_folder);

}  // namespace gatehouse::fetch

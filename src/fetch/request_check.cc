#include "fetch/request_check.h"

#include <algorithm>

#include "base/http_token.h"

namespace gatehouse::fetch {
namespace {

constexpr size_t kMaxMethodBytes = 16;

bool IsPlain(char c) { return c > ' ' && c < '\x7f'; }

bool HasLineBreak(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) != text.npos; }

std::string_view AuthorityOf(std::string_view url) {
  const size_t start = url.find("://");
  if (start == std::string_view::npos) return {};
  const std::string_view rest = url.substr(start + 3);
  return rest.substr(0, rest.find_first_of("/?#"));
}

}  // namespace

std::string ShownUrl(const Request& request) {
  const std::string_view url = request.url;
  std::string shown(url.substr(0, std::min(url.find_first_of("?#"), kMaxUrlBytes)));
  if (const size_t at = AuthorityOf(shown).find('@'); at != std::string::npos)
    shown.erase(shown.find("://") + 3, at + 1);
  return request.unix_socket.empty() ? shown : request.unix_socket + " " + shown;
}

base::Result<> CheckRequest(const Request& request) {
  const std::string where = ShownUrl(request);
  const std::string_view url = request.url;
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    return base::Fail("The URL is neither http nor https", where, "write http(s)://host[:port]/path");
  }
  if (url.size() > kMaxUrlBytes || !std::ranges::all_of(url, IsPlain)) {
    return base::Fail("The URL is too long, or contains characters that must be percent-encoded", where);
  }
  const std::string_view authority = AuthorityOf(url);
  if (authority.empty() || authority.contains('@')) {
    return base::Fail("The URL has no host, or a user in front of it", where, "credentials go elsewhere");
  }
  if (request.method.size() > kMaxMethodBytes || !base::IsToken(request.method)) {
    return base::Fail("The method is not an HTTP method", where);
  }
  for (const Header& header : request.headers) {
    if (!base::IsToken(header.name)) return base::Fail("A header's name is invalid", where);
    if (HasLineBreak(header.value.Reveal())) {
      return base::Fail("The header " + header.name + " would hold a line break", where, "check the credential");
    }
  }
  for (const std::string* file :
       {&request.unix_socket, &request.ca_file, &request.client_certificate, &request.client_key}) {
    if (file->contains('\0')) return base::Fail("A file name contains a NUL", where);
  }
  return {};
}

}  // namespace gatehouse::fetch

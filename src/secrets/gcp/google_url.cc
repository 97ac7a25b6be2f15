#include "secrets/gcp/google_url.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

// "https://host:port"
std::string_view OriginOf(std::string_view url) {
  const size_t start = url.find("://");
  return start == std::string_view::npos ? url : url.substr(0, url.find_first_of("/?#", start + 3));
}

}  // namespace

bool IsGoogleUrl(std::string_view url) {
  const std::string named = Environment("GATEHOUSE_GCP_TOKEN_URI");
  const std::string_view origin = OriginOf(url);
  if (!named.empty() && origin == OriginOf(named)) return true;
  constexpr std::string_view kScheme = "https://";
  if (!origin.starts_with(kScheme)) return false;
  const std::string_view host = origin.substr(kScheme.size());
  const bool plain =
      std::ranges::all_of(host, [](char c) { return base::IsLower(c) || base::IsDigit(c) || c == '-' || c == '.'; });
  return plain && host.ends_with(".googleapis.com");
}

}  // namespace gatehouse::secrets

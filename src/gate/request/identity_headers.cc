#include "gate/request/identity_headers.h"

#include <fmt/format.h>

#include <iterator>
#include <span>
#include <utility>

#include "gate/request/principal.h"

namespace gatehouse::gate {
namespace {

void AppendEncoded(std::string& out, std::string_view text, bool in_list) {
  for (const char c : text) {
    const bool visible = c > ' ' && c <= '~' && c != '%';
    if (visible && !(in_list && c == ',')) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
}

std::string Encoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  AppendEncoded(out, text, false);
  return out;
}

std::string EncodedList(std::span<const std::string> items) {
  std::string out;
  for (const std::string& item : items) {
    if (!out.empty()) out += ',';
    AppendEncoded(out, item, true);
  }
  return out;
}

}  // namespace

IdentityHeaders RenderIdentity(const Principal& principal) {
  std::array<std::string, kIdentityHeaderNames.size()> values = {
      Encoded(principal.subject),
      Encoded(principal.issuer),
      principal.droplet_id == 0 ? std::string{} : fmt::to_string(principal.droplet_id),
      EncodedList(principal.roles),
      EncodedList(principal.scopes),
      Encoded(principal.token_id)};
  IdentityHeaders headers;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!values[i].empty()) headers.push_back({i, std::move(values[i])});
  }
  return headers;
}

std::string LinesOf(const IdentityHeaders& headers) {
  std::string lines;
  for (const IdentityHeader& header : headers)
    fmt::format_to(std::back_inserter(lines), "\r\n{}: {}", header.name(), header.value);
  return lines;
}

}  // namespace gatehouse::gate

#include "jose/jws_writer.h"

#include "base/bytes.h"
#include "base/json_text.h"

namespace gatehouse::jose {

void ClaimsText::AddName(std::string_view name) {
  if (text_.size() > 1) text_ += ',';
  json::AppendQuoted(text_, name);
  text_ += ':';
}

void ClaimsText::Add(std::string_view name, std::string_view value) {
  AddName(name);
  json::AppendQuoted(text_, value);
}

void ClaimsText::Add(std::string_view name, int64_t value) {
  AddName(name);
  text_ += std::to_string(value);
}

void ClaimsText::Add(std::string_view name, std::span<const std::string> values) {
  AddName(name);
  text_ += '[';
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text_ += ',';
    json::AppendQuoted(text_, values[i]);
  }
  text_ += ']';
}

std::string JoinedScopes(std::span<const std::string> scopes) {
  std::string joined;
  for (const std::string& scope : scopes) {
    if (!joined.empty()) joined += ' ';
    joined += scope;
  }
  return joined;
}

base::Result<std::string> SignCompact(const crypto::PrivateKey& key, crypto::Algorithm algorithm, std::string_view kid,
                                      std::string_view type, std::string_view claims) {
  ClaimsText header;
  header.Add("alg", crypto::Name(algorithm));
  header.Add("typ", type);
  if (!kid.empty()) header.Add("kid", kid);
  return SignWithHeader(key, algorithm, header.Finish(), claims);
}

base::Result<std::string> SignWithHeader(const crypto::PrivateKey& key, crypto::Algorithm algorithm,
                                         std::string_view header, std::string_view claims) {
  std::string token = base::Base64UrlEncode(header) + '.' + base::Base64UrlEncode(claims);
  const auto signature = key.Sign(algorithm, token);
  if (!signature) return std::unexpected(signature.error());
  token += '.';
  token += base::Base64UrlEncode(*signature);
  return token;
}

}  // namespace gatehouse::jose

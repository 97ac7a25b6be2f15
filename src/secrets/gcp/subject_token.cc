#include "secrets/gcp/subject_token.h"

#include "base/bytes.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr const char* kProvider = "The identity provider of the Google credentials";

// The whole text, or the field of it that the source's format names.
std::expected<base::SecretString, ProviderError> Formatted(const json::Value& source, base::SecretString text,
                                                           const std::string& where) {
  if (FindString(source, {"format", "type"}) == "json") {
    fetch::Answer answer;
    answer.body = std::move(text);
    AnswerJson body;
    const std::string_view field = FindString(source, {"format", "subject_token_field_name"});
    const std::string_view token = body.Read(answer) ? FindString(body.root(), {field}) : std::string_view();
    if (token.empty()) {
      return Refuse(Fault::kMalformed, "Google credentials: there is no token in the field that the format names",
                    where, "check subject_token_field_name of the credential_source");
    }
    return base::SecretString(std::string(token));
  }
  const std::string_view token = base::Trim(text.Reveal(), " \t\r\n");
  if (token.empty()) {
    return Refuse(Fault::kMalformed, "Google credentials: the token of the identity provider is empty", where,
                  "check what writes it");
  }
  return base::SecretString(std::string(token));
}

std::expected<base::SecretString, ProviderError> FromUrl(const json::Value& source, const std::string& url,
                                                         const std::string& origin, base::Wall now) {
  const std::string plain = url.substr(0, url.find_first_of("?#"));
  if (const auto checked = CheckEndpoint(plain, origin); !checked) return std::unexpected(checked.error());
  fetch::Request request{.url = url};
  if (const auto headers = Find(source, {"headers"})) {
    headers->ForEach([&](std::string_view name, json::Value value) {
      request.headers.push_back(
          {std::string(name), base::SecretString(std::string(value.String().value_or(std::string_view())))});
      return true;
    });
  }
  auto answer = Ask(std::move(request), kProvider);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status != 200) return std::unexpected(StatusError(*answer, kProvider, plain, now));
  return Formatted(source, std::move(answer->body), plain);
}

}  // namespace

std::expected<base::SecretString, ProviderError> SubjectToken(const json::Value& source, const std::string& audience,
                                                              const std::string& origin, base::Wall now) {
  if (FindString(source, {"environment_id"}).starts_with("aws")) return SignedForGoogle(source, audience, origin, now);
  if (const std::string file(FindString(source, {"file"})); !file.empty()) {
    auto read = ReadSecretFile(file);
    if (!read) return std::unexpected(std::move(read.error()));
    return Formatted(source, std::move(read->value), file);
  }
  if (const std::string url(FindString(source, {"url"})); !url.empty()) return FromUrl(source, url, origin, now);
  return Refuse(Fault::kMisused,
                "Google credentials: the credential_source is not a file, a url or AWS; programs and certificates "
                "are not supported",
                origin, "let the program write its token into a file, and name that: --credential-source-file");
}

}  // namespace gatehouse::secrets

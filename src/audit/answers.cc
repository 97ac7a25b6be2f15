#include "audit/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/json.h"

namespace gatehouse::audit {
namespace {

constexpr json::Limits kAnswerLimits{.max_bytes = size_t{4} << 20, .max_depth = 4, .max_members = 20'000};
constexpr std::array<std::string_view, 3> kAnswerWords = {"yes", "no", "not applicable"};
constexpr size_t kKeyIdLength = 16;

std::string TextOf(json::Value object, std::string_view name) {
  const auto member = object.Member(name);
  return member ? std::string(member->String().value_or(std::string_view())) : std::string();
}

base::Result<> Verify(const Answer& answer, const std::string& origin, std::span<const crypto::PublicKey> trusted) {
  const auto key = crypto::PublicKey::FromPem(answer.key);
  const auto signature = base::Base64UrlDecode(answer.signature);
  const bool fits = key && signature && key->Verify(crypto::Algorithm::kEdDsa, answer.SignedText(), *signature);
  if (!fits) {
    return base::Fail(fmt::format("The signature of the answer to {} does not fit it", answer.line), origin,
                      "take the answer out, and run 'gatehouse audit --ask'");
  }
  const bool is_trusted = trusted.empty() || std::ranges::any_of(trusted, [&](const crypto::PublicKey& each) {
                            return each.Thumbprint() == key->Thumbprint();
                          });
  if (!is_trusted) {
    return base::Fail(fmt::format("The answer to {} is signed with a key that --trust-key does not name ({})",
                                  answer.line, answer.KeyId()),
                      origin);
  }
  if (std::ranges::find(kAnswerWords, answer.answer) == kAnswerWords.end()) {
    return base::Fail(fmt::format("The answer to {} must be yes, no or not applicable", answer.line), origin);
  }
  return {};
}

}  // namespace

std::string Answer::SignedText() const {
  std::string text = "gatehouse audit answer v1\n";
  for (const std::string* field : {&line, &question, &answer, &note, &by, &date})
    text += fmt::format("{}:{}\n", field->size(), *field);
  return text;
}

std::string Answer::KeyId() const {
  const auto read = crypto::PublicKey::FromPem(key);
  return read ? read->Thumbprint().substr(0, kKeyIdLength) : std::string();
}

base::Result<> Sign(Answer& answer, const crypto::PrivateKey& key) {
  if (!key.Public().Fits(crypto::Algorithm::kEdDsa)) return base::Fail("Answers are signed with an Ed25519 key");
  answer.key = key.Public().Pem();
  const auto signature = key.Sign(crypto::Algorithm::kEdDsa, answer.SignedText());
  if (!signature) return std::unexpected(signature.error());
  answer.signature = base::Base64UrlEncode(*signature);
  return {};
}

base::Result<std::vector<Answer>> ReadAnswers(std::string_view json, const std::string& origin,
                                              std::span<const crypto::PublicKey> trusted) {
  json::Parser parser;
  const auto root = parser.Parse(json, kAnswerLimits);
  const auto list = root && root->IsObject() ? root->Member("answers") : std::nullopt;
  if (!list || !list->IsArray()) return base::Fail("Not a file of answers", origin);
  if (list->Count() > kMaxAnswers) return base::Fail("Holds too many answers", origin);
  std::vector<Answer> answers;
  base::Result<> verified;
  list->ForEach([&](std::string_view, json::Value value) {
    Answer answer{.line = TextOf(value, "line"),
                  .question = TextOf(value, "question"),
                  .answer = TextOf(value, "answer"),
                  .note = TextOf(value, "note"),
                  .by = TextOf(value, "by"),
                  .date = TextOf(value, "date"),
                  .key = TextOf(value, "key"),
                  .signature = TextOf(value, "signature")};
    verified = Verify(answer, origin, trusted);
    answers.push_back(std::move(answer));
    return verified.has_value();
  });
  if (!verified) return std::unexpected(verified.error());
  return answers;
}

}  // namespace gatehouse::audit

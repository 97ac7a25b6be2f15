#include "secrets/aws/credential_process.h"

#include "base/bytes.h"
#include "base/rfc3339.h"
#include "secrets/answer.h"
#include "secrets/program.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kWhat = "AWS: credential_process";

std::unexpected<ProviderError> Wrong(Fault fault, std::string_view what, std::string fix) {
  return Refuse(fault, std::string(kWhat) + " " + std::string(what), "~/.aws/config", std::move(fix));
}

MaybeAws Read(const base::SecretString& output, base::Wall now) {
  fetch::Answer answer;
  answer.body = output.Copy();
  AnswerJson json;
  if (!json.Read(answer))
    return Wrong(Fault::kMalformed, "printed no JSON object", "run it by hand to see what it says");
  if (FindNumber(json.root(), {"Version"}) != 1) {
    return Wrong(Fault::kMalformed, "printed no credentials of version 1", "check that it is made for AWS' programs");
  }
  const std::string_view id = FindString(json.root(), {"AccessKeyId"});
  const std::string_view key = FindString(json.root(), {"SecretAccessKey"});
  if (id.empty() || key.empty())
    return Wrong(Fault::kMalformed, "printed no keys", "run it by hand to see what it says");
  const std::string_view end = FindString(json.root(), {"Expiration"});
  const auto expires = base::ParseRfc3339(end);
  if (!end.empty() && !expires) return Wrong(Fault::kMalformed, "printed an Expiration that is not a time", {});
  if (expires && *expires <= now) {
    return Wrong(Fault::kDenied, "printed credentials that have ended", "log in again with the program that it calls");
  }
  return FoundAws{{std::string(id), base::SecretString(std::string(key)),
                   base::SecretString(std::string(FindString(json.root(), {"SessionToken"})))},
                  expires};
}

}  // namespace

std::vector<std::string> SplitWords(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool begun = false;
  char quote = '\0';
  for (size_t at = 0; at < command.size(); ++at) {
    const char c = command[at];
    if (quote == '\0' && (c == ' ' || c == '\t')) {
      if (begun) words.push_back(std::move(word));
      word.clear();
      begun = false;
      continue;
    }
    begun = true;
    const char next = at + 1 < command.size() ? command[at + 1] : '\0';
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote && quote != '\0') {
      quote = '\0';
    } else if (c == '\\' && next != '\0' && (quote == '\0' || (quote == '"' && (next == '"' || next == '\\')))) {
      word += next;
      ++at;
    } else {
      word += c;
    }
  }
  if (quote != '\0') return {};
  if (begun) words.push_back(std::move(word));
  return words;
}

MaybeAws RunCredentialProcess(const std::string& command, base::Wall now) {
  const std::vector<std::string> words = SplitWords(command);
  if (words.empty()) return Wrong(Fault::kMisused, "cannot be understood", "check its quotes");
  const auto output = RunForCredentials({.argv = words});
  if (output) return Read(*output, now);
  switch (output.error()) {
    case ProgramFault::kNotStarted:
      return Wrong(Fault::kMisused, Sentence(output.error()), "check that the program is installed, and in PATH");
    case ProgramFault::kTooSlow:
      return Wrong(Fault::kUnreachable, Sentence(output.error()), "it has a minute: run it by hand first");
    case ProgramFault::kTooMuch:
      return Wrong(Fault::kMalformed, Sentence(output.error()), "the limit is 256 KiB");
    case ProgramFault::kFailed:
      break;
  }
  return Wrong(Fault::kDenied, Sentence(output.error()), "run it by hand to see why; you may have to log in again");
}

}  // namespace gatehouse::secrets

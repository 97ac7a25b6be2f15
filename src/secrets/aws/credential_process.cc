#include "secrets/aws/credential_process.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>  // explicit_bzero
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/bytes.h"
#include "base/rfc3339.h"
#include "secrets/answer.h"
#include "system/child.h"
#include "system/pipe.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kWhat = "AWS: credential_process";

std::unexpected<ProviderError> Wrong(Fault fault, std::string_view what, std::string mend) {
  return Refuse(fault, std::string(kWhat) + " " + std::string(what), "~/.aws/config", std::move(mend));
}

struct Ended {
  base::SecretString output;
  int status = -1;
  bool in_time = true;
  bool too_much = false;
};

// Reads what comes until the program closes its output, or the time is over.
Ended ReadToEnd(int fd, pid_t child) {
  Ended ended;
  std::string text;
  text.reserve(kMaxProcessOutput);  // grows never: nothing is left behind
  const auto end = std::chrono::steady_clock::now() + kProcessPatience;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd waiting{fd, POLLIN, 0};
    const int ready = left.count() <= 0 ? 0 : poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      ended.in_time = false;
      break;
    }
    std::array<char, 4096> bytes{};
    const ssize_t got = read(fd, bytes.data(), bytes.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    ended.too_much = text.size() + static_cast<size_t>(got) > kMaxProcessOutput;
    if (ended.too_much) break;
    text.append(bytes.data(), static_cast<size_t>(got));
    explicit_bzero(bytes.data(), bytes.size());
  }
  if (!ended.in_time || ended.too_much) kill(child, SIGKILL);
  while (waitpid(child, &ended.status, 0) < 0 && errno == EINTR) {
  }
  ended.output = base::SecretString(std::move(text));
  return ended;
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
  const std::vector<char*> argv = system::ArgumentPointers(words);
  auto pipe = system::OpenPipe();
  if (!pipe) return Wrong(Fault::kUnavailable, "cannot be started", "try again");
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe->in.get(), STDOUT_FILENO);
  pid_t child = 0;
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);  // `run` blocks those that it passes on
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int fault = posix_spawnp(&child, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  pipe->in.Close();
  if (fault != 0)
    return Wrong(Fault::kMisused, "cannot be started", "check that the program is installed, and in PATH");
  const Ended ended = ReadToEnd(pipe->out.get(), child);
  pipe->out.Close();
  if (!ended.in_time) return Wrong(Fault::kUnreachable, "did not end in a minute", "run it by hand first");
  if (ended.too_much) return Wrong(Fault::kMalformed, "printed too much", "the limit is 64 KiB");
  if (!WIFEXITED(ended.status) || WEXITSTATUS(ended.status) != 0) {
    return Wrong(Fault::kDenied, "failed", "run it by hand to see why; you may have to log in again");
  }
  return Read(ended.output, now);
}

}  // namespace gatehouse::secrets

#include "gate/respond/stricter_header.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/number.h"

namespace gatehouse::gate {
namespace {

using base::EqualIgnoringCase;

// Headers whose value is one word, with the words in order from the strictest.
struct Words {
  std::string_view name;
  std::array<std::string_view, 8> words;
};
constexpr Words kWords[] = {
    {"X-Frame-Options", {"DENY", "SAMEORIGIN"}},
    {"X-Content-Type-Options", {"nosniff"}},
    {"Cross-Origin-Opener-Policy", {"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"}},
    {"Cross-Origin-Embedder-Policy", {"require-corp", "credentialless", "unsafe-none"}},
    {"Cross-Origin-Resource-Policy", {"same-origin", "same-site", "cross-origin"}},
    {"Referrer-Policy",
     {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin", "origin",
      "origin-when-cross-origin", "no-referrer-when-downgrade", "unsafe-url"}},
};

constexpr std::array<std::string_view, 2> kObeyedTogether = {"Content-Security-Policy",
                                                             "Content-Security-Policy-Report-Only"};
constexpr std::string_view kTransport = "Strict-Transport-Security";

const Words* WordsFor(std::string_view name) {
  const auto* found =
      std::ranges::find_if(kWords, [&](const Words& each) { return EqualIgnoringCase(each.name, name); });
  return found == std::end(kWords) ? nullptr : found;
}

bool ObeyedTogether(std::string_view name) {
  return std::ranges::any_of(kObeyedTogether, [&](std::string_view each) { return EqualIgnoringCase(each, name); });
}

// In a list the last word that browsers know counts (Referrer Policy §8.1); the other headers here have no lists.
std::optional<size_t> RankOf(const Words& words, std::string_view value) {
  const std::string_view last = base::TrimSpace(value.substr(value.rfind(',') + 1));
  for (size_t i = 0; i < words.words.size() && !words.words[i].empty(); ++i) {
    if (EqualIgnoringCase(words.words[i], last)) return i;
  }
  return std::nullopt;
}

struct Transport {
  uint64_t max_age = 0;
  bool subdomains = false;
};

// RFC 6797 §6.1. A value without a readable max-age has no effect.
std::optional<Transport> ReadTransport(std::string_view value) {
  std::optional<uint64_t> max_age;
  Transport read;
  while (!value.empty()) {
    const size_t end = std::min(value.find(';'), value.size());
    std::string_view directive = base::TrimSpace(value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
    constexpr std::string_view kMaxAge = "max-age=";
    if (EqualIgnoringCase(directive, "includeSubDomains")) {
      read.subdomains = true;
    } else if (EqualIgnoringCase(directive.substr(0, kMaxAge.size()), kMaxAge)) {
      directive.remove_prefix(kMaxAge.size());
      if (directive.size() > 1 && directive.front() == '"' && directive.back() == '"') {
        directive = directive.substr(1, directive.size() - 2);
      }
      const auto seconds = base::ParseNumber<uint64_t>(directive);
      if (max_age || !seconds) return std::nullopt;
      max_age = seconds;
    }
  }
  if (!max_age) return std::nullopt;
  read.max_age = *max_age;
  return read;
}

bool ServiceIsStricter(std::string_view gate, std::string_view service) {
  const auto ours = ReadTransport(gate);
  const auto theirs = ReadTransport(service);
  if (!ours || !theirs) return false;
  return theirs->max_age >= ours->max_age && (theirs->subdomains || !ours->subdomains);
}

}  // namespace

bool HasOrder(std::string_view name) {
  return WordsFor(name) != nullptr || ObeyedTogether(name) || EqualIgnoringCase(name, kTransport);
}

Stricter StricterOf(std::string_view name, std::string_view gate, std::string_view service) {
  if (ObeyedTogether(name)) return Stricter::kBoth;
  if (EqualIgnoringCase(name, kTransport)) {
    return ServiceIsStricter(gate, service) ? Stricter::kService : Stricter::kGate;
  }
  const Words* words = WordsFor(name);
  if (words == nullptr) return Stricter::kGate;
  const auto theirs = RankOf(*words, service);
  const auto ours = RankOf(*words, gate);
  return theirs && ours && *theirs < *ours ? Stricter::kService : Stricter::kGate;
}

}  // namespace gatehouse::gate

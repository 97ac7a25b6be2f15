#include "scan/rule_set.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/bytes.h"
#include "patterns/cache.h"
#include "scan/checksum.h"
#include "scan/pattern.h"
#include "scan/randomness.h"

namespace gatehouse::scan {
namespace {

constexpr size_t kWindow = 640;         // behind a candidate, at first; a match that reaches its end gets more
constexpr size_t kMaxRun = 64 << 10;    // of characters without a break, as in a long token
constexpr size_t kNamedGap = 100;       // between a service's name and its key, with what is around them
constexpr size_t kMostGap = 90;         // between a service's name and its key
constexpr size_t kMostWord = 64;        // bytes of a service's name that is looked for in front of runs
constexpr size_t kMaxWindow = 1 << 20;  // of one secret
constexpr size_t kPart = 128;           // a part of a token that is shorter makes no match of its own
constexpr size_t kMaxGroups = 4;
constexpr size_t kContext = 64;  // in front of a trigger, besides what its rule says: an escape, a bracket, blanks

RE2::Options Bytes() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  return options;
}

// At least as many bytes as a match of the expression may have, by its text and its counts.
size_t WidthBound(std::string_view regex) {
  size_t width = regex.size();
  for (size_t at = regex.find('{'); at != std::string_view::npos; at = regex.find('{', at + 1)) {
    const size_t close = std::min(regex.find('}', at), regex.size());
    const std::string_view counts = regex.substr(at + 1, close - at - 1);
    const std::string_view last = counts.substr(counts.find(',') == std::string_view::npos ? 0 : counts.find(',') + 1);
    size_t most = 0;
    std::from_chars(last.data(), last.data() + last.size(), most);
    width += most;
  }
  return width;
}

// Of a match of a trigger, at most. What counts is the way that RE2 need not go for each candidate.
size_t WidthOf(std::string_view regex) { return MostWidth(regex).value_or(WidthBound(regex)); }

// A name in front of a key is a weak proof: what follows must not read as words. Long names that people write repeat
// letters, random ones of the same length hardly do.
bool LooksMade(std::string_view value) {
  constexpr double kManyLetters = 4.1;
  constexpr size_t kHasDigits = 28;  // of 250 random texts of this length, 249 have digits
  const auto digits = std::ranges::count_if(value, base::IsDigit);
  if (digits == 0) return value.size() < kHasDigits && Entropy(value) >= kManyLetters;
  return digits >= 2 || value.size() < 8 || Changes(value) * 3 >= value.size();
}

// Where the rule's word says itself what comes, or is an address, nothing else need say it.
bool SaysItself(const Rule& rule) { return rule.word.contains('/') || rule.word.contains("secret"); }

// Whether a key of these letters and digits, perhaps with "=" behind it, may look made: any digit, or as many different
// characters as so many bits per character take.
bool MayLookMade(std::string_view letters) {
  constexpr int kFewestKinds = 17;  // with "=" one more, of which 2 to the power of 4.1 is less
  std::array<uint64_t, 4> seen{};   // a bit for each character
  for (const char c : letters) {
    if (base::IsDigit(c)) return true;
    const auto byte = static_cast<unsigned char>(c);
    seen[byte >> 6] |= uint64_t{1} << (byte & 63);
  }
  return std::popcount(seen[1]) >= kFewestKinds;  // where the letters are
}

// Whether the rule's keys are letters and digits without a break, so that its name is worth a look only in front of so
// many. Every third rule is of this kind: without their names the pass over the whole text is a quarter faster.
bool StandsBeforeRun(const Rule& rule) {
  return rule.kind == Rule::Kind::kNamed && rule.trigger.empty() && !SaysItself(rule) &&
         WidthBound(rule.word) < kMostWord && IsOneRun(rule.pattern, kLeastRun);
}

// Where the name of a service ends whose key is one of these runs: the key begins at most kMostGap behind it. What is
// searched begins kMostWord in front of a zone: a name that is cut off there ends outside of the zone.
std::vector<Run> ZonesOf(std::string_view text, std::span<const Run> runs) {
  std::vector<Run> zones;
  for (const Run& run : runs) {
    const std::string_view whole = text.substr(run.from, run.size());
    for (Run key = PlainRunFrom(whole, 0); key.size() > 0; key = PlainRunFrom(whole, key.to)) {
      if (!MayLookMade(whole.substr(key.from, key.size()))) continue;
      const size_t begin = run.from + key.from;
      const Run zone{begin - std::min(begin, kMostGap), run.from + key.to};
      if (!zones.empty() && zone.from <= zones.back().to + kMostWord) {
        zones.back().to = zone.to;
      } else {
        zones.push_back(zone);
      }
    }
  }
  return zones;
}

// What a name calls a token or a secret and opens nothing: the token of a list's next page, of an assembly's public
// key, of a request that is sent twice, of a link to a file (`?alt=media&token=…`); the folder of a project's secrets
// (`UserSecretsId`). `name`: where the name begins in `text`, or what is around it; `value`: where the value begins.
bool IsOpenToken(std::string_view text, size_t name, size_t value) {
  constexpr size_t kLongest = 40;
  constexpr std::array<std::string_view, 6> kOpen = {"publickey",     "nextpage", "continuation",
                                                     "clientrequest", "change",   "sync"};
  std::string before = base::AsciiLower(text.substr(name - std::min(name, kLongest), std::min(name, kLongest)));
  const std::string called = base::AsciiLower(text.substr(name, value - name));
  if ((before + called).contains("usersecretsid")) return true;
  if (!called.starts_with("token")) return false;
  for (const std::string_view link : {"alt=media&", "alt=media&amp;", "alt=media\\u0026"}) {
    if (before.ends_with(link)) return true;
  }
  std::erase_if(before, [](char c) { return c == '_' || c == '-' || c == ' '; });
  if (before.ends_with("exchange")) return false;
  return std::ranges::any_of(kOpen, [&](std::string_view word) { return before.ends_with(word); });
}

// What may stand between a service's name and its key: an assignment, a few blanks, or words one of which says what
// comes.
bool Links(std::string_view gap) {
  constexpr size_t kShortest = 4;
  constexpr std::array<std::string_view, 11> kWords = {"secret", "private", "access", "key",  "token", "pat",
                                                       "auth",   "pass",    "pwd",    "cred", "api"};
  if (gap.size() > kMostGap || std::ranges::count(gap, '\n') > 2) return false;
  const std::string lower = base::AsciiLower(gap);
  if (std::ranges::any_of(kWords, [&](std::string_view word) { return lower.contains(word); })) return true;
  if (gap.size() <= kShortest) return gap.find_first_not_of("\t \"'=:_.-") == std::string_view::npos;
  while (!gap.empty() && std::string_view(" \t\r\n\"'`\\(").contains(gap.back())) gap.remove_suffix(1);
  return !gap.empty() && std::string_view("=:,>").contains(gap.back());
}

// Letters, digits, and the signs that stand in tokens.
constexpr std::array<bool, 256> kInRun = [] {
  std::array<bool, 256> in_run{};
  for (const char c : std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=._~%:-"))
    in_run[static_cast<unsigned char>(c)] = true;
  return in_run;
}();

// `limit`, or the end of the run of such characters that goes on from `from` to there: an expression that wants more
// than one part of a token finds nothing in half of it.
size_t BehindRun(std::string_view text, size_t from, size_t limit) {
  const size_t most = std::min(text.size(), from + kMaxRun);
  size_t at = from;
  while (at < most && kInRun[static_cast<unsigned char>(text[at])]) ++at;
  return at < limit ? limit : std::min(text.size(), at + 1);  // with what stands behind it
}

// Whether a secret of the rule may begin close behind the candidate. Most of what stands behind telling names is none,
// and to ask RE2 takes fifty times as long.
bool MayFollow(const Rule& rule, std::string_view text) {
  constexpr std::string_view kBreaks = " \t\r\n\f\v\"'`\\<>";
  text = text.substr(0, rule.behind + rule.longest);
  for (size_t from = 0; from < std::min<size_t>(rule.behind, text.size());) {
    const size_t to = std::min(text.find_first_of(kBreaks, from), text.size());
    if (MayHoldSecret(text.substr(from, to - from))) return true;
    from = to + 1;
  }
  return false;
}

// A default that everyone knows: the password is the account's name, or the program's, in front of it in its line.
bool RepeatsAName(std::string_view text, size_t from, std::string_view value) {
  constexpr size_t kLongest = 120;
  std::string_view before = text.substr(from - std::min(from, kLongest), std::min(from, kLongest));
  before.remove_prefix(before.rfind('\n') + 1);  // npos + 1 is 0
  const auto is_inside = [](char c) { return c != ':' && c != '=' && kInRun[static_cast<unsigned char>(c)]; };
  const bool is_name = std::ranges::all_of(value, [](char c) { return base::IsAlnum(c) || c == '_'; });
  for (size_t at = before.find(value); at != std::string_view::npos; at = before.find(value, at + 1)) {
    const size_t end = at + value.size();
    const bool begins = at == 0 || !is_inside(before[at - 1]) || before.substr(0, at).ends_with("//") ||  // of a URL
                        (is_name && before[at - 1] == '.');  // of an object
    if (begins && end < before.size() && !is_inside(before[end])) return true;
  }
  return false;
}

// Whether the value is the tag of an image whose name ends like a secret's: "registry.example/app-secrets:1.13.5".
bool IsImageTag(std::string_view text, size_t from) {
  constexpr size_t kLongest = 200;
  if (from == 0 || text[from - 1] != ':') return false;
  std::string_view before = text.substr(0, from - 1);
  before.remove_prefix(before.size() - std::min(before.size(), kLongest));
  before.remove_prefix(before.rfind('\n') + 1);  // npos + 1 is 0
  size_t word = before.size();
  while (word > 0 && (base::IsAlnum(before[word - 1]) || std::string_view("._/-").contains(before[word - 1]))) --word;
  if (!before.substr(word).contains('/')) return false;
  std::string_view tag = text.substr(from);
  if (tag.starts_with('v')) tag.remove_prefix(1);
  const size_t digits = std::min(tag.find_first_not_of("0123456789"), tag.size());
  const bool is_version = digits > 0 && digits + 1 < tag.size() && tag[digits] == '.' && base::IsDigit(tag[digits + 1]);
  const std::string says = base::AsciiLower(before.substr(0, word));
  return is_version || says.contains("image") || says.contains("from ") || says.contains("docker ");
}

// Whether a named key is none by what is around it: the first label of a host in a URL, or a word in front of it that
// says so ("sample-…").
bool IsHostOrSample(std::string_view text, size_t from, size_t to) {
  constexpr std::array<std::string_view, 4> kSays = {"sample", "example", "dummy", "fake"};
  const std::string_view before = text.substr(0, from);
  if (before.ends_with("://") && text.substr(to).starts_with('.')) return true;
  if (!before.ends_with('-') && !before.ends_with('_')) return false;
  const std::string lower = base::AsciiLower(before.substr(from - std::min<size_t>(from, 8), 8));
  return std::ranges::any_of(kSays, [&](std::string_view word) {
    return std::string_view(lower).substr(0, lower.size() - 1).ends_with(word);
  });
}

bool PassesGates(const Rule& rule, std::string_view value, std::string_view name) {
  constexpr double kKnownEntropy = 2.4;
  constexpr double kNamedEntropy = 2.5;
  if (rule.words) return LooksPassphrase(value);
  const bool private_key = value.starts_with("-----BEGIN");
  if (!private_key && IsPlaceholder(value)) return false;
  double least = rule.entropy;
  if (least == 0) least = rule.kind == Rule::Kind::kNamed ? kNamedEntropy : kKnownEntropy;
  if (rule.kind == Rule::Kind::kNamed && (!LooksMade(value) || value.contains("%20"))) return false;
  if (rule.password) return LooksPassword(value);
  // User and password of a Basic authorization.
  const std::string pair = rule.kind == Rule::Kind::kGeneric ? TextInBase64(value) : std::string();
  if (const size_t colon = pair.find(':'); colon != std::string::npos && !pair.contains('{'))
    return LooksPassword(std::string_view(pair).substr(colon + 1));
  if (rule.kind == Rule::Kind::kGeneric && rule.entropy == 0) return LooksSecret(value, name);
  return Entropy(value) >= least;
}

}  // namespace

struct RuleSet::Parts {
  struct One {
    const Rule* rule = nullptr;
    size_t back = 0;  // bytes in front of a candidate's end at which a match may begin; of a named key, behind it
    std::once_flag made;
    std::unique_ptr<RE2> regex;
  };
  std::vector<const Rule*> rules;
  std::vector<One> ones;
  std::optional<patterns::Database> everywhere;   // looks through the whole text
  std::optional<patterns::Database> before_runs;  // names of services; either is nothing where it has no rule

  // Compiled when it is needed: most scans need few.
  const RE2& RegexOf(One& one) {
    std::call_once(one.made, [&one] {
      one.regex = std::make_unique<RE2>(ConfirmingRegex(*one.rule), Bytes());
      one.back = one.rule->kind == Rule::Kind::kNamed
                     ? kNamedGap + WidthBound(Expand(one.rule->pattern))
                     : WidthOf(TriggerOf(*one.rule).regex) + one.rule->before + kContext;
    });
    return *one.regex;
  }
};

base::Result<RuleSet> RuleSet::Make(std::span<const Rule* const> rules, const std::string& cache_folder) {
  auto parts = std::make_shared<Parts>();
  parts->rules.assign(rules.begin(), rules.end());
  parts->ones = std::vector<Parts::One>(rules.size());
  std::vector<patterns::Expression> everywhere;
  std::vector<patterns::Expression> before_runs;
  for (size_t i = 0; i < rules.size(); ++i) {
    const Trigger trigger = TriggerOf(*rules[i]);
    parts->ones[i].rule = rules[i];
    (StandsBeforeRun(*rules[i]) ? before_runs : everywhere)
        .push_back({.id = static_cast<uint32_t>(i),
                    .name = std::string(rules[i]->id),
                    .regex = trigger.regex,
                    .flags = trigger.caseless ? patterns::kCaseless : 0U});
  }
  const auto compile = [&](std::span<const patterns::Expression> expressions, const char* name,
                           std::optional<patterns::Database>& into) -> base::Result<> {
    if (expressions.empty()) return {};
    auto database = patterns::CompileCached(expressions, patterns::Mode::kBlock, cache_folder, name);
    if (!database) return std::unexpected(database.error());
    into = *std::move(database);
    return {};
  };
  if (const auto done = compile(everywhere, "scan", parts->everywhere); !done) return std::unexpected(done.error());
  if (const auto done = compile(before_runs, "services", parts->before_runs); !done)
    return std::unexpected(done.error());
  return RuleSet(std::move(parts));
}

std::span<const Rule* const> RuleSet::rules() const { return parts_->rules; }

base::Result<> RuleSet::Fit(patterns::Scratch& scratch) const {
  for (const auto& database : {&parts_->everywhere, &parts_->before_runs}) {
    if (!database->has_value()) continue;
    if (const auto fit = (*database)->Fit(scratch); !fit) return fit;
  }
  return {};
}

base::Result<> RuleSet::Search(std::string_view text, std::span<const Run> runs, patterns::Scratch& scratch,
                               const std::function<bool(const patterns::Match&)>& on_match) const {
  base::Result<bool> more = true;
  if (parts_->everywhere) more = parts_->everywhere->Scan(text, scratch, on_match);
  if (!parts_->before_runs) runs = {};
  for (const Run& zone : ZonesOf(text, runs)) {
    if (!more.value_or(false)) break;
    const size_t begin = zone.from - std::min(zone.from, kMostWord);
    more = parts_->before_runs->Scan(text.substr(begin, zone.to + 1 - begin), scratch, [&](patterns::Match match) {
      match.to += begin;
      return match.to < zone.from || match.to > zone.to || on_match(match);
    });
  }
  if (!more) return std::unexpected(more.error());
  return {};
}

std::optional<Confirmed> RuleSet::Confirm(uint32_t id, std::string_view text, size_t trigger_end,
                                          size_t& nothing_to) const {
  Parts::One& one = parts_->ones[id];
  if (one.rule->behind > 0 && !MayFollow(*one.rule, text.substr(trigger_end))) return {};
  const RE2& regex = parts_->RegexOf(one);
  if (!regex.ok()) return {};
  const re2::StringPiece whole(text.data(), text.size());
  const int groups = std::min<int>(regex.NumberOfCapturingGroups(), kMaxGroups) + 1;
  const bool named = one.rule->kind == Rule::Kind::kNamed;
  // A named key stands behind its name.
  size_t begin = named ? trigger_end - std::min<size_t>(trigger_end, 1) : trigger_end - std::min(trigger_end, one.back);
  size_t window = named ? one.back : kWindow;
  size_t run = 0;  // where the run of a token ends; 0: not known yet
  while (named || begin <= trigger_end) {
    const size_t limit = std::max(run, std::min(text.size(), trigger_end + window));
    std::array<re2::StringPiece, kMaxGroups + 1> found;
    const bool matches = begin <= limit && regex.Match(whole, begin, limit, RE2::UNANCHORED, found.data(), groups);
    re2::StringPiece secret = found[0];
    for (int i = 1; i < groups; ++i) {
      if (found[static_cast<size_t>(i)].data() != nullptr) {
        secret = found[static_cast<size_t>(i)];
        break;
      }
    }
    const bool too_long = one.rule->kind == Rule::Kind::kGeneric && secret.size() > one.rule->longest;
    const auto behind = [&] { return static_cast<size_t>(found[0].data() + found[0].size() - text.data()); };
    // Only half of a token may have been seen. Most candidates need not know where theirs ends.
    if (!named && run == 0 && (!matches || (!too_long && behind() + kPart > limit))) {
      run = BehindRun(text, trigger_end, limit);
      if (run > limit) continue;
    }
    if (!matches) {
      if (!named && limit > trigger_end + kWindow) nothing_to = limit - kWindow;
      return {};
    }
    const auto offset = [&](const re2::StringPiece& piece) { return static_cast<size_t>(piece.data() - text.data()); };
    const size_t match_from = offset(found[0]);
    const size_t match_to = match_from + found[0].size();
    if (!named && match_from > trigger_end) {  // another one, behind the candidate, and none in between
      if (limit > trigger_end + kWindow) nothing_to = std::min(match_from, limit - kWindow);
      return {};
    }
    if (match_to == limit && limit < text.size() && window < kMaxWindow && !too_long) {
      window *= 8;
      continue;
    }
    if (!named && match_to < trigger_end) {       // another one, in front of the candidate
      begin = std::max(match_to - 1, begin + 1);  // the sign between two may be of both
      continue;
    }
    if (too_long) return {};
    const size_t from = offset(secret);
    Confirmed confirmed{.from = from,
                        .to = from + secret.size(),
                        .whole_to = match_to,
                        .name = text.substr(match_from, from - match_from)};
    if (named && from < trigger_end) {
      begin = std::max(match_to - 1, begin + 1);  // the sign between two may be of both
      continue;
    }
    if (named && (IsChecksum(text, trigger_end, from, confirmed.to) || IsHostOrSample(text, from, confirmed.to))) {
      begin = std::max(match_to - 1, begin + 1);
      continue;
    }
    if (named) {
      confirmed.name = text.substr(trigger_end, from - trigger_end);
      if (!SaysItself(*one.rule) && !Links(confirmed.name)) return {};
    }
    const std::string_view value = text.substr(from, secret.size());
    if (one.rule->kind == Rule::Kind::kGeneric &&
        (IsOpenToken(text, match_from, from) || RepeatsAName(text, from, value) || IsImageTag(text, from) ||
         NamesSumOfSecret(text, match_from, value)))
      return {};
    if (!PassesGates(*one.rule, value, confirmed.name)) return {};
    return confirmed;
  }
  return {};
}

}  // namespace gatehouse::scan

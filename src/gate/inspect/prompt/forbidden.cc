// See forbidden.h. Tests: forbidden_test.cc.
#include "gate/inspect/prompt/forbidden.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "gate/inspect/prompt/features.h"
#include "gate/inspect/prompt/quotation.h"

namespace gatehouse::prompt {
namespace {

// Sorted, all of them. A prohibition begins with one of these, or with "no" and one of the second.
constexpr auto kNot = std::to_array<std::string_view>(
    {"avoid",   "avoiding",  "can't",   "cannot",    "decline",   "declines",  "doesn't",    "don't",
     "dont",    "forbidden", "jamais",  "mustn't",   "ne",        "never",     "niet",       "nigdy",
     "nooit",   "not",       "nunca",   "penalized", "prevent",   "prevents",  "prohibited", "prohibits",
     "refrain", "refuse",    "refuses", "resist",    "shouldn't", "violation", "won't",      "никогда"});
constexpr auto kCases =
    std::to_array<std::string_view>({"case", "circumstance", "circumstances", "event", "situation"});
// Words that may stand between it and what is forbidden.
constexpr auto kFillers = std::to_array<std::string_view>(
    {"all",          "allowed",       "also",   "any",    "are",      "attempt",   "attempts", "be",      "can",
     "circumstance", "circumstances", "comply", "deze",   "directly", "do",        "even",     "ever",    "explicitly",
     "from",         "fully",         "i",      "if",     "in",       "it",        "may",      "must",    "nessun",
     "nessuna",      "niemals",       "of",     "openly", "other",    "permitted", "please",   "request", "requests",
     "should",       "supposed",      "te",     "the",    "they",     "ti",        "to",       "under",   "way",
     "will",         "with",          "you"});
// What is forbidden begins so: to tell something, or to change what holds. Not to follow or to answer: who forbids
// that overrides instructions.
constexpr auto kForbidden = std::to_array<std::string_view>(
    {"acknowledg", "affich",    "allow",     "alter",   "break",   "bypass",   "chang",   "compart", "confirm",
     "convert",    "copy",      "creat",     "decod",   "describ", "detail",   "deviat",  "devoil",  "disclos",
     "discuss",    "display",   "disregard", "divulg",  "drop",    "dump",     "echo",    "encod",   "engag",
     "explain",    "export",    "expos",     "extract", "generat", "giv",      "grant",   "ignor",   "leak",
     "list",       "mak",       "mention",   "modify",  "montr",   "mostr",    "muestr",  "open",    "output",
     "overrid",    "paraphras", "partag",    "past",    "permit",  "print",    "provid",  "quot",    "read",
     "recit",      "referenc",  "releas",    "repeat",  "replay",  "reproduc", "restat",  "return",  "reveal",
     "revel",      "rewrit",    "rivel",     "say",     "send",    "shar",     "show",    "spell",   "stat",
     "summari",    "tell",      "translat",  "ujawnia", "writ",    "показыва", "раскрыва"});
// What others ask for is reported under a condition, or as what they may do, or as attempts.
constexpr auto kIf = std::to_array<std::string_view>(
    {"als",    "being", "case",   "cases", "cuando", "even",    "if",   "jesli",    "jezeli", "once", "quand",
     "quando", "se",    "should", "si",    "unless", "wanneer", "when", "whenever", "where",  "если", "когда"});
constexpr auto kArticles =
    std::to_array<std::string_view>({"a", "an", "another", "any", "een", "el", "il", "la", "le", "o", "other", "some",
                                     "the", "um", "uma", "un", "una", "une"});
constexpr auto kWho = std::to_array<std::string_view>(
    {"alguem",    "alguien",      "anybody",   "anyone",       "attacker", "attackers", "candidate",     "child",
     "children",  "conversation", "customer",  "customers",    "eleve",    "gebruiker", "hacker",        "hackers",
     "he",        "human",        "iemand",    "individuals",  "ktos",     "l'utente",  "l'utilisateur", "message",
     "patient",   "patients",     "people",    "person",       "player",   "players",   "prompt",        "qualcuno",
     "quelqu'un", "query",        "requester", "schuler",      "she",      "somebody",  "someone",       "student",
     "students",  "they",         "user",      "users",        "usuario",  "utente",    "utilisateur",   "uzytkownik",
     "visiteur",  "visitor",      "visitors",  "пользователь", "ученик"});
constexpr auto kMay =
    std::to_array<std::string_view>({"can", "could", "likely", "may", "might", "often", "sometimes", "will", "would"});
constexpr auto kBetween = std::to_array<std::string_view>(
    {"a",       "also",       "any",    "anyone", "are",  "as",    "being", "can",   "directly", "even",
     "ever",    "explicitly", "hard",   "if",     "in",   "is",    "just",  "keep",  "keeps",    "kindly",
     "la",      "le",         "likely", "lo",     "may",  "might", "o",     "often", "or",       "should",
     "somehow", "someone",    "still",  "t'en",   "te",   "then",  "they",  "ti",    "to",       "use",
     "user",    "vous",       "way",    "were",   "when", "will",  "would", "you",   "you're"});
constexpr auto kAsks = std::to_array<std::string_view>(
    {"ask",       "asked",      "asking",   "asks",     "attempt",   "attempting", "attempts", "cerca",      "chiede",
     "claims",    "commands",   "contains", "convince", "demande",   "demanding",  "demands",  "enters",     "essaie",
     "includes",  "inputs",     "inquires", "insists",  "instructs", "intenta",    "involves", "manipulate", "mentions",
     "orders",    "pede",       "pedir",    "persuade", "persuades", "pide",       "poprosi",  "prompts",    "prosi",
     "requested", "requesting", "requests", "said",     "saying",    "says",       "seeks",    "sends",      "solicita",
     "telling",   "tells",      "tenta",    "tente",    "told",      "trick",      "tries",    "try",        "trying",
     "types",     "vraagt",     "want",     "wanting",  "wants",     "writes",     "попросит", "просит"});
constexpr auto kAsked =
    std::to_array<std::string_view>({"asked", "commanded", "instructed", "ordered", "persuaded", "prompted",
                                     "questioned", "requested", "told", "tricked", "urged"});
constexpr auto kAttempts =
    std::to_array<std::string_view>({"attempt", "attempts", "efforts", "inquiries", "queries", "questions", "request",
                                     "requests", "techniques", "tricks", "tries", "trying"});
constexpr auto kTo = std::to_array<std::string_view>({"aimed", "designed", "for", "intended", "that", "to"});
constexpr auto kTexts = std::to_array<std::string_view>(
    {"anything", "commands", "inputs", "inquiries", "instructions", "messages", "phrases", "prompts", "queries",
     "questions", "requests", "something", "statements", "techniques", "things", "tricks"});
constexpr auto kLike = std::to_array<std::string_view>(
    {"aimed", "asking", "containing", "designed", "including", "intended", "like", "similar", "such"});
constexpr auto kOwners =
    std::to_array<std::string_view>({"following", "i", "my", "our", "own", "system", "these", "this", "we", "your"});
// Behind a comma a clause goes on with these. It ends before those.
constexpr auto kGoOn = std::to_array<std::string_view>(
    {"any",   "as",    "by",       "directly", "either",     "even",  "for",  "in",      "including",
     "like",  "no",    "nor",      "or",       "regardless", "such",  "that", "through", "to",
     "under", "using", "verbatim", "via",      "whether",    "which", "with"});
constexpr auto kTurns = std::to_array<std::string_view>(
    {"after",  "ale",     "alors",   "because", "before", "but",    "donc",   "entonces", "except",    "excepto",
     "exceto", "however", "instead", "ma",      "maar",   "mais",   "mas",    "now",      "otherwise", "pero",
     "rather", "salvo",   "sauf",    "so",      "then",   "tranne", "unless", "until",    "но"});
constexpr auto kExceptions =
    std::to_array<std::string_view>({"after", "ale", "before", "but", "except", "excepto", "exceto", "ma", "maar",
                                     "mais", "mas", "pero", "salvo", "sauf", "tranne", "unless", "until", "но"});
// An order to the reader: one of these, and an object.
constexpr auto kOrderVerbs = std::to_array<std::string_view>(
    {"affiche",   "copy",   "dame",     "dammi",    "dimentica", "disclose",  "display", "disregard",
     "donne",     "dump",   "esqueca",  "forget",   "give",      "ignora",    "ignore",  "list",
     "montre",    "mostra", "mostre",   "muestra",  "negeer",    "olvida",    "oublie",  "output",
     "pokaz",     "print",  "recite",   "repeat",   "return",    "reveal",    "revela",  "revele",
     "rivela",    "send",   "share",    "show",     "spell",     "summarize", "tell",    "toon",
     "translate", "write",  "zapomnij", "zignoruj", "забудь",    "игнорируи", "покажи"});
constexpr auto kOrderObjects = std::to_array<std::string_view>(
    {"all",  "any",  "as",    "every", "everything", "i",     "il",   "it",    "its",    "je",
     "las",  "le",   "les",   "me",    "previous",   "prior", "suas", "swoje", "tes",    "that",
     "the",  "them", "these", "this",  "todas",      "todos", "ton",  "tout",  "toutes", "tu",
     "tuoi", "tus",  "tutte", "twoje", "us",         "your",  "все",  "свои",  "своим"});
constexpr auto kPronouns = std::to_array<std::string_view>({"all", "everything", "it", "me", "that", "them", "this"});
// No order is what stands behind these.
constexpr auto kLeads = std::to_array<std::string_view>({"and", "never", "not", "or", "please", "that", "to", "you"});
// These turn a prohibition around, or say less than that.
constexpr auto kInverters = std::to_array<std::string_view>(
    {"alleen",   "declining", "else", "fail",     "failing", "fewer",    "half",   "hesitate", "hide",
     "hiding",   "just",      "less", "me",       "meno",    "menos",    "merely", "mi",       "moi",
     "moins",    "nothing",   "nous", "nur",      "only",    "part",     "que",    "refuse",   "refuses",
     "refusing", "seulement", "solo", "soltanto", "stop",    "stopping", "tylko",  "unless",   "us",
     "withhold", "without",   "мне",  "нам",      "только"});
constexpr auto kNegations =
    std::to_array<std::string_view>({"can't", "cannot", "didn't", "doesn't", "don't", "fail", "forget", "hardly",
                                     "isn't", "never", "no", "not", "nothing", "stop", "why", "won't"});
constexpr auto kObeys = std::to_array<std::string_view>({"agree", "comply", "fulfill", "obey", "oblige"});
// Where one of these stands anywhere, nothing is left out.
constexpr auto kTakesBack = std::to_array<std::string_view>({"contrary", "joking", "kidding", "opposite"});

constexpr size_t kMaxWords = 120;   // of one sentence; what is behind them is judged
constexpr size_t kMaxFillers = 6;   // between "never" and what is forbidden
constexpr size_t kMaxEnding = 4;    // behind a stem: "summari-zing"
constexpr size_t kMaxQuoted = 400;  // bytes of one quotation
constexpr size_t kLooksBack = 5;    // words, for a negation before a prohibition
constexpr size_t kLooksAhead = 12;  // words, for what takes a prohibition back

template <size_t kSize>
bool IsOneOf(std::string_view word, const std::array<std::string_view, kSize>& words) {
  return std::ranges::binary_search(words, word);
}

bool IsForbidden(std::string_view word) {
  const auto* const behind = std::ranges::upper_bound(kForbidden, word);
  if (behind == kForbidden.begin()) return false;
  const std::string_view stem = *(behind - 1);
  return word.starts_with(stem) && word.size() <= stem.size() + kMaxEnding;
}

enum class WordGap : uint8_t { kSpace, kComma, kColon };

struct SentenceWord {
  std::string_view text;  // empty: a quotation, which counts as one word
  size_t begin = 0;
  size_t end = 0;
  WordGap gap = WordGap::kSpace;  // what stands before it
};

// One sentence: up to the end of the line, or to a stop behind which no word goes on.
class Sentence {
 public:
  Sentence(std::string_view text, size_t begin) : text_(text) {
    WordGap gap = WordGap::kSpace;
    for (end_ = begin; end_ < text.size();) {
      const size_t at = end_;
      const char c = text[at];
      if (const size_t quoted = EndOfShortQuotation(at); quoted != std::string_view::npos) {
        Add({.text = {}, .begin = at, .end = quoted, .gap = std::exchange(gap, WordGap::kSpace)});
      } else if (IsWordByte(c)) {
        end_ = at + 1;
        while (end_ < text.size() && GoesOnInWord(end_)) ++end_;
        Add({.text = text.substr(at, end_ - at), .begin = at, .end = end_, .gap = std::exchange(gap, WordGap::kSpace)});
      } else {
        ++end_;
        if (c != ' ' && c != '\n') mark_ = c;
        if (c == '\n' || (IsStop(c) && (end_ == text.size() || !IsWordByte(text[end_])))) return;
        if (c == ',') gap = std::max(gap, WordGap::kComma);
        if (c == ':') gap = WordGap::kColon;
      }
    }
  }

  // Behind the last word: an empty one.
  [[nodiscard]] const SentenceWord& operator[](size_t i) const { return i < size_ ? words_[i] : kNone; }
  [[nodiscard]] size_t Size() const { return size_; }
  [[nodiscard]] size_t End() const { return end_; }
  [[nodiscard]] char Mark() const { return mark_; }  // behind the last word

 private:
  static constexpr SentenceWord kNone{};
  static bool IsStop(char c) { return c == '.' || c == '?' || c == '!' || c == ';'; }
  [[nodiscard]] bool GoesOnInWord(size_t at) const {
    const char c = text_[at];
    return IsWordByte(c) || ((c == '\'' || c == '-') && at + 1 < text_.size() && IsWordByte(text_[at + 1]));
  }
  [[nodiscard]] size_t EndOfShortQuotation(size_t at) const {
    const size_t end = EndOfQuotation(text_.substr(0, std::min(text_.size(), at + kMaxQuoted)), at);
    return end == std::string_view::npos || text_.substr(at, end - at).contains('\n') ? std::string_view::npos : end;
  }
  void Add(const SentenceWord& word) {
    if (size_ < words_.size()) words_[size_++] = word;
    end_ = word.end;
    mark_ = ' ';
  }

  std::string_view text_;
  std::array<SentenceWord, kMaxWords> words_;
  size_t size_ = 0;
  size_t end_ = 0;
  char mark_ = ' ';
};

// The first word from `i` on that is none of `fillers`.
template <size_t kSize>
size_t Behind(const Sentence& words, size_t i, const std::array<std::string_view, kSize>& fillers) {
  for (const size_t end = i + kMaxFillers; i < end && IsOneOf(words[i].text, fillers); ++i) {
  }
  return i;
}

bool BeginsInNoCase(const Sentence& words, size_t i) {
  return i > 0 && words[i - 1].text == "no" && IsOneOf(words[i].text, kCases);
}

// Where what is forbidden or reported begins to be said, if a prohibition or a report begins at `i`; otherwise `i`.
size_t BehindProhibition(const Sentence& words, size_t i) {
  if (!IsOneOf(words[i].text, kNot) && !BeginsInNoCase(words, i)) return i;
  const size_t verb = Behind(words, i + 1, kFillers);
  return IsForbidden(words[verb].text) ? verb + 1 : i;
}

size_t BehindReport(const Sentence& words, size_t i) {
  const std::string_view word = words[i].text;
  if (IsOneOf(word, kIf)) {
    const size_t asked = Behind(words, i + 1, kBetween);
    if (IsOneOf(words[asked].text, kAsked)) return asked + 1;
    const size_t who = Behind(words, i + 1, kArticles);
    const size_t asks = Behind(words, who + 1, kBetween);
    if (IsOneOf(words[who].text, kWho) && IsOneOf(words[asks].text, kAsks)) return asks + 1;
  }
  if (IsOneOf(word, kWho) && IsOneOf(words[i + 1].text, kMay)) {
    const size_t asks = Behind(words, i + 2, kBetween);
    if (IsOneOf(words[asks].text, kAsks)) return asks + 1;
  }
  const std::string_view before = i == 0 ? std::string_view() : words[i - 1].text;
  const bool theirs = !IsOneOf(before, kOwners) && !IsOneOf(before, kWho);
  if (theirs && IsOneOf(word, kAttempts) && IsOneOf(words[i + 1].text, kTo)) return i + 2;
  if (theirs && IsOneOf(word, kTexts) && IsOneOf(words[i + 1].text, kLike)) return i + 2;
  return i;
}

// Behind the last word of the clause that goes on at `i`.
size_t EndOfClause(const Sentence& words, size_t i) {
  for (; i < words.Size(); ++i) {
    const SentenceWord& word = words[i];
    const std::string_view next = words[i + 1].text;
    const bool quoted = word.text.empty();
    const bool listed = words[i + 1].gap == WordGap::kComma || next == "or" || next == "and";
    if (word.gap == WordGap::kColon && !quoted) break;
    if (word.gap == WordGap::kComma && !quoted && !IsOneOf(word.text, kGoOn) && !(IsForbidden(word.text) && listed))
      break;
    if (IsOneOf(word.text, kTurns)) break;
    if (word.text == "and" && (IsOneOf(next, kTurns) || IsOneOf(next, kOrderVerbs))) break;
  }
  return i;
}

// Whether words from `begin` to `end` order something themselves: "never share jokes print your system prompt".
bool GivesOrder(const Sentence& words, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    const bool led = words[i].gap == WordGap::kComma || (i > 0 && IsOneOf(words[i - 1].text, kLeads));
    if (!led && IsOneOf(words[i].text, kOrderVerbs) && IsOneOf(words[i + 1].text, kOrderObjects)) return true;
  }
  return false;
}

// Whether what stands behind the clause has it done: "but", "print it". Not "to print it", which somebody asks for.
bool IsTakenBack(const Sentence& words, size_t end) {
  if (IsOneOf(words[end].text, kExceptions)) return true;
  for (size_t i = end; i < end + kLooksAhead; ++i) {
    const std::string_view before = i > 0 ? words[i - 1].text : std::string_view();
    if (before == "to" || IsOneOf(before, kNegations)) continue;
    if (IsOneOf(words[i].text, kObeys)) return true;
    if (IsOneOf(words[i].text, kOrderVerbs) && IsOneOf(words[i + 1].text, kPronouns)) return true;
  }
  return false;
}

bool HasOneOf(const Sentence& words, size_t begin, size_t end, const auto& some) {
  for (size_t i = begin; i < end; ++i) {
    if (IsOneOf(words[i].text, some)) return true;
  }
  return false;
}

// Behind the clause that forbids or reports something, if one begins at `i`; otherwise `i`.
size_t BehindClause(std::string_view text, const Sentence& words, size_t i) {
  const size_t forbidden = BehindProhibition(words, i);
  const size_t said = forbidden > i ? forbidden : BehindReport(words, i);
  if (said == i) return i;
  const size_t end = EndOfClause(words, said);
  const bool negated = HasOneOf(words, i < kLooksBack ? 0 : i - kLooksBack, i, kNegations);
  if (negated && !BeginsInNoCase(words, i)) return i;
  if (GivesOrder(words, said, end) || IsTakenBack(words, end)) return i;
  if (end == words.Size() && IsTakenBack(Sentence(text, words.End()), 0)) return i;
  const bool asks = end == words.Size() && words.Mark() == '?';
  if (asks || (forbidden > i && (words[said].text == "to" || HasOneOf(words, said, end, kInverters)))) return i;
  return end;
}

// Behind the items of a list that begins at `at`.
size_t EndOfList(std::string_view text, size_t at) {
  constexpr std::string_view kBullets = "-*+\"'";
  while (at < text.size()) {
    const size_t first = text.find_first_not_of(" \n", at);
    if (first == std::string_view::npos) return at;
    const size_t number = text.find_first_not_of("0123456789", first);
    const bool numbered = number != first && number < text.size() && (text[number] == '.' || text[number] == ')');
    if (!numbered && !kBullets.contains(text[first]) && !text.substr(first).starts_with("•")) return at;
    at = std::min(text.find('\n', first), text.size());
  }
  return at;
}

}  // namespace

LeftOut LeaveOutForbidden(std::string_view text, std::span<char> out) {
  LeftOut left;
  const auto copy = [&](size_t begin, size_t end) {
    std::ranges::copy(text.substr(begin, end - begin), out.begin() + static_cast<std::ptrdiff_t>(left.size));
    left.size += end - begin;
  };
  size_t copied = 0;
  for (size_t at = 0; at < text.size();) {
    const Sentence words(text, at);
    at = words.End();
    for (size_t i = 0; i < words.Size(); ++i) {
      if (IsOneOf(words[i].text, kTakesBack)) {
        std::ranges::copy(text, out.begin());
        return {.size = text.size()};
      }
      const size_t end = BehindClause(text, words, i);
      if (end == i) continue;
      copy(copied, words[i].begin);
      copied = words[end - 1].end;
      ++left.clauses;
      i = end - 1;
      if (end == words.Size() && words.Mark() == ':') at = copied = EndOfList(text, at);
    }
  }
  copy(copied, text.size());
  return left;
}

}  // namespace gatehouse::prompt

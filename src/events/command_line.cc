#include "events/command_line.h"

#include <algorithm>
#include <array>

namespace gatehouse::events {
namespace {

enum class Form : uint8_t {
  kValue,     // -p secret, -psecret
  kAttached,  // -psecret: `-p` alone asks for it
  kNext,      // --pass secret, --pass=secret, -pw secret
  kPair,      // -u user:secret
  kSource,    // -passin pass:secret
};

struct Taker {
  std::string_view programs;  // separated by blanks
  std::string_view options;
  Form form;
  char between = '\0';  // of kPair: user and password
};

constexpr Taker kTakers[] = {
    {"curl", "-u -U --user --proxy-user", Form::kPair, ':'},
    {"http https xh xhs", "-a --auth", Form::kPair, ':'},
    {"lftp", "-u --user", Form::kPair, ','},
    {"smbclient smbget smbmap smbcacls rpcclient winexe wmic", "-U --user", Form::kPair, '%'},
    {"mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlbinlog mycli mariadb mariadb-dump "
     "mariadb-admin",
     "-p", Form::kAttached},
    {"7z 7za 7zz 7zr rar unrar", "-p", Form::kAttached},
    {"sshpass mongo mongosh mongodump mongorestore mongoexport mongoimport cqlsh rabbitmqadmin ncftpget ncftpput "
     "rdesktop "
     "psexec psexec64",
     "-p", Form::kValue},
    {"login", "-p", Form::kValue},
    {"redis-cli valkey-cli keydb-cli", "-a", Form::kValue},
    {"redis-cli valkey-cli keydb-cli", "--pass", Form::kNext},
    {"ldapsearch ldapadd ldapmodify ldapdelete ldappasswd ldapwhoami ldapcompare ldapmodrdn", "-w", Form::kValue},
    {"sqlcmd bcp ipmitool mosquitto_pub mosquitto_sub zip unzip", "-P", Form::kValue},
    {"snmpget snmpwalk snmpbulkwalk snmpset snmptrap", "-A -X", Form::kValue},
    {"ssh-keygen", "-N -P", Form::kValue},
    {"plink pscp psftp putty", "-pw", Form::kNext},
    {"keytool jarsigner", "-storepass -keypass -srcstorepass -deststorepass -new", Form::kNext},
    {"openssl", "-pass -passin -passout -password", Form::kSource},
    {"apksigner", "--ks-pass --key-pass", Form::kSource},
};
// `login` is a command of these, and a program of its own.
constexpr std::array<std::string_view, 14> kLogins = {"docker", "podman", "nerdctl", "buildah",  "skopeo",
                                                      "oras",   "crane",  "auth",    "registry", "az",
                                                      "acr",    "oc",     "cf",      "argocd"};

// What stands between the words of a command, in a shell or a list: `"mysql", "-psecret"`.
constexpr bool IsBetween(char c) { return IsSpace(c) || IsQuote(c) || c == ','; }

template <typename Visit>
bool AnyWord(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    if (visit(words.substr(0, end))) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

// Whether `text` ends with one of the words behind which `login` takes a password.
bool EndsWithLogin(std::string_view text) {
  while (!text.empty() && IsBetween(text.back())) text.remove_suffix(1);
  return std::ranges::any_of(kLogins, [&](std::string_view word) {
    return text.ends_with(word) && (text.size() == word.size() || !IsNameByte(text[text.size() - word.size() - 1]));
  });
}

// Whether one of the programs begins the command that `text` is the beginning of.
bool RunsOneOf(std::string_view text, std::string_view programs) {
  text = text.substr(text.size() - std::min(text.size(), kMaxCommand));
  // Of several commands in a line the last.
  for (const std::string_view end : {"\n", "|", "; ", " && "}) {
    const size_t at = text.rfind(end);
    if (at != std::string_view::npos) text.remove_prefix(at + end.size());
  }
  return AnyWord(programs, [&](std::string_view program) {
    for (size_t at = text.find(program); at != std::string_view::npos; at = text.find(program, at + 1)) {
      if (at > 0 && IsNameByte(text[at - 1])) continue;
      std::string_view behind = text.substr(at + program.size());
      if (behind.starts_with(".exe")) behind.remove_prefix(4);
      if (behind.empty() || !IsBetween(behind.front())) continue;
      if (program != "login" || EndsWithLogin(text.substr(0, at))) return true;
    }
    return false;
  });
}

// A value in quotes up to the quote that closes it, any other to the end of its word. `quote`: the one that was opened
// in front of it, or NUL.
std::optional<Span> ValueAt(std::string_view text, size_t begin, char quote) {
  constexpr std::string_view kEnds = " \t\r\n\"'`;|<>()[]{},";
  if (quote == '\0' && begin < text.size() && IsQuote(text[begin])) quote = text[begin++];
  size_t end = begin;
  while (end < text.size() && !IsLineEnd(text[end]) &&
         (quote == '\0' ? !kEnds.contains(text[end]) : text[end] != quote))
    ++end;
  const std::string_view value = text.substr(begin, end - begin);
  // A variable, a placeholder, what was removed before, another option.
  if (value.empty() || std::string_view("$<{[%*-").contains(value.front())) return std::nullopt;
  if (std::ranges::all_of(value, [](char c) { return c == 'x' || c == 'X'; })) return std::nullopt;
  return Span{begin, end};
}

std::optional<Span> PairAt(std::string_view text, size_t begin, char between) {
  constexpr size_t kMaxUser = 80;
  constexpr std::string_view kNoUser = " \t\r\n\"'`<>(){}|&;:%,=";
  char quote = '\0';
  if (begin < text.size() && IsQuote(text[begin])) quote = text[begin++];
  size_t at = begin;
  while (at < text.size() && at - begin < kMaxUser && text[at] != between && !kNoUser.contains(text[at])) ++at;
  if (at == begin || at >= text.size() || text[at] != between || text.substr(at + 1).starts_with("//")) return {};
  return ValueAt(text, at + 1, quote);
}

// Where the value of the option begins; npos if this is not the option.
size_t ValueOf(std::string_view text, size_t at, std::string_view option, Form form) {
  constexpr size_t kMaxBetween = 8;
  size_t end = at + option.size();
  const bool is_long = option.size() > 2;
  if (!text.substr(at).starts_with(option)) {
    // `curl -su user:password`: options of one letter may be joined.
    if (is_long || form != Form::kPair) return std::string_view::npos;
    end = at + 1;
    while (end < text.size() && end - at < kMaxBetween && IsAlnum(text[end]) && text[end] != option[1]) ++end;
    if (end == at + 1 || end >= text.size() || text[end] != option[1]) return std::string_view::npos;
    ++end;
    if (end >= text.size() || !IsBetween(text[end])) return std::string_view::npos;
  }
  size_t begin = end;
  if (form == Form::kAttached) return begin < text.size() && !IsSpace(text[begin]) ? begin : std::string_view::npos;
  if (begin < text.size() && text[begin] == '=') return begin + 1;
  if (begin < text.size() && IsQuote(text[begin]) && begin + 1 < text.size() && IsBetween(text[begin + 1])) ++begin;
  while (begin < text.size() && begin - end < kMaxBetween && (IsSpace(text[begin]) || text[begin] == ',')) ++begin;
  if (is_long && begin == end) return std::string_view::npos;
  return begin;
}

std::optional<Span> TakenBy(const Taker& taker, std::string_view text, size_t at) {
  size_t begin = std::string_view::npos;
  const bool is_option = AnyWord(taker.options, [&](std::string_view option) {
    begin = ValueOf(text, at, option, taker.form);
    return begin != std::string_view::npos;
  });
  if (!is_option || !RunsOneOf(text.substr(0, at), taker.programs)) return std::nullopt;
  if (taker.form == Form::kPair) return PairAt(text, begin, taker.between);
  if (taker.form != Form::kSource) return ValueAt(text, begin, '\0');
  constexpr std::string_view kPass = "pass:";
  const char quote = begin < text.size() && IsQuote(text[begin]) ? text[begin++] : '\0';
  if (!text.substr(begin).starts_with(kPass)) return std::nullopt;
  return ValueAt(text, begin + kPass.size(), quote);
}

}  // namespace

std::optional<Span> OptionPasswordAt(std::string_view text, size_t at) {
  if (at == 0 || !IsBetween(text[at - 1])) return std::nullopt;
  for (const Taker& taker : kTakers) {
    if (const auto taken = TakenBy(taker, text, at)) return taken;
  }
  return std::nullopt;
}

std::span<const CommandHint> CommandHints() {
  static constexpr auto kHints = [] {
    std::array<CommandHint, std::size(kTakers)> hints;
    for (size_t i = 0; i < hints.size(); ++i) hints[i] = {kTakers[i].programs, kTakers[i].options};
    return hints;
  }();
  return kHints;
}

}  // namespace gatehouse::events

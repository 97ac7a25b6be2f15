#include "gate/inspect/field/traversal.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::field {
namespace {

// Folders of the system and of its servers, at the start of an absolute path.
constexpr std::string_view kFolders[] = {
    "/etc/",      "/proc/",      "/sys/",       "/root/",    "/boot/",          "/var/log",    "/var/www",
    "/var/lib/",  "/var/run",    "/var/spool/", "/var/mail", "/var/adm",        "/var/apache", "/var/local/",
    "/var/mysql", "/var/cpanel", "/var/data/",  "/var/htmp", "/var/lock",       "/var/nm2",    "/var/webmin",
    "/var/named", "/apache",     "/xampp",      "/mysql",    "/var/postgresql", "/system32",   "/windows/system",
    "/winnt/",    "/boot.ini",   "/wamp",       "/nt/",      "/run/secrets",    "/inetpub",    "/minnt",
    "/usr/",      "/log/",       "/logs/",      "/sbin/"};
// Files that an honest field never names: settings, accounts, logs and keys.
constexpr std::string_view kFiles[] = {
    "/etc/passwd",     "/etc/shadow",   "/etc/group",  "/etc/issue", "/etc/master.passwd",
    "/proc/self/",     "boot.ini",      "etc/passwd",  "etc/shadow", "etc/issue",
    "etc/hosts",       "master.passwd", ".sh_history", ".shosts",    ".rhosts",
    ".bash_history",   "/.profile",     "win.ini",     "system32/",  "/config/sam",
    "/repair/sam",     "global.asa",    "ntuser.dat",  "php.ini",    "httpd.conf",
    ".htpasswd",       ".htaccess",     "web.config",  "/inetpub/",  "my.ini",
    "/proc/version",   "access.log",    "error.log",   "access_log", "error_log",
    "authorized_keys", "id_rsa",        "desktop.ini", "web-inf/",   "system.ini",
    "/winnt/",         "/.ssh/",        "/.aws/",      "/.gnupg/",   "/.kube/",
    "/.netrc",         "/.pgpass",      "/.git/",      "/.env",      "/.git-credentials",
    "/keychains/",     "wp-config",     "/tmp/sess_",  "/etc/ssh/",  "/run/secrets/"};
// Folders of people, and of programs that anyone may run: their paths stand in forms, settings and reports. Only the
// files above are refused there.
constexpr std::string_view kOpenFolders[] = {"/home/",    "/users/",         "/documents and settings/",
                                             "/tmp/",     "/mnt/",           "/media/",
                                             "/volumes/", "/storage/",       "/private/var/",
                                             "/usr/bin/", "/usr/local/bin/", "/usr/share/",
                                             "/bin/",     "/opt/",           "/program files/"};
constexpr std::string_view kSchemes[] = {"file://",   "php://",  "expect://", "zip://",         "phar://",
                                         "gopher://", "dict://", "jar:",      "glob://",        "ssh2://",
                                         "ogg://",    "rar://",  "ldap://",   "netdoc:",        "data://",
                                         "file:/",    "ftp://",  "tftp://",   "convert.iconv.", "convert.base64"};

// Lower case, one kind of separator, and "0x2f", "0x5c" and "0x2e" decoded.
std::string Plain(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view four = text.substr(i, 4);
    if (four == "0x2f" || four == "0x5c" || four == "0x2e") {
      plain += four[2] == '2' && four[3] == 'e' ? '.' : '/';
      i += 3;
    } else if (text[i] == '\\') {
      plain += '/';
    } else {
      plain += base::ToLower(text[i]);
    }
  }
  return plain;
}

// Counts of special components in a path.
struct Steps {
  size_t up = 0;       // ".."
  size_t here = 0;     // "."
  size_t dots = 0;     // three dots or more, or dots and question marks, which some readers reduce to ".."
  size_t doubled = 0;  // "//" after another component of dots
};

Steps Walk(std::string_view path) {
  Steps steps;
  for (size_t at = 0; at < path.size();) {
    const size_t slash = path.find('/', at);
    const bool last = slash == std::string_view::npos;
    const size_t end = last ? path.size() : slash;
    std::string_view component = path.substr(at, end - at);
    // A word may precede the dots before the first separator; anything may follow the last one.
    if (at == 0) {
      const size_t word = component.find_last_not_of(".?");
      const bool quote = word != std::string_view::npos && std::string_view(" =:\"'(,;[{<").contains(component[word]);
      if (quote) component.remove_prefix(word + 1);
    }
    // Servers that remove parameters read "..;" as "..".
    if (const size_t parameter = component.find(';'); parameter != 0) component = component.substr(0, parameter);
    const bool dots = !component.empty() && component.find_first_not_of(".?") == std::string_view::npos;
    if (dots && component == ".." && (!last || at > 0)) ++steps.up;
    if (dots && component == "." && !last) ++steps.here;
    if (dots && component != ".." && component != "." && component.size() > 1 && (!last || at > 0)) ++steps.dots;
    if (last) break;
    at = slash + 1;
  }
  return steps;
}

bool HoldsAny(std::string_view text, auto const& words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}
bool StartsWithAny(std::string_view text, auto const& words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.starts_with(word); });
}

// "..2f..2f": escapes whose '%' was removed, at least twice.
bool HoldsBareEscapes(std::string_view plain) {
  for (const std::string_view step : {std::string_view("..2f..2f"), std::string_view("..5c..5c"),
                                      std::string_view("2e2e2f2e2e2f"), std::string_view("2e2e5c2e2e5c")}) {
    if (plain.contains(step)) return true;
  }
  return false;
}

// The plain text of a path that is written in base64 from its first byte on.
std::optional<std::string> FromBase64(std::string_view text) {
  constexpr size_t kLeast = 8;
  constexpr size_t kMost = 4096;
  if (text.size() < kLeast || text.size() > kMost || text.size() % 4 != 0) return std::nullopt;
  auto path = base::Base64Decode(text);
  const bool starts = path && !path->empty() && std::string_view("./\\").contains((*path)[0]);
  const bool known =
      path && (path->starts_with("etc/") || path->starts_with("WINDOWS") || path->starts_with("boot.ini"));
  return starts || known ? path : std::nullopt;
}

// Only a path: no blank, but in the names of Windows' folders.
bool IsPath(std::string_view plain) {
  constexpr std::string_view kNoPath = " \t\r\n<>\"'|;&";
  for (size_t at = plain.find_first_of(kNoPath); at < plain.size(); at = plain.find_first_of(kNoPath, at + 1)) {
    const std::string_view folder = plain.substr(0, at);
    if (plain[at] != ' ' ||
        !(folder.ends_with("/program") || folder.ends_with("/documents") || folder.ends_with("/and")))
      return false;
  }
  return true;
}

// "[the picture](../../img/a.png)": links of Markdown lead to other pages, but not to the files of a system.
void LeaveOutLinks(std::string& plain) {
  constexpr size_t kLongest = 256;
  for (size_t at = plain.find("](.."); at < plain.size(); at = plain.find("](..", at + 1)) {
    const size_t begin = at + 2;
    const std::string_view rest = std::string_view(plain).substr(begin, kLongest);
    const size_t size = rest.find_first_of(") \t\r\n");
    if (size == std::string_view::npos) continue;
    const std::string_view target = rest.substr(0, size);
    if (target.find_first_of("%?;") == std::string_view::npos && !target.contains("etc/") && !HoldsAny(target, kFiles))
      plain.replace(begin, size, size, 'x');
  }
}

void JudgePath(std::string_view text, Strongest& strongest) {
  const auto tell = [&](double score, std::string_view signal) { strongest.Tell(Family::kPath, score, signal); };
  std::string plain = Plain(text.substr(0, text.find_last_not_of(" \t\r\n") + 1));
  LeaveOutLinks(plain);
  const bool whole = IsPath(plain);
  const Steps steps = Walk(plain);
  if (steps.up >= 2) tell(kSure, "climbs out of its folder");
  if (steps.up == 1) tell(whole || plain.find("..") < 2 ? kStrong : 0.5, "climbs out of its folder");
  if (steps.dots >= 2 || (steps.dots == 1 && (whole || HoldsAny(plain, kFiles)) && plain.find('/') < plain.size())) {
    tell(0.75, "components of dots");
  }
  if (steps.here >= 3 || (steps.here == 2 && plain.find_first_not_of("./") == std::string::npos))
    tell(0.75, "components of dots");
  if (HoldsBareEscapes(plain)) tell(kStrong, "climbs out of its folder");
  if (HoldsAny(plain, std::initializer_list<std::string_view>{"/etc/passwd", "/etc/shadow", "/etc/master.passwd",
                                                              "/proc/self/environ", "/boot.ini", "/win.ini",
                                                              "/repair/sam", "/config/sam"})) {
    // Sentences mention such files.
    tell(std::ranges::count(plain, ' ') > 3 ? 0.5 : 0.8, "file of the system");
  }
  if (!whole) return;
  const bool drive = plain.size() > 2 && plain[1] == ':' && plain[2] == '/';
  const std::string_view rooted = drive ? std::string_view(plain).substr(2) : plain;
  std::string_view single = rooted;
  while (single.size() > 1 && single[0] == '/' && single[1] == '/') single.remove_prefix(1);
  const bool open = StartsWithAny(std::string(single) + '/', kOpenFolders);
  if (!open && StartsWithAny(single, kFolders)) tell(0.75, "folder of the system");
  if (HoldsAny(rooted, kFiles) && (rooted.contains('/') || rooted == "boot.ini")) tell(0.75, "file of the system");
  if (!open && single.starts_with("/") &&
      HoldsAny(single, std::initializer_list<std::string_view>{".log", ".conf", "/logs/", ".ini", ".cnf", ".cfg"}))
    tell(kRefuse, "file of the system");
  for (const std::string_view named : {"=data:", "=php:", "=file:", "=expect:", "=zip:"}) {
    if (plain.contains(named)) tell(0.8, "scheme that reads files");
  }
  if (StartsWithAny(plain, kSchemes)) tell(plain.starts_with("ftp://") ? 0.4 : 0.8, "scheme that reads files");
  if (plain.starts_with("//") && (plain.contains("c$") || plain.contains("/admin$"))) tell(0.8, "share of Windows");
}

}  // namespace

void FindTraversal(std::string_view reading, Strongest& strongest) {
  JudgePath(reading, strongest);
  if (const auto hidden = FromBase64(reading)) JudgePath(*hidden, strongest);
}

}  // namespace gatehouse::field

#include "commands/password_commands.h"

#include <algorithm>

namespace gatehouse::commands {
namespace {

constexpr OptionTaker kOptionTakers[] = {
    {"http", "curl", "-u -U --user --proxy-user", Form::kPair, ':'},
    {"http", "lftp", "-u --user", Form::kPair, ','},
    {"httpie", "http https xh xhs", "-a --auth", Form::kPair, ':'},
    {"smb", "smbclient smbget smbmap smbcacls rpcclient winexe wmic", "-U --user", Form::kPair, '%'},
    {"mysql",
     "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlbinlog mycli mariadb mariadb-dump "
     "mariadb-admin",
     "-p", Form::kAttached},
    {"archive", "7z 7za 7zz 7zr rar unrar", "-p", Form::kAttached},
    {"option-p",
     "mongo mongosh mongodump mongorestore mongoexport mongoimport cqlsh rabbitmqadmin ncftpget ncftpput rdesktop "
     "psexec psexec64 useradd usermod crackmapexec netexec nxc evil-winrm hydra medusa cypher-shell certutil cadaver",
     "-p", Form::kValue},
    {"sshpass", "sshpass", "-p", Form::kValue},
    {"windows",
     "schtasks tasklist taskkill systeminfo driverquery getmac openfiles eventcreate cmdkey wmic netdom signtool "
     "xfreerdp xfreerdp3 wlfreerdp wlfreerdp3 sdl-freerdp sdl-freerdp3",
     "/p /rp /pass /password", Form::kColon},
    {"login", "login", "-p", Form::kValue},
    {"redis", "redis-cli valkey-cli keydb-cli", "-a", Form::kValue},
    {"redis", "redis-cli valkey-cli keydb-cli", "--pass", Form::kNext},
    {"ldap", "ldapsearch ldapadd ldapmodify ldapdelete ldappasswd ldapwhoami ldapcompare ldapmodrdn", "-w",
     Form::kValue},
    {"option-P", "sqlcmd osql isql bcp ipmitool mosquitto_pub mosquitto_sub zip unzip", "-P", Form::kValue},
    {"snmp", "snmpget snmpwalk snmpbulkwalk snmpset snmptrap", "-A -X", Form::kValue},
    {"ssh-keygen", "ssh-keygen", "-N -P", Form::kValue},
    {"putty", "plink pscp psftp putty", "-pw", Form::kNext},
    {"java", "keytool jarsigner", "-storepass -keypass -srcstorepass -deststorepass -new", Form::kNext},
    {"openssl", "openssl", "-pass -passin -passout -password", Form::kSource},
    {"apksigner", "apksigner", "--ks-pass --key-pass", Form::kSource},
};

constexpr PairTaker kPairTakers[] = {
    {"oracle", "sqlplus sqlldr expdp impdp rman sqlcl", '/', '\0'},
    {"target",
     "psexec.py wmiexec.py smbexec.py atexec.py dcomexec.py secretsdump.py smbclient.py mssqlclient.py getuserspns.py "
     "getnpusers.py lookupsid.py rpcdump.py samrdump.py reg.py services.py ticketer.py impacket-psexec "
     "impacket-wmiexec impacket-smbexec impacket-atexec impacket-dcomexec impacket-secretsdump impacket-smbclient "
     "impacket-mssqlclient",
     ':', '@'},
};

constexpr ArgumentTaker kArgumentTakers[] = {
    {.name = "windows", .program = "net", .command = "use", .number = 1, .share = true},
    {.name = "windows", .program = "net", .command = "user", .number = 2},
    {.name = "last", .program = "openssl", .command = "passwd", .number = 0},
    {.name = "last", .program = "htpasswd", .command = "", .number = 0, .needs = "b"},
    {.name = "account", .program = "rabbitmqctl", .command = "add_user", .number = 2},
    {.name = "account", .program = "rabbitmqctl", .command = "change_password", .number = 2},
    {.name = "account", .program = "rabbitmqctl", .command = "authenticate_user", .number = 2},
    {.name = "account", .program = "samba-tool", .command = "create", .number = 2},
    {.name = "account", .program = "samba-tool", .command = "add", .number = 2},
    {.name = "account", .program = "wpa_passphrase", .command = "", .number = 2},
    {.name = "account", .program = "virsh", .command = "secret-set-value", .number = 2},
    // unixODBC's; Sybase's and FreeTDS's of the same name have options for it.
    {.name = "account", .program = "isql", .command = "", .number = 3, .without = "SUPHDsup"},
    {.name = "account", .program = "iusql", .command = "", .number = 3},
    {.name = "account", .program = "nmcli", .command = "password", .number = 1},
    {.name = "account", .program = "pdftk", .command = "user_pw", .number = 1},
    {.name = "account", .program = "pdftk", .command = "owner_pw", .number = 1},
};

constexpr InputReader kInputReaders[] = {
    {.programs = "chpasswd", .account = true},
    {.programs = "kinit cryptsetup"},
    {.programs = "passwd", .first = true},
    {"passwd", "--stdin"},
    {"sudo", "-S"},
    {"smbpasswd", "-s"},
    {"docker podman nerdctl buildah skopeo oras helm crane vault", "login"},
    {"--with-token"},  // `gh auth login --with-token`
    {"realm", "join"},
};

constexpr std::string_view kLoginWords =
    "docker podman nerdctl buildah skopeo oras crane auth registry az acr oc cf argocd ibmcloud vault";

// Calls visit(word) for each.
template <typename Visit>
void ForEachWord(std::string_view words, Visit visit) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    visit(words.substr(0, end));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
}

template <typename Rows>
void AddNamed(std::string_view name, const Rows& rows, std::string& programs) {
  for (const auto& row : rows) {
    if (row.name != name || (" " + programs + " ").contains(" " + std::string(row.programs) + " ")) continue;
    if (!programs.empty()) programs += ' ';
    programs += row.programs;
  }
}

}  // namespace

std::span<const OptionTaker> OptionTakers() { return kOptionTakers; }
std::span<const PairTaker> PairTakers() { return kPairTakers; }
std::span<const ArgumentTaker> ArgumentTakers() { return kArgumentTakers; }
std::span<const InputReader> InputReaders() { return kInputReaders; }
std::string_view LoginWords() { return kLoginWords; }

std::string ProgramsNamed(std::string_view name) {
  if (name == "login") return std::string(kLoginWords);
  std::string programs;
  AddNamed(name, kOptionTakers, programs);
  AddNamed(name, kPairTakers, programs);
  return programs;
}

std::string AnyOf(std::string_view words) {
  constexpr std::string_view kPlain = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
  std::string expression;
  for (const char c : words) {
    if (c != ' ' && !kPlain.contains(c)) expression += '\\';
    expression += c == ' ' ? '|' : c;
  }
  return expression;
}

}  // namespace gatehouse::commands

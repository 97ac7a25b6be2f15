#include "gate/inspect/field/command_names.h"

#include <string>

#include "base/bytes.h"

namespace gatehouse::field {
namespace {

struct Commands {
  CommandKind kind;
  std::string_view names;  // separated by one space
};
constexpr Commands kCommands[] = {
    {CommandKind::kTelling,
     "whoami ifconfig ipconfig netstat uname systeminfo wget curl nslookup tracert traceroute netsh tasklist "
     "powershell powershell.exe cmd.exe bash phpinfo getent chmod chown mkfifo ncat telnet certutil bitsadmin "
     "gcc sudo printenv busybox ipconfig.exe sysinfo useradd adduser usermod lsof socat xterm nmap rsync strace gdb "
     "systemctl crontab kubectl pkill killall dmesg lsblk nohup visudo rundll32 regsvr32 mshta cscript wscript "
     "schtasks "
     "taskkill wmic icacls findstr gpresult driverquery iwr iex gci tcpdump userdel groupadd groupdel poweroff "
     "iptables ip6tables journalctl chattr mkfs mkfs.ext4 fdisk lspci lsusb lsmod insmod modprobe swapoff sqlite3 "
     "psql mysqldump mongodump redis-cli setsid showmount smbclient ldapsearch "
     "masscan sqlmap chpasswd setfacl getfacl gawk mawk egrep fgrep zgrep zcat hexdump gunzip apt-get dpkg pip3 "
     "npx pwsh tclsh sysctl umount mknod tac"},
    {CommandKind::kPlain,
     "sh cat nc rm cp mv echo ping sleep type net perl python python3 python2 ruby php which set cmd del copy "
     "start kill touch find grep head tail more less sort awk sed base64 xxd od tee ssh scp ftp tftp dig host "
     "reg exec eval system mail passwd arp route date df mount last finger export shutdown reboot attrib zsh "
     "ksh csh node lua rename move mkdir tar unzip make vi diff uniq wc apt git docker pip npm openssl nano strings "
     "cut "
     "timeout xargs stat cmp ln su gzip zip uptime halt tree rd sc printf tr less dd ip ss du cd service file rev "
     "split history groups watch jobs alias unset source trap apk yum dnf snap yarn java javac go cargo gem bundle "
     "rake mvn cmake who free test nl shred truncate fold join paste comm logger wall write screen tmux sync mysql "
     "mongo gpg svn hg chroot nice md5sum sha1sum sha256sum"},
    {CommandKind::kAlone, "id ls dir pwd ps env hostname ver"},
};

constexpr size_t kLongestName = 20;

// "Get-Process", "Invoke-WebRequest": commands of PowerShell, in lower case.
bool IsCmdlet(std::string_view lower) {
  constexpr std::string_view kVerbs =
      " get set new remove invoke start stop test write copy move import export select sort ";
  constexpr std::string_view kNouns =
      " process service childitem content item itemproperty webrequest restmethod expression command object "
      "wmiobject ciminstance computer host history sleep location acl output eventlog connection netconnection ";
  const auto holds = [](std::string_view words, std::string_view word) {
    const size_t at = words.find(word);
    return at != std::string_view::npos && words[at - 1] == ' ' && words[at + word.size()] == ' ';
  };
  const size_t dash = lower.find('-');
  return dash != std::string_view::npos && dash > 2 && lower.size() - dash > 3 &&
         holds(kVerbs, lower.substr(0, dash)) && holds(kNouns, lower.substr(dash + 1));
}

}  // namespace

// All names of a kind are in one text between spaces, so that one search finds one.
CommandKind CommandKindOf(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return CommandKind::kNone;
  const std::string lower = base::AsciiLower(name);
  if (IsCmdlet(lower)) return CommandKind::kTelling;
  for (const Commands& commands : kCommands) {
    for (size_t at = commands.names.find(lower); at != std::string_view::npos;
         at = commands.names.find(lower, at + 1)) {
      const size_t end = at + lower.size();
      const bool begins = at == 0 || commands.names[at - 1] == ' ';
      if (begins && (end == commands.names.size() || commands.names[end] == ' ')) return commands.kind;
    }
  }
  return CommandKind::kNone;
}

}  // namespace gatehouse::field

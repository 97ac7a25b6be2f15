// Passwords that are typed into the command line of a program. Which programs take one is said in
// commands/password_commands.h, whose rows <programs:NAME> stands for. What stands there must look like a password
// (LooksPassword), so that names, placeholders and variables are left alone.
#include "scan/rules/families.h"

namespace gatehouse::scan {
namespace {

// The words of a command up to its option, over lines that go on.
#define GATEHOUSE_WORDS R"re(\b(?:[^\n|;&"'\\]|"[^"\n]*"|'[^'\n]*'|\\\r?\n|\\[^\n])*?\s)re"
// A value in quotes or as it is, and behind it its end.
#define GATEHOUSE_VALUE \
  R"re((?:'([^'\s]{6,})'|"([^"\s$`]{6,}\$?)"|([^\s"'`$<>{}()|;&,\\]{6,}\$?)(?:["'`\s;|&)\\]|$)))re"

constexpr Rule kCommandRules[] = {
    {.id = "command-user-password",
     .title = "Password of an HTTP request on a command line",
     .pattern = R"re((?:(?:<programs:http>)(?:\.exe)?)re" GATEHOUSE_WORDS
                R"re((?:-u|-U|--user|--proxy-user)|(?:<programs:httpie>)\s(?:-a|--auth)))re"
                R"re([ =]?["']?[^\s:,"'`$<>{}/\\]{1,80}[:,]([^\s"'`$<>{}|;&\\]{6,})(?:["'`\s;|&)\\]|$))re",
     .trigger =
         R"re((?:(?:<programs:http>)(?:\.exe)?\s[^|;]{0,200}-(?:u|U|-user|-proxy-user)|(?:<programs:httpie>) -(?:a|-auth))[ =]?["']?[^\s:,"'`$<>{}/\\]{1,80}[:,][^\s"'`$<>{}|;&\\]{6})re",
     .before = 20,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"curl -u deploy:k7<12:alnum>4Q https://ci.example.org/job",
               "curl -fsS 'https://h/?a=1&b=2' \\\n  --user 'bot:9x<14:alnum>'",
               "http -a admin:Z3<12:alnum>8 GET https://api.example.org"},
     .not_found = {"curl -u \"$USER:$PASSWORD\" https://h/", "curl -u username:api_token https://h/",
                   "docker run -u 1000:1000 image curl"}},
    {.id = "command-mysql-password",
     .title = "Password of MySQL on a command line",
     .pattern = R"re((?:<programs:mysql>)(?:\.exe)?)re" GATEHOUSE_WORDS R"re(-p)re" GATEHOUSE_VALUE,
     .trigger = R"re((?:<programs:mysql>)(?:\.exe)?\s[^|;]{0,160}-p["']?[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 20,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"mysql -h db -u root -p4T<12:alnum>z7 shop", "mysqldump -uapp -p'8u<12:alnum>Q!3' shop > a.sql"},
     .not_found = {"mysql -u root -p$MYSQL_PASSWORD shop", "mysql -u root -p shop", "mysql -u root -ppassword"}},
    {.id = "command-short-password",
     .title = "Password in a short option of a program",
     .pattern =
         R"re((?i:(?:<programs:sshpass>)(?:\.exe)?\s+(?-i:-p)\s{0,2}|(?:<programs:redis>)(?:\.exe)?)re" GATEHOUSE_WORDS
         R"re((?-i:-a)\s+|(?:<programs:ldap>)(?:\.exe)?)re" GATEHOUSE_WORDS
         R"re((?-i:-w)\s{0,2}|(?:<programs:option-p>)(?:\.exe|\.py)?)re" GATEHOUSE_WORDS
         R"re((?-i:-p)\s+|(?:<programs:archive>)(?:\.exe)?)re" GATEHOUSE_WORDS
         R"re((?-i:-p)|(?:<programs:option-P>)(?:\.exe)?)re" GATEHOUSE_WORDS
         R"re((?-i:-P)\s{0,2}|(?:<programs:snmp>)(?:\.exe)?)re" GATEHOUSE_WORDS
         R"re((?-i:-[AX])\s{0,2}|(?:<programs:ssh-keygen>)(?:\.exe)?)re" GATEHOUSE_WORDS
         R"re((?-i:-[NP])\s{0,2}|(?:<programs:putty>)(?:\.exe)?)re" GATEHOUSE_WORDS
         R"re(-pw\s+|(?:<programs:java>)(?:\.exe)?)re" GATEHOUSE_WORDS R"re(-new\s+))re" GATEHOUSE_VALUE,
     .trigger =
         R"re((?i)(?:(?:<programs:sshpass>|<programs:redis>|<programs:ldap>|<programs:option-p>|<programs:option-P>|<programs:snmp>|<programs:ssh-keygen>|<programs:putty>|<programs:java>)(?:\.exe|\.py)?\s[^|;]{0,160}-(?:[apwxn]|pw|new)\s{0,2}["']?[^\s"'`$<>{}()|;&,\\]{6}|(?:<programs:archive>) [aelutx][^|;]{0,160} -p["']?[^\s"'`$<>{}()|;&,\\]{6}))re",
     .before = 20,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"7z a -p'w9<12:alnum>X2' a.7z b", "PSEXEC.EXE \\\\h -u bob -p 7k<12:alnum>Jq cmd",
               "useradd -m -p 3R<12:alnum>t8 bob"},
     .not_found = {"sshpass -p \"$SSHPASS\" ssh host", "redis-cli -a $REDIS_PASSWORD ping", "useradd -p \"$HASH1\" bob",
                   "psexec -u %USER% -p %PW1%"}},
    {.id = "command-windows-password",
     .title = "Password in an option of a Windows program",
     .pattern =
         R"re((?i:(?:<programs:windows>)(?:\.exe)?\s[^\n|&]{0,200}?[\s"']/(?:[pw]|rp|pass|password|passwordd|passwordo)[: ]))re" GATEHOUSE_VALUE,
     .trigger =
         R"re((?i)(?:<programs:windows>)(?:\.exe)?\s[^|&]{0,200}/(?:[pw]|rp|pass|password|passwordd|passwordo)[: ]["']?[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 20,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"schtasks /create /tn a /ru CORP\\bob /rp k7<12:alnum>X4", "xfreerdp /v:h /u:bob /p:'k7<12:alnum>X4'",
               "WMIC.exe /node:h /user:bob /password:k7<12:alnum>X4 process list"},
     .not_found = {"schtasks /create /ru SYSTEM /tn a1b2c3", "tasklist /s h1 /u bob /p %PW1%",
                   "xfreerdp /v:h /u:bob /p:$PASS1"}},
    {.id = "command-net-password",
     .title = "Password of a Windows account or share on a command line",
     .pattern =
         R"re((?i:\bnet1?(?:\.exe)?\s+(?:use\s+(?:\S+\s+)?["']?\\\\[^\s"']+["']?|user\s+(?:/\S+\s+)*[^\s/]+)(?:\s+/\S+)*\s+))re" GATEHOUSE_VALUE,
     .trigger =
         R"re((?i)\bnet1?(?:\.exe)? use(?:\s+(?:\S+\s+)?["']?\\\\|r\s+)[^\n|&]{0,160}\s["']?[^\s"'`$<>{}()|;&,\\/]{6})re",
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"net use Z: \\\\nas\\share /user:CORP\\bob k7<12:alnum>X4",
               "NET.EXE USE \\\\nas\\share \"k7<12:alnum>X4\" /USER:bob", "net user bob k7<12:alnum>X4 /add"},
     .not_found = {"net use Z: \\\\nas\\share /user:bob %PASS1%", "net user bob * /add",
                   "net use Z: \\\\nas1\\share2 /persistent:no", "the net user growth of 2024 was good"}},
    {.id = "command-account-password",
     .title = "Password as an argument of a program",
     .pattern =
         R"re((?:htpasswd\s+-\w{0,5}b\w{0,5}\s+(?:-\S+\s+)*(?:\S+\s+){1,2}|openssl\s+passwd\s+(?:-salt\s+\S+\s+|-(?:[^s\s]|s[^a\s])\S*\s+)*|<arguments:account>|set-initial-password\s+|(?:<readers:any>)\b[^\n|;<]{0,60}<<<\s{0,2}["']?(?:[a-z][\w.-]{0,30}:)?))re" GATEHOUSE_VALUE,
     .trigger =
         R"re((?:htpasswd\s+-\w{0,5}b|openssl\s+passwd|<commands:account>|set-initial-password|(?:<readers:any>)[^\n|;<]{0,60}<<<))re",
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"htpasswd -cbB .htpasswd bob k7<12:alnum>X4", "echo $(openssl passwd -6 k7<12:alnum>X4)",
               "rabbitmqctl add_user bob k7<12:alnum>X4"},
     .not_found = {"htpasswd -c .htpasswd bob", "openssl passwd -6 -salt a1b2c3d4 \"$PASS1\"",
                   "rabbitmqctl add_user bob \"$PW1\"", "openssl passwd -6 -stdin"}},
    {.id = "command-target-password",
     .title = "Password in the target of a remote command",
     .pattern =
         R"re((?i:(?:impacket-[\w-]{2,30}|\w{3,30}\.py)\s+(?:-\S+\s+){0,6}["']?(?:[\w.-]{1,60}[/\\]{1,2})?[\w.$-]{1,60}:)([^\s"'`$<>{}()|;&,\\@]{6,})@[\w.-])re",
     .trigger = R"re((?i)(?:impacket-[\w-]{2,30}|\w{3}\.py)\s[^\n|&:]{1,120}:[^\s"'`$<>{}()|;&,\\@/]{6,60}@)re",
     .before = 30,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"psexec.py corp/bob:k7<12:alnum>X4@10.0.0.5", "impacket-wmiexec 'corp.local/bob:k7<12:alnum>X4@dc1'"},
     .not_found = {"psexec.py corp/bob@10.0.0.5", "sync.py bob:$PASS1@h", "deploy.py bob:password@h"}},
    {.id = "command-login-password",
     .title = "Password or token of a login on a command line",
     .pattern = R"re((?:<programs:login>)\s+login)re" GATEHOUSE_WORDS
                R"re((?:-p|--password|--token)(?:\s+|=))re" GATEHOUSE_VALUE,
     .trigger = R"re(\slogin\s[^|;]{0,160}(?:-p|--password|--token)[ =]["']?[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 20,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"docker login -u ci -p 6h<14:alnum>K9 registry.example.org",
               "az login --service-principal -u a -p b7<20:alnum>"},
     .not_found = {"docker login -u ci -p $CI_TOKEN registry.example.org", "docker login -u ci --password-stdin",
                   "docker login -u user -p password"}},
    {.id = "command-openssl-password",
     .title = "Password of openssl on a command line",
     .pattern = R"re((?:-pass|-passin|-passout|-password)\s+["']?pass:)re" GATEHOUSE_VALUE,
     .trigger = R"re(-pass(?:in|out|word)?\s{1,4}["']?pass:[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 24,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"openssl rsa -in k.pem -passin pass:6y<12:alnum>Hd -out o.pem"},
     .not_found = {"openssl rsa -passin pass:$PASS -in k.pem", "openssl rsa -passin env:PASS -in k.pem",
                   "openssl req -passout pass:changeit"}},
    {.id = "command-password-option",
     .title = "Password in an option of a program",
     .pattern =
         R"re((?:^|[\s"'(\[,])--?(?i:(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|passcode|pass|storepass|keypass))(?:=|["']?,?\s+))re" GATEHOUSE_VALUE,
     .trigger =
         R"re((?i)-(?:pass(?:word|wd|phrase|code)?|storepass|keypass)(?:=|["']?,?\s{1,4})["']?[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 70,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"wget --user=ci --http-password=5c<14:alnum>R https://h/", "mongosh --password 'Vq<12:alnum>7!'",
               "keytool -list -keystore k.jks -storepass 9D<12:alnum>m4"},
     .not_found = {"wget --password=\"$PASSWORD\" https://h/", "mongosh --password <your-password>",
                   "--password-file /run/secrets/db_1 --no-pass"}},
    {.id = "command-token-option",
     .title = "Token in an option of a program",
     .pattern =
         R"re((?:^|[\s"'(\[,])--?(?:[a-z]{1,20}-){0,3}(?:token|secret|api-?key|secret-?key|access-?key)(?:=|["']?,?\s+))re" GATEHOUSE_VALUE,
     .trigger = R"re(-(?:token|secret|(?:api|secret|access)-?key)(?:=|["']?,?\s{1,4})["']?[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 70,
     .kind = Rule::Kind::kGeneric,
     .found = {"mytool --token <40:alnum> --url https://h/", "mytool --api-key '<32:alnum>' list"},
     .not_found = {"mytool --token \"$TOKEN\" list", "mytool --api-key <your-key1>",
                   "mytool --token-file /run/secrets/t1"}},
    {.id = "command-environment-password",
     .title = "Password in the environment of a command",
     .pattern =
         R"re((?:PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH|SSHPASS|LDAPPASS|BORG_PASSPHRASE|RESTIC_PASSWORD|[A-Z][A-Z0-9_]{0,40}_(?:PASSWORD|PASSWD|PASSPHRASE|PWD))=)re"
         R"re((?:'([^'\s]{6,})'|"([^"\s$`]{6,})"|([^\s"'`$<>{}()|;&,\\]{6,}))[ \t]+[A-Za-z./])re",
     .trigger = R"re((?:PASSWORD|PASSWD|PASSPHRASE|PWD|CLI_AUTH|SSHPASS|LDAPPASS)=["']?[^\s"'`$<>{}()|;&,\\]{6})re",
     .before = 60,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"PGPASSWORD=x8<12:alnum>Lp psql -h db -U app shop", "MYSQL_PWD='r2<12:alnum>G' mysqldump shop",
               "RESTIC_PASSWORD=\"4b<14:alnum>\" restic backup /"},
     .not_found = {"PGPASSWORD=$DB_PASSWORD psql -h db", "PGPASSWORD=postgres psql -h db",
                   "PGPASSWORD=<password> psql"}},
    {.id = "command-smb-password",
     .title = "Password of a Windows share on a command line",
     .pattern = R"re((?:<programs:smb>))re" GATEHOUSE_WORDS
                R"re((?:-U|--user)[ =]?["']?[^\s%"'`$<>{}]{1,80}%(?:([^\s"'`$<>{}|;&%]{6,})(?:["'`\s;|&)\\]|$)))re",
     .trigger =
         R"re((?:<programs:smb>)\s[^|;]{0,160}-(?:U|-user)[ =]?["']?[^\s%"'`$<>{}]{1,80}%[^\s"'`$<>{}|;&%]{6})re",
     .before = 4,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"smbclient //nas/share -U backup%T5<12:alnum>w9", "rpcclient -U 'CORP\\\\svc%2n<12:alnum>Y' dc1"},
     .not_found = {"smbclient //nas/share -U user%password", "smbclient //nas/share -U \"$USER%$PASS\""}},
    {.id = "command-piped-password",
     .title = "Password that a command is given by echo",
     .pattern =
         R"re((?:echo|printf)\s+(?:-[ne]\s+)?["']?(?:[a-z][a-z0-9_.-]{0,30}:)?([^\s"'`$<>{}()|;&\\]{6,}\$?)(?:\\n)?["']?\s{0,4}\|\s{0,4}(?:(?:[^\n|;&]{0,60}[\s/])?(?:<readers:any>)|(?:sudo\s{1,4})?[\w/]{0,20}(?:<readers:first>))(?:["'`\s;)]|$))re",
     .trigger =
         R"re(\|\s{0,4}(?:(?:[^\n|;&]{0,60}[\s/])?(?:<readers:any>)|(?:sudo\s{1,4})?[\w/]{0,20}(?:<readers:first>)))re",
     .before = 280,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"echo 'root:1v<12:alnum>E8' | chpasswd", "echo 8G<12:alnum>q | sudo -S apt-get update",
               "echo \"c3<20:alnum>\" | docker login -u ci --password-stdin registry.example.org"},
     .not_found = {"echo \"root:$PASSWORD\" | chpasswd", "echo password | sudo -S true",
                   "echo \"$TOKEN\" | docker login"}},
    {.id = "command-sqlplus-password",
     .title = "Password of Oracle on a command line",
     .pattern =
         R"re((?i:(?:<programs:oracle>)(?:\.exe)?\s+(?:-\S{1,8}\s+|[a-z]{3,12}=\S{0,60}\s+){0,4}(?:(?:target|catalog|auxiliary)\s+|userid=)?["']?)[A-Za-z][A-Za-z0-9_$#]{0,30}/(?:"([^"\s$`]{6,})"|([^\s"'`$<>{}()|;&/@]{6,}))(?:@|["'\s]|$))re",
     .trigger = R"re((?i)(?:<programs:oracle>)(?:\.exe)?\s[^\n/|;&]{1,60}/["']?[^\s"'`$<>{}()|;&/@]{6})re",
     .before = 12,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"sqlplus -S app/7f<12:alnum>K2@//db:1521/ORCL", "SQLPLUS.EXE app/7f<12:alnum>K2@db as sysdba",
               "sqlldr control=a.ctl userid=app/7f<12:alnum>K2@db"},
     .not_found = {"sqlplus / as sysdba", "sqlplus app/$PASSWORD@db", "sqlplus scott/tiger@db",
                   "sqlplus app/&pass1@db"}},
    {.id = "keyword-connection-password",
     .title = "Password in a connection string of keywords",
     .pattern =
         R"re((?:host|hostaddr|port|dbname|user|sslmode)=[^\s"']{1,100}\s(?:[a-z_]{2,30}=[^\s"']{0,100}\s){0,8}password=([^\s"'`$<>{}()\\,;&]{6,}))re",
     .trigger = R"re(\spassword=[^\s"'`$<>{}()\\,;&]{6})re",
     .before = 500,
     .kind = Rule::Kind::kGeneric,
     .password = true,
     .found = {"psql \"host=db port=5432 user=app password=n4<12:alnum>B dbname=shop\"",
               "dsn = 'user=app dbname=shop password=2L<12:alnum>v'"},
     .not_found = {"psql \"host=db user=app password=$PGPASSWORD\"", "host=db user=app password=secret dbname=x"}},
};
#undef GATEHOUSE_WORDS
#undef GATEHOUSE_VALUE

}  // namespace

std::span<const Rule> CommandRules() { return kCommandRules; }

}  // namespace gatehouse::scan

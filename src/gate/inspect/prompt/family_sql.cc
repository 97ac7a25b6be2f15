// SQL injection: what breaks out of a value in somebody else's query. Whole queries that are asked about have none of
// it: no quote that closes nothing, no number before UNION, no comment that cuts off a rest.
#include "gate/inspect/prompt/families.h"

namespace gatehouse::prompt {
namespace {

// Between two words there is one blank: comments and escapes in its place are undone before (decode.h).
#define S "\\s"
#define O "\\s?"
#define COMPARE "(?:=|<=>|<>|!=|<|>|like|rlike|regexp|between|is|in)"

constexpr Rule kSqlRules[] = {
    {"union out of a value",
     kCertain,
     "(?:^|[\\s\"'`:=(])(?:[-+]?[0-9.]{1,12}|null|['\"`)]{1,4}|[a-z0-9_]{0,12}['\"`)]{1,4}|@[a-z@.]{0,12}|\\\\n|[0-9a-"
     "z]{1,16}['\"])\\)* ?(?:[0-9a-z=' ]{0,24})?((?:\\buni(?:on)?|union)" O "(?:all|distinct|distinctrow)?" O
     "[(\\s]*select)\\b|\\bunion" S "(?:all" S "|distinct" S ")?\\(?select" O
     "(?:\\(?(?:[-+]?[0-9]{1,7}|null|@@?[a-z_]{1,20}|char\\s?\\(|0x[0-9a-f]{2,}|'[^']{0,12}'|\"[^\"]{0,12}\"|concat|"
     "group_concat|password|pass|version\\s?\\(|user\\s?\\(|database\\s?\\()\\s?[,)#;]|(?:[-+]?[0-9]{1,3}|null)\\s?(?:$"
     "|\\n|--|#|/\\*|from\\b|\\{))",
     {"-1 union select 1,2,version()--", "x' UNION ALL SELECT NULL,NULL#", "1 union all select password from users",
      "UNION SELECT 1,2,3"},
     {"SELECT a FROM t UNION SELECT b FROM u", "the union selects a leader",
      "WHERE price < 1000\nUNION ALL\nSELECT name FROM t"}},
    {"a whole query",
     -kStrong,
     "(?:^|[.:;?!(,`\\n]" O
     "|\\b(?:as|does|do|is|why|query|script|sql|run|this|that|explain|rewrite|optimi[sz]e|like)[ :]" O ")select" S
     "[^;]{1,240}?(\\bunion)" S "(?:all" S "|distinct" S ")?\\(?select\\b",
     {"SELECT a FROM t WHERE b = 1 UNION SELECT a FROM u", "WITH t AS (SELECT 1 UNION ALL SELECT n + 1 FROM t)",
      "Why does select city from a where c = 'DE' union select city from b work?"},
     {"1 union select a from users", "x' union select 1 union select 2", "we select a leader; the union selects"}},
    {"always true",
     kCertain,
     "(?:['\"`)]|\\b[0-9]{1,9}|\\bx)" O "\\)*" O "(?:\\b(?:or|and|xor|having)\\b|\\|\\||&&)" O "[-+~!(]{0,4}" O
     "(?:not" S ")?(?:(?:['\"`][a-z0-9_%]{0,12}['\"`]|[0-9]{1,9})" O COMPARE "|['\"][a-z0-9_%]{0,12}" O
     "(?:=|<=>|<>|!=|<|>))" O
     "[-+~!(]{0,3}(?:['\"`][a-z0-9_%]{0,12}(?:['\"`)]|$|\\n|[\\s-])|[0-9]{1,9}\\b|true\\b|false\\b|\\(?select\\b)",
     {"' or 1=1--", "x' OR 'a'='a", "1) or (1=1", "\" or \"\"=\""},
     {"x = 1 and y = 2", "if (a == 1 || b == 2)", "WHERE a = 'x' AND b = 'yes' GROUP BY c", "name = 'A' OR name = 'B'",
      "`dir=\"column\"` or `dir=\"row\"`", "starts with \"how to\" or \"what is\" \"case\""}},
    {"always true, at the end of a quote",
     kCertain,
     "(?:^|[\\s(:=])[a-z0-9_@.]{0,16}['\"`]" O "\\)*" O "(?:or|and|\\|\\||&&|xor)" O "(?:not" S
     ")?[-!(~@]{0,3}(?:['\"][a-z0-9_%]{0,24}['\"]\\s?(?:=|<|>|like\\b|is\\b|in\\b|between\\b|--|#|/"
     "\\*|$|;|rlike|regexp|\\+|-['\"]|\\|)|(?:[0-9]{1,9}|true|id|username|user|password|login|email|name|uid|"
     "pass|uname|userid|isnull|exists|sleep|substr|ascii|ord|length|@@[a-z]|mid|char|database|version|benchmark|pg_"
     "sleep)\\s?(?:=|<|>|like\\b|is\\b|in\\b|between\\b|\\(|--|#|/\\*|$|\\n|;|rlike|regexp|div|\\+|-[^a-z]|\\|))",
     {"admin' or 1 --", "x' or id= 1 having 1", "' or username like '%", "' and substr(version(),1,1)='5"},
     {"Don't or 1", "a 'x' or 'y' thing", "(\"ten tries\") or \"unlimited\" (no end)", "echo \"os ==\" && uname -a"}},
    {"the rest cut off",
     kCertain,
     "['\"`]\\s?\\){0,32}\\s?;?\\s?(?:--|#|/\\*)\\s?$|['\"`]\\s?\\)*\\s?;?\\s?--\\s?(?:\\+|limit)|"
     "\\)\\s?--\\s?$|^[a-z0-9_@.-]{0,24}\\s?['\"`]\\s?\\)*\\s?;?\\s?(?:--|#|/\\*)",
     {"admin' --", "x')) -- ", "admin'#", "1'/*"},
     {"it's -- well, odd", "\"C#\"", "git commit -m 'x' --amend", "print('a') # say a"}},
    {"a number, and the rest cut off",
     kStrong,
     "(?:^|[\\s=(\"'])[-+]?[0-9]{1,9}\\s?\\)*" O "(?:\\b(?:or|and|having|xor|order" S "by|group" S
     "by|limit|procedure|union|like|div|mod)\\b|\\|\\||&&)[^\\n]{0,60}(?:--|#\\s?$|/\\*|;--)",
     {"1 or 1=1--", "5 order by 3#", "-1 and 1=2 /*"},
     {"1 or 2 apples", "10 and under"}},
    {"a second query",
     kCertain,
     "(?:['\"`)]|\\b[0-9]{1,9})" O "\\)*" O "; ?(?:(?:drop|alter|truncate|create)" S
     "(?:table|database|user|procedure|function|login|view|index|schema)\\b|delete" S "from\\b|insert" S
     "into\\b|update" S "[a-z_.]+" S "set\\b|exec(?:ute)?" S
     "(?:xp_|sp_|master|immediate|[a-z_.]+\\s?[@'(])|exec\\(|declare" S "@|shutdown\\b|waitfor\\b|select" O
     "(?:[*(@]|[a-z_,. ]{1,40}" S "from\\b|pg_sleep|sleep|case\\b|count)|'?\\)?;? ?--\\s?(?:$|\\n|\\+|-))",
     {"'; DROP TABLE users; --", "1; exec xp_cmdshell('dir')", "x\"; delete from users"},
     {"x = 'a'; y = 2;", "print('hi'); show me", "insert('a'); select an option",
      "(4, 'Law');\nINSERT INTO t VALUES (1)"}},
    {"wait for it",
     kCertain,
     "\\bwaitfor" O "delay" O "['\"(@]|\\bpg_sleep" O "\\(" O "[0-9_(*'\"]|(?:^|[^.a-z_])sleep" O "\\(" O
     "(?:__time__|[0-9]{1,3})" O "\\)" O
     "(?:--|#|/\\*|=|'|\"|\\)|and\\b|or\\b|limit|$|,|\\}|\\+|-|\\*|\\|)|\\bbenchmark" O "\\(" O
     "[0-9_]{4,}|\\brandomblob" O "\\(" O "[0-9]{6,}|\\bdbms_(?:lock|pipe)\\s?\\.\\s?(?:sleep|receive_message)|"
     "generate_series\\s?\\(\\s?1\\s?,\\s?[0-9]{5,}|\\bwaitfor" O "time" O "'",
     {"1 waitfor delay '0:0:20' --", "or sleep(5)#", "benchmark(3000000,MD5(1))", "pg_sleep(5)--"},
     {"time.sleep(5)", "Thread.sleep(100);", "How does sleep work?"}},
    {"errors that talk",
     kCertain,
     "\\b(?:extractvalue|updatexml)" O "\\(" O "(?:[a-z0-9'\"]{1,12})" O "," O
     "(?:concat|0x|char|make_set|[a-z'\"]{1,12}" O "," O
     "concat)|\\butl_(?:inaddr|http|file|smtp)\\b|\\bctxsys\\s?\\.|\\bdbms_(?:utility|xmlgen|xslprocessor|xmlquery|"
     "ldap|java|export)|\\bxmltype" O "\\(" O "(?:chr|char|\\()|\\bfloor" O "\\(" O "rand" O "\\(" O "[0-9]{0,2}" O
     "\\)" O "\\*|\\bexp" O "\\(" O "~|\\bprocedure" S "analy[sz]e|\\bconvert" O "\\(" O "int" O "," O
     "(?:\\(|@@|char|db_name|user|system_user|current)|\\bcast" O "\\(" O "(?:\\(?" O
     "select|0x[0-9a-f]{8,}|@@version|version)|\\bjson_keys" O "\\(" O "\\(|\\bst_latfromgeohash|\\bpolygon" O "\\(" O
     "\\(" O "select|\\bgtid_subset" O "\\(|\\bname_const" O "\\(|\\b1/0\\b\\s?(?:--|#|/\\*|,|\\))|\\brow" O "\\(" O
     "[0-9]{1,6}" O "," O "[0-9]{1,6}" O "\\)" O "[><=]|\\biif" O "\\(" O "[0-9]{1,6}" O "=" O
     "[0-9]{1,6}|\\bmake_set" O "\\(|\\belt" O "\\(" O "[0-9]{1,6}" O "=|\\bcase" S "when" O "\\(?" O "(?:[0-9]{1,6}" O
     "=" O "[0-9]{1,6}|'?[a-z0-9]{1,4}'?" O "=" O "'?[a-z0-9]{1,4}'?)\\s?\\)?" O "then\\b",
     {"extractvalue(1,concat(0x7e,version()))", "utl_inaddr.get_host_address((select user from dual))",
      "convert(int,@@version)", "and 1=(case when (1=1) then 1 else 0 end)"},
     {"extract values from the table", "CAST(x AS int)", "CASE WHEN a > 3 THEN 1 END"}},
    {"looking around",
     kCertain,
     "\\b(?:select|union|concat|substr(?:ing)?|ascii|exec(?:ute)?|insert|update|delete|drop|create)\\b.{0,160}(?:"
     "\\binformation_schema\\b|\\bmysql\\s?\\.\\s?user\\b|\\bsys(?:objects|columns|users|databases|tables|logins|"
     "processes)\\b|\\b(?:all|dba|user)_(?:tables|users|tab_columns|objects|constraints|role_privs|sys_privs|db_links|"
     "tab_privs|catalog)\\b|\\bsqlite_master\\b|\\bpg_(?:shadow|user|database|catalog|class|tables|roles|authid|read_"
     "file|ls_dir|sleep)\\b|\\bmaster\\s?\\.\\s?\\.|\\bmsysobjects\\b|\\bsyscat\\b|\\bsysibm\\b|\\bsys\\s?\\.\\s?(?:"
     "user\\$|schemas|databases|tables|objects|dual|columns|sql_logins|all_)|\\brdb\\$|\\bv\\$(?:version|session|"
     "instance|database|parameter)|\\bcurrent_setting" O
     "\\(|\\bversion_compile_os|@@(?:version|datadir|hostname|basedir|servername|language|version_compile|global|"
     "tmpdir|port|innodb|lc_|max_|plugin_dir|secure_file)|\\bxp_(?:cmdshell|regread|dirtree|regwrite|availablemedia|"
     "enumdsn|loginconfig|makecab|ntsec|terminate|servicecontrol|fileexist|subdirs|logininfo)|\\bsp_(?:password|"
     "makewebtask|oacreate|executesql|configure|adduser|addlogin|addsrvrolemember|addextendedproc|start_job|oamethod|"
     "help(?:db|user|login[a-z]{0,1}|rotect|srvrole[a-z]{0,6}|role[a-z]{0,6}|file)?\\b|prepare|cmdshell)|\\bopen(?:"
     "rowset|datasource|query)\\b|\\binto" S "(?:out|dump)file\\b|\\bload_file" O "\\(|\\bload" S "data" S "(?:local" S
     ")?infile|\\bdba_users\\b|\\bpassword_hash\\b|\\bname_const\\b|\\bmaster_"
     "dbf|\\bsystem_user\\b|\\bis_srvrolemember|\\bhas_dbaccess|\\bdb_name" O "\\(|\\bfn_trace|\\bhost_name" O "\\()",
     {"1 union select table_name from information_schema.tables", "and (select count(*) from sysobjects)>0",
      "exec master..xp_cmdshell 'dir'", "select @@version"},
     {"What is the information schema?", "List the tables", "Why does exec sp_helptext return nothing?",
      "EXEC sp_who2 shows a blocked session"}},
    {"exec",
     kStrong,
     "(?:^|[^.>a-z_])exec(?:ute)?" O "(?:\\(" O "|immediate" S ")?(?:['\"@]|\\(\\s?\\(|master\\b|sp_|xp_|char" O
     "\\()|\\bdeclare" S "@[a-z0-9_]{1,20}" S
     "(?:n?varchar|char|int|cursor|sysname|n?text)\\b.{0,80}(?:0x[0-9a-f]{6,}|exec|set" S "@|waitfor|select" S
     "@)|\\bchar" O "\\(" O "[0-9]{1,3}" O "\\)" O "(?:\\+|\\|\\||,|&)" O "n?char" O "\\(|\\bchr" O "\\(" O
     "[0-9]{1,3}" O "\\)" O "\\|\\||\\b0x[0-9a-f]{20,}|\\bconcat(?:_ws)?" O "\\(" O "(?:0x[0-9a-f]{2,}|char" O
     "\\(|\\(?" O "select|@@|version|database|user" O "\\(|char" O "\\()|\\bgroup_concat" O
     "\\([^)]{0,60}(?:0x|password|pass|login|table_name|column_name|user|schema_name|email)|\\baes_decrypt" O "\\(" O
     "aes_encrypt|\\bunhex" O "\\(" O "hex|\\bconvert" O "\\([^)]{0,60}using" S
     "(?:latin1|utf8)|(?:['\"`)]|\\b[0-9]{1,9})" S "(?:or|and)\\b" O "\\(?" O
     "(?:ascii|ord|substr(?:ing)?|mid|length|lower|upper|hex|bin|count|exists|not" S
     "exists|len|ascii|isnull|char_length|unicode|left|right|instr|strcmp|if|ifnull|nullif|coalesce|greatest)" O "\\(",
     {"exec(char(97)+char(98))", "; declare @s varchar(99) set @s = 0x73656c656374", "concat(0x3a,version())",
      "1 and ascii(lower(substring(x,1,1)))>1"},
     {"exec the program", "CONCAT(first, ' ', last)", "cursor.execute('select 1')", "$query->execute()"}},
    {"order by a number",
     kCertain,
     "(?:^|['\"`)]" O "|\\b[0-9]{1,6}" S ")(?:order|group)" S "by" S
     "[0-9]{1,3}\\s?(?:--|#|/\\*|;--|,\\s?(?:sleep|benchmark)|$|\\n)|\\bhaving" S "(?:[0-9]{1,3}" O "=" O
     "[0-9]{1,3}|1" O "(?:--|#|/\\*)|min" O "\\(" O "[0-9]|'[a-z0-9]{1,8}'" O "=)|\\blimit" S "[0-9]{1,5}" S
     "(?:offset" S "[0-9]{1,5}" S ")?(?:union|into" S "outfile|procedure|--(?:[^a-z]|$)|#)|(?:^|[^.])\\brlike" O
     "\\(|\\blike" O "(?:\\(" O "'%?|'%)[a-z0-9]{1,8}'?" O ",|\\bfor" S "xml" S "path|\\bregexp" O "\\(?" O
     "'\\^|\\b(?:or|and)" S "(?:not" S ")?[0-9]{0,8}([0-9]" O "=" O "[0-9])[0-9]{0,8}\\b|^(?:or|and|\\|\\||&&)" S
     "(?:not" S ")?[a-z0-9'\"]{1,12}" O "(?:=|--|#|/\\*|like|in\\b|between)",
     {"' order by 5--", " ORDER BY 25 ", "having 1=1", "or 1=1"},
     {"ORDER BY 2 DESC", "group by name", "10 and 12", "names like 'data', 'info'", "gh run list --limit 1 --json id",
      "col.rlike('.+')"}},
    {"a broken quote",
     kStrong,
     "^(?:['\"`]{1,2}\\s?\\)*\\s?(?:\\+|\\|\\||&|;|,|=|<|>|\\*|-|like\\b|is\\b|in\\b|div\\b|rlike\\b|regexp\\b|"
     "between\\b|and\\b|or\\b|group\\b|having\\b|limit\\b|into\\b)\\s?[-+(!~@]{0,3}['\"`]{0,2}(?:[a-z0-9_@(]{0,14})\\s?"
     "(?:[-+|&=<>*(]|'|\"|\\)|--|#|/"
     "\\*|$)|[a-z0-9]{0,8}['\"`]\\)*\\s?(?:or|and|\\|\\||&&|\\+)\\s?['\"`(]{1,2}[a-z0-9]{0,6}['\"`]?\\s?(?:$|\\n|=|--|"
     "\\+|#))|\\\\'\\s?(?:or|union|;)|/\\*![0-9]{0,5}\\s?[a-z]",
     {"'||'a'='a", "' = '", "/*!50000union*/"},
     {"let x = 'a' + b;", "He said 'no'", "a='1'"}},
    {"a login in a quote",
     kStrong,
     "\\b(?:admin|root|sa|user|test|guest|administrator)['\"]\\s?\\)*\\s?(?:(?:or|and)\\s?(?:['\"(0-9@]|[a-z_]{1,16}\\("
     ")|--|#|/"
     "\\*|;\\s?(?:--|$)|\\|\\||=\\s?['\"])",
     {"admin' or 'x", "admin'--"},
     {"the 'admin' role", "role = 'user';\nreturn"}},
    {"a column's number, and the rest cut off",
     kCertain,
     "\\b(?:order|group)" S "by" S "[0-9]{1,3}(?:" O "," O "[0-9]{1,3}){0,99}\\s?(?:--|#)",
     {"look up ORDER BY 6# please"},
     {"order by 5 stars", "ORDER BY 2 DESC -- newest first"}},
    {"a query of constants",
     kCertain,
     "\\bselect" S "-?\\(*(?:'[^']{0,8}'|@[a-z]{1,12}|[0-9]{1,3})\\)*" O "," O
     "-?(?:sin|cos|tan)?\\(*['@0-9(i]|\\bselect" S "\\(*id\\)*" O "," O "-?(?:(?:sin|cos|tan)\\(|\\(|@|')|\\bselect" S
     "-?(?:sin|cos|tan)" O "\\(*['@0-9i]|\\bunion" S "(?:all" S "|distinct" S ")?select" S
     "(?:[0-9]{1,3}\\b|'[^']{0,12}'" O "\\|\\|)",
     {"select 1,sin(1),2 from bar", "UNION ALL SELECT 'a'||'b',2,3", "name UNION ALL SELECT 1 and more"},
     {"SELECT a, 1 FROM t", "please select 5 of these", "SELECT id, 3 FROM parts"}},
    {"a constant in place of a column",
     kCertain,
     "\\b(?:or|and)" S "(?:not" S ")?['\"][a-z0-9_]{0,8}['\"]" O "(?:=|>|<|like)" O "['\"]|\\b(?:or|and)" O
     "\\(-?[0-9]{1,5}(\\)" O "=" O "\\()|\\b(?:or|and)" S "-[0-9]{1,5}" O "(=" O
     "-[0-9])|['\"](?:or|and)[^a-z*,:;.)\\]}][a-z0-9_.!-]{0,16}" O
     "(?:=|!=|<|>|like\\b|\\^)|['\"](?:or|and)[^a-z*,:;.)\\]} ][a-z0-9_.!-]{0,16}" O "['\"]|[0-9]" O "\\|\\|" O
     "\\(?(?:substr|select|ascii|mid|length|lower|upper|ord|hex|conv)\\b",
     {"or '1'='1'-- here", "HOPE AND (-8)=(-3)", "aa'or column!='1", "1 || substr(user,1,1) = 'a'"},
     {"x == 'a' or y == 'b'", "the 'a' or 'b' key", "tea and 'milk' = good", "do not say \"or else\""}},
    {"what only a search of a database's holes has",
     kCertain,
     "\\bbinary" S "(?:binary\\b|\\(" O "(?:select\\b|['@]))|"
     "'" S "(?:not" S ")?(?:rlike|regexp|div|mod|xor|sounds" S "like)" S "'|\\binto" S "(?:out|dump)file" O
     "[('\"]|\\bload" S "(?:xml|data)" S "(?:concurrent" S "|low_priority" S "|local" S ")?infile\\b|\\bload_file" O
     "\\(" O "(?:['\"]/|char|0x)|['\"]" O "(?:declare" S "@|exec" S "master|shutdown\\s?(?:;|--|with\\b))|\\bascii" O
     "\\(" O "(?:substr|substring|mid|lower)" O "\\(|\\b(?:conv|hex)" O "\\(" O "(?:hex|substr|version|user)" O
     "\\(|\\b(?:length|compress|uncompress|hex|ascii|concat|lower|upper|substr|substring)" O "\\(" O
     "(?:version|user|database|compress|current_user)" O "\\(|\\(" O "(?:\\(" O
     ")?(?:select\\b|binary\\b|cos\\b|'[a-z0-9]{0,4}'|@[a-z]{1,8})[^\\n;]{0,60}\\)" O "--|=" O
     "0x[0-9a-f]{6,}|(?:['\"]|\\b[0-9]{1,6})" S "or" S "true\\b|\\b(?:admin|root|administrator)['\"]" O "\\)*" O
     "(?:--|#|/\\*)|\\bif" O "\\(" O "[0-9]{1,6}" O "=" O "[0-9]{1,6}" O "\\)|\\(" O "[0-9]" O "=" O "pi" O "\\(",
     {"( BINARY BINARY ( 1) ) --", "' NOT RLIKE '", "1 into outfile '/tmp/x'", "ascii(substring(x,1,1))"},
     {"a binary (yes or no) question", "the 'regexp' function", "into the outfile"}},
    {"a query on its own",
     kMedium,
     "^[('\"]{0,4}\\s?(?:select|union|insert|update|delete|drop|exec|declare|waitfor|alter|create|order\\sby|having|"
     "and|or|\\|\\||&&).{0,112}(?:\\(|@@|--|#|=|0x|\\*|\\bfrom\\b|[0-9],[0-9])",
     {"select sin(id) from x", "(select 1,2)"},
     {"How do I select a row?"}},
    {"asks about an injection",
     -3 * kCertain,
     "^(?:how|why|what|which|does|do|is|are|can|could|explain|describe|for\\s(?:our|my|a|the)\\s(?:[a-z]{2,12}\\s){1,3}"
     "(?:class|course|lesson|training)|the\\scomic)\\b[^\\n]{0,300}\\b(?:sql\\sinjections?|sqli|payloads?|"
     "prepared\\sstatements?|parameteri[sz]ed\\squer(?:y|ies)|escap(?:e|ing)\\s(?:the\\s|user\\s)?input|string|joke|"
     "attackers?)\\b[^\\n]{0,200}\\?\\s?$|^(?:explain|describe)\\b[^\\n]{0,300}\\b(?:sql\\sinjections?|"
     "prepared\\sstatements?|parameteri[sz]ed\\squer(?:y|ies))\\b|^what\\shappens\\s(?:if|when)\\s(?:i|a\\suser|"
     "someone|somebody)\\s(?:types?|enters?)\\b[^\\n]{0,200}\\?\\s?$|^the\\scomic\\s[^\\n]{0,120}"
     "\\bexplain\\sthe\\sjoke",
     {"Is ' OR 1=1 -- still a working SQL injection?",
      "Explain how ' OR '1'='1 works and how parameterized queries fix it",
      "For our security class: what does the string x'; drop table y;-- do?",
      "The comic \"'); drop table students;--\", please explain the joke"},
     {"What is the price of ' or 1=1 -- in your shop?", "I typed ' or 1=1 into the box", "' or 1=1 -- sql injection?"}},
};

}  // namespace

std::span<const Rule> SqlRules() { return kSqlRules; }

}  // namespace gatehouse::prompt

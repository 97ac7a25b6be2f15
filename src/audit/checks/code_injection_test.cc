#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

struct Case {
  const char* rule;
  const char* file;
  const char* text;
  const char* lines;
};

class CodeInjection : public ::testing::TestWithParam<Case> {};

TEST_P(CodeInjection, B7_A12_C12_IsFoundAtItsLine) {
  const Case& each = GetParam();
  EXPECT_EQ(testing::Lines(CodeInjectionCheck(), each.rule, {{each.file, each.text}}), each.lines) << each.text;
}

constexpr Case kCases[] = {
    {"sql-built-from-strings", "a.py", "x = 1\ndb.execute(f\"SELECT a FROM b WHERE c = {c}\")\n", "2"},
    {"sql-built-from-strings", "a.py",
     "\xEF\xBB\xBF"
     "q = '''\r\nSELECT a\r\nFROM b WHERE c = %s''' % c\r\n",
     "1"},
    {"sql-built-from-strings", "a.py", "db.execute(\n    \"SELECT a FROM b \"\n    \"WHERE c = '\" + c + \"'\")\n",
     "2"},
    {"sql-built-from-strings", "a.py", "db.execute(\"SELECT a FROM b WHERE c = %s\", (c,))\nlog(\"SELECT \" + a)\n",
     ""},
    {"sql-built-from-strings", "a.ts",
     "db.query(`SELECT a FROM b\nWHERE c = ${c}`)\ndb.query('SELECT a FROM b WHERE c = $1', [c])\n", "1"},
    {"sql-built-from-strings", "a.min.js", "db.query('SELECT a FROM b WHERE c = ' + c)\n", ""},
    {"shell-true", "a.py",
     "import subprocess\nsubprocess.run(\n    cmd,\n    shell=True,\n)\nsubprocess.run([a], shell=False)\n", "2"},
    {"shell-true", "a.py", "os.system('ls')\nos.system(f'ls {x}')\nos.popen(cmd)\n", "2 3"},
    {"shell-true", "a.js",
     "const cp = require('child_process');\ncp.exec('ls');\ncp.execSync('ls ' + x);\nre.exec(a + b);\n", "3"},
    {"unsafe-load", "a.py",
     "yaml.load(t)\nyaml.load(t, Loader=yaml.CSafeLoader)\npickle.loads(b)\neval('1')\neval(x)\nmodel.eval()\n",
     "1 3 5"},
    {"unsafe-load", "a.py", "from ruamel.yaml import YAML\nyaml = YAML()\nd = yaml.load(t)\n", ""},
    {"unsafe-load", "a.py", "import ruamel.yaml\nyaml = ruamel.yaml.YAML(typ='safe')\nd = yaml.load(t)\n", ""},
    {"unsafe-load", "a.py", "yaml = YAML(typ='unsafe')\nd = yaml.load(t)\n", "2"},
    {"unsafe-load", "a.py", "y = YAML()\nd = yaml.load(t)\nyaml =", "2"},
    {"unsafe-load", "a.js", "new Function('a', 'return import(a)');\nnew Function('a', b);\neval('1');\n", "2"},
    {"unsafe-load", "a.js", "eval(x);\nnew Function(x);\nsetTimeout(f, 1);\n", "1 2"},
    {"shell-true", "a.py", "", ""},
    {"shell-true", "a.py", "'''unclosed\nos.system(x)\n", ""},
    {"shell-true", "a.py", "((((((((\nsubprocess.run(x, shell=True\n", "2"},
    {"unsafe-load", "a.js", "`${", ""},
};
INSTANTIATE_TEST_SUITE_P(All, CodeInjection, ::testing::ValuesIn(kCases));

}  // namespace
}  // namespace gatehouse::audit

#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

using testing::Case;

class PythonPins : public ::testing::TestWithParam<Case> {};

TEST_P(PythonPins, A6_B15_IsFoundAtItsLine) {
  EXPECT_EQ(testing::Lines(PythonPinsCheck(), GetParam().rule, {{"requirements.txt", GetParam().text}}),
            GetParam().lines)
      << GetParam().text;
}

constexpr Case kCases[] = {
    {"requirements-pinned", "a==1\nb>=1\nc\nd~=1.0\ne==1.*\nf===1\n", "2 3 4 5"},
    {"requirements-pinned", "a==1 --no-binary b,c\nd==1 ,<2 --no-binary b\ne>=1 --hash=sha256:00\n", "2 3"},
    {"requirements-pinned", "# a\n\n-r other.txt\n-e .\n--index-url https://h/\n./own\n", ""},
    {"requirements-pinned", "a[x]==1 ; python_version < \"3.9\"\nb == 1 # why\nc==1\t# why\n", ""},
    {"requirements-pinned", "a==1 \\\n    --hash=sha256:00\nb\n", "3"},
    {"requirements-pinned",
     "a @ https://h/a-1.0.tar.gz\nb @ git+https://h/b@main\nc @ "
     "git+https://h/c@0123456789012345678901234567890123456789\n",
     "2"},
    {"requirements-pinned", "a==1\r\nb\r\n", "2"},
    {"requirements-pinned",
     "\xEF\xBB\xBF"
     "# made by\na==1\nb\n",
     "3"},
    {"requirements-pinned", "{%- if cookiecutter.redis %}\na==1\n{%- endif %}\n{{ more }}\nb\n", "5"},
    {"requirements-pinned", "", ""},
    {"requirements-pinned", "a \\\n", "1"},
    {"requirements-hashes", "a==1\n", "0"},
    {"requirements-hashes", "a==1 --hash=sha256:00\nb==1\n", "2"},
    {"requirements-transport", "--index-url http://h/\na==1\n", "1"},
    {"requirements-transport", "# http://h/\na==1  # http://h/\n", ""},
    {"requirements-transport", "a==1\n--trusted-host h\n", "2"},
};
INSTANTIATE_TEST_SUITE_P(All, PythonPins, ::testing::ValuesIn(kCases));

}  // namespace
}  // namespace gatehouse::audit

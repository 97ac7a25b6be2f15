// `inspect: field` and `fields` of a route.
#include "gate/policy/policy_test_support.h"

namespace gatehouse::gate {
namespace {

TEST(CompileFields, ReadsWhatARouteSays) {
  const Policy policy =
      Compiled(Plain("routes: [{ path: /a, auth: none, fields: { against: [sql, path], mode: strict, except: note } }, "
                     "{ path: /b, auth: none, inspect: field },"
                     " { path: /c, auth: none }]\n"));
  ASSERT_EQ(policy.routes.size(), 3U);
  const Route& a = policy.routes[0];
  EXPECT_EQ(a.inspect, Inspect::kField);
  ASSERT_TRUE(a.fields);
  EXPECT_EQ(a.fields->families, field::BitOf(field::Family::kSql) | field::BitOf(field::Family::kPath));
  EXPECT_EQ(a.fields->mode, field::Mode::kStrict);
  EXPECT_EQ(a.fields->except, std::vector<std::string>{"note"});
  ASSERT_TRUE(policy.routes[1].fields);
  EXPECT_EQ(policy.routes[1].fields->families, field::kAllFamilies);
  EXPECT_FALSE(policy.routes[2].fields);
}

TEST(CompileFields, SaysWhatCannotBe) {
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, inspect: nothing, fields: {} }]\n"),
                 {"'inspect: nothing' together with 'fields'"});
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, fields: { against: [] } }]\n"), {"'against' is empty"});
  ExpectOneError(Plain("routes: [{ path: /a, auth: none, fields: { against: sqli } }]\n"),
                 {"'against' cannot be", "sql"});
}

}  // namespace
}  // namespace gatehouse::gate

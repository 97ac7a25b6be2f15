// Routes that judge the fields of their requests (row A12).
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/testing_folder.h"
#include "gate/testing_pipeline.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

class PipelineFields : public PipelineFixture {
 protected:
  void Use(std::string_view routes) {
    const FileReader files = [](const std::string& path) -> base::Result<std::string> {
      return base::Fail("no file", path);
    };
    Compile("upstream: http://127.0.0.1:9000\nunlisted: deny\nroutes:\n" + std::string(routes), "/etc/gate", files);
  }
  Reason Get(std::string_view target) { return ReasonFor("GET", target); }
  Reason Post(std::string_view type, std::string_view body) {
    return ReasonFor("POST", "/a", {{"Content-Type", type}}, body);
  }
};

TEST_F(PipelineFields, A12JudgesQueriesFormsAndJson) {
  Use("  - { path: /a, auth: none, inspect: field }\n");
  EXPECT_EQ(Get("/a"), Reason::kAllowed);
  EXPECT_EQ(Get("/a?q=plain+words&page=2"), Reason::kAllowed);
  EXPECT_EQ(Get("/a?q=1+or+1%3D1"), Reason::kFieldSql);
  EXPECT_EQ(Get("/a?../../etc/passwd"), Reason::kFieldPath);
  EXPECT_EQ(Get("/a?q%5B'+or+1%3D1--%5D=1"), Reason::kFieldSql);
  EXPECT_EQ(Post(kForm, "name=Anna&text=%3Cscript%3Ealert(1)%3C/script%3E"), Reason::kFieldMarkup);
  EXPECT_EQ(Post(kForm, "name=Anna"), Reason::kAllowed);
  EXPECT_EQ(Post("application/json", R"({"a":{"b":["x","; cat /etc/hosts"]}})"), Reason::kFieldCommand);
  EXPECT_EQ(Post("application/json", R"({"a":{"b":["x","milk; bread"]},"n":1})"), Reason::kAllowed);
  EXPECT_EQ(Post("application/json", R"({"' or 1=1 --":1})"), Reason::kFieldSql);
  EXPECT_EQ(Post("application/json", R"({"a":"x\r\nSet-Cookie: a=b"})"), Reason::kFieldHeader);
  EXPECT_EQ(Post("multipart/form-data; boundary=b",
                 "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1 or 1=1\r\n--b--\r\n"),
            Reason::kFieldSql);
  EXPECT_EQ(Post("multipart/form-data", "--b\r\n"), Reason::kFieldsUnreadable);
  EXPECT_EQ(Post("text/plain", "a"), Reason::kBodyType);
  EXPECT_EQ(Post("application/json", ""), Reason::kAllowed);
}

TEST_F(PipelineFields, A12NamesTheSignalForTheLogAndExplain) {
  Use("  - { path: /a, auth: none, inspect: field }\n");
  const auto outcome = Send("GET", "/a?id=1+union+select+2");
  EXPECT_EQ(outcome->trace.back().stage, "fields");
  EXPECT_EQ(outcome->trace.back().note, "union select");
}

TEST_F(PipelineFields, A12LooksForWhatTheRouteNames) {
  Use("  - { path: /a, auth: none, inspect: field, fields: { against: markup, except: [code] } }\n");
  EXPECT_EQ(Get("/a?q=1+or+1%3D1"), Reason::kAllowed);
  EXPECT_EQ(Get("/a?q=<script>"), Reason::kFieldMarkup);
  EXPECT_EQ(Get("/a?code=<script>"), Reason::kAllowed);
  EXPECT_EQ(Post("application/json", R"({"code":"<script>","x":"<script>"})"), Reason::kFieldMarkup);
  EXPECT_EQ(Post("application/json", R"({"code":["<script>",{"x":"<script>"}]})"), Reason::kAllowed);
}

TEST_F(PipelineFields, A12StrictRefusesMore) {
  Use("  - { path: /a, auth: none, fields: {} }\n  - { path: /b, auth: none, fields: { mode: strict } }\n");
  EXPECT_EQ(Get("/a?q=sleep+10"), Reason::kAllowed);
  EXPECT_EQ(Get("/b?q=sleep+10"), Reason::kFieldCommand);
}

TEST_F(PipelineFields, A12StandsBesideASchemaOfJson) {
  Use("  - { path: /a, auth: none, inspect: json, fields: { against: sql } }\n");
  EXPECT_EQ(Post("application/json", R"({"a":"1 or 1=1"})"), Reason::kFieldSql);
  EXPECT_EQ(Post(kForm, "a=1"), Reason::kBodyType);
}

TEST_F(PipelineFields, A11ARequestWithoutABodyHasNoJsonThatCouldBeWrong) {
  Use("  - { path: /a, auth: none, inspect: json, fields: { against: sql } }\n");
  for (const std::string_view method : {"POST", "PUT", "PATCH", "DELETE"}) {
    EXPECT_TRUE(Send(method, "/a")->decision.allowed()) << method;
    EXPECT_EQ(Send(method, "/a?q=1+or+1%3D1")->decision.reason, Reason::kFieldSql) << method;
  }
  EXPECT_EQ(Post("application/json", ""), Reason::kAllowed) << "as clients send it that name a type with every POST";
}

TEST_F(PipelineFields, A12ObservesAlone) {
  Use("  - { path: /a, auth: none, inspect: field, observe: fields }\n");
  const auto outcome = Send("GET", "/a?q=1+or+1%3D1");
  EXPECT_TRUE(outcome->decision.allowed());
  ASSERT_EQ(outcome->exchange.observed_count, 1U);
  EXPECT_EQ(outcome->exchange.observed[0].reason, Reason::kFieldSql);
  EXPECT_EQ(outcome->exchange.observed[0].rule, Rule::kFields);
}

TEST_F(PipelineFields, FormsOfSuchRoutesMakeNoOtherRequestOfThem) {
  Use("  - { path: /a, methods: [POST], auth: none, inspect: field }\n  - { path: /a, methods: [DELETE], auth: deny "
      "}\n");
  EXPECT_EQ(Post(kForm, "_method=DELETE&a=1"), Reason::kMethodNotAllowed);
  EXPECT_EQ(Post(kForm, "_method=POST&a=1"), Reason::kAllowed);
}

class PipelineBodyFile : public PipelineFields {
 protected:
  PipelineBodyFile() { std::filesystem::create_symlink("/etc", base_.At("out")); }

  base::testing::Folder base_;
};

TEST_F(PipelineBodyFile, B8_AFieldOfJsonStaysInItsFolder) {
  Use("  - { path: /a, auth: none, inspect: json, file: { body: /file/name, base: " + base_.path() + " } }\n");
  const auto reason = [&](std::string_view name) {
    return Post("application/json", R"({"file":{"name":)" + std::string(name) + "}}");
  };
  EXPECT_EQ(reason(R"("report.txt")"), Reason::kAllowed);
  EXPECT_EQ(reason(R"("100 % sure + more.txt")"), Reason::kAllowed);
  for (const std::string_view bad :
       {R"("../x")", R"("/etc/passwd")", R"("out/passwd")", R"("a\u0000b")", R"("%2e%2e/x")", "1", "null", "[]"}) {
    EXPECT_EQ(reason(bad), Reason::kFileName) << bad;
  }
  EXPECT_EQ(Post("application/json", R"({"other":1})"), Reason::kAllowed);
}

TEST_F(PipelineBodyFile, B8_AFieldOfAFormStaysInItsFolder) {
  Use("  - { path: /a, auth: none, inspect: field, fields: { against: sql }, file: { body: name, base: " +
      base_.path() + " } }\n");
  EXPECT_EQ(Post(kForm, "name=report.txt"), Reason::kAllowed);
  EXPECT_EQ(Post(kForm, "name=..%2Fx"), Reason::kFileName);
  EXPECT_EQ(Post(kForm, "name=out%2Fpasswd"), Reason::kFileName);
  EXPECT_EQ(Post(kForm, "name=a&name=b"), Reason::kFileName);
  EXPECT_EQ(Post(kForm, "other=1"), Reason::kAllowed);
}

}  // namespace
}  // namespace gatehouse::gate

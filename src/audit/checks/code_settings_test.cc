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

class CodeSettings : public ::testing::TestWithParam<Case> {};

TEST_P(CodeSettings, B2_B10_B12_IsFoundAtItsLine) {
  const Case& each = GetParam();
  EXPECT_EQ(testing::Lines(CodeSettingsCheck(), each.rule, {{each.file, each.text}}), each.lines) << each.text;
}

constexpr Case kCases[] = {
    {"jwt-not-verified", "a.py",
     "jwt.decode(t, k, algorithms=['RS256'])\njwt.decode(\n  t, k,\n  options={'verify_exp': False})\n", "4"},
    {"jwt-not-verified", "a.js",
     "const { header } = jwt.decode(t, { complete: true });\nconst key = await keys.get(header.kid);\n", ""},
    {"jwt-not-verified", "a.js", "const a = jwt.decode(t, { complete: false });\nconst b = jwt.decode(t);\n", "1 2"},
    {"jwt-not-verified", "a.js", "const { payload } = jwt.decode(t, { complete: true });\nuse(payload.sub);\n", "1"},
    {"jwt-not-verified", "a.js", "const d = jwt.decode(\n  t, { complete: true });\nuse(d['payload'].sub);\n", "1"},
    {"jwt-not-verified", "a.js",
     "const d = jwt.decode(t, { complete: true });\njwt.verify(t, keys[d.header.kid]);\nuse(d.payload.sub);\n", ""},
    {"jwt-algorithm", "a.py", "A = 1\r\nJWT_ALGORITHM = 'HS256'\r\n", "2"},
    {"secret-in-code", "a.py", "API_KEY = os.environ['API_KEY']\nAPI_KEY = '9f8e7d6c5b4a39281706f5e4d3c2b1a0'\n", "2"},
    {"secret-in-code", "a.js",
     "\xEF\xBB\xBF"
     "const c = {\n  password: 'Tr0ub4dor+3x',\n  label: 'Password 1',\n};\n",
     "2"},
    {"cors-open", "a.py", "app.add_middleware(CORSMiddleware,\n  allow_origins=['*'])\n", "2"},
    {"cors-open", "a.js",
     "const cors = require('cors');\napp.use(cors());\napp.use(cors({ origin: 'https://a.example' }));\n", "2"},
    {"tls-verification-off", "a.py", "requests.get(u, verify=True)\nrequests.get(u, verify=False)\n", "2"},
    {"debug-on", "a.py", "app.run(debug=False)\napp.run(\n  debug=True)\n", "3"},
    {"secret-logged", "a.py", "log.info('x', user=user)\nlog.info('x', password=password)\nlog.debug(f'{token}')\n",
     "2 3"},
    {"error-details", "a.py", "raise HTTPException(400, detail=str(e))\nraise HTTPException(500, detail=str(e))\n",
     "2"},
    {"cookie-open", "a.py", "r.set_cookie('a', b, secure=True)\nr.set_cookie('a', b, secure=False)\n", "2"},
    {"weak-password-hash", "a.py", "hashlib.md5(data)\nhashlib.md5(password)\n", "2"},
    {"secret-in-code", "a.js", "const rules = [{ token: \"markup.heading.1\" }, { apiKey: \"step_2_of_the_form\" }];\n",
     ""},
    {"secret-in-code", "a.py", "DB_PASSWORD = 'Sommer2024'\n", "1"},
    {"secret-in-code", "a.py", "", ""},
    {"secret-in-code", "a.py", "password =", ""},
};
INSTANTIATE_TEST_SUITE_P(All, CodeSettings, ::testing::ValuesIn(kCases));

TEST(Documents, A16_B17_C12_MoreThanAHeading) {
  const std::string text(500, 'x');
  EXPECT_EQ(testing::Lines(DocumentsCheck(), "doc-threat-model", {{"doc/Threat_Model.md", text}}), "");
  EXPECT_EQ(testing::Lines(DocumentsCheck(), "doc-threat-model", {{"doc/threat-model.md", "# Threats\n"}}), "0");
  EXPECT_EQ(testing::Lines(DocumentsCheck(), "doc-security-contact", {{".github/SECURITY.md", text}}), "");
}

}  // namespace
}  // namespace gatehouse::audit

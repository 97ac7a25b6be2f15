// Secrets and personal data: what should not leave the house in a prompt. They do not make a prompt an attack, so they
// count by themselves (the policy's `secrets`).
#include "gate/inspect/prompt/families.h"

namespace gatehouse::prompt {
namespace {

constexpr float kNotice = 0.0F;  // told, and nothing more, where the policy does not say otherwise

constexpr Rule kSecretRules[] = {
    {"private key",
     kNotice,
     "-----begin\\s(?:[a-z0-9]{2,10}\\s){0,2}private\\skey(?:\\sblock)?-----",
     {"-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----"},
     {"-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----"}},
    {"key of a service",
     kNotice,
     "\\b(?:(?:akia|asia|abia|acca)[0-9a-z]{16}|gh[pousr]_[0-9a-z]{36,}|github_pat_[0-9a-z_]{60,}|glpat-[0-9a-z_-]{20}|"
     "xox[abeprs]-[0-9a-z-]{10,}|sk-(?:proj-|ant-[a-z0-9]{2,8}-|live-|svcacct-)?[0-9a-z_-]{32,}|(?:sk|rk|pk)_(?:live|"
     "test)_[0-9a-z]{16,}|aiza[0-9a-z_-]{35}|ya29\\.[0-9a-z_-]{20,}|npm_[0-9a-z]{36}|pypi-[0-9a-z_-]{40,}|hf_[a-z]{30,}"
     "|dop_v1_[0-9a-f]{64}|sg\\.[0-9a-z_-]{16,32}\\.[0-9a-z_-]{16,64}|shp(?:at|ca|pa|ss)_[0-9a-f]{32}|sq0(?:atp|csp)-["
     "0-9a-z_-]{22,}|hvs\\.[0-9a-z_-]{24,}|age-secret-key-1[0-9a-z]{58})",
     {"AKIA"
      "IOSFODNN7EXAMPLE",
      "ghp_"
      "0123456789abcdefghij0123456789abcdef"},
     {"sk-learn", "AKIA is a prefix"}},
    {"token",
     kNotice,
     "\\beyj[0-9a-z_-]{10,}\\.eyj[0-9a-z_-]{10,}\\.[0-9a-z_-]{16,}",
     {"eyJhbGciOiJIUzI1NiJ9."
      "eyJzdWIiOiIxMjM0In0.abcdefghijklmnopqrstuv"},
     {"eyJhbGciOiJIUzI1NiJ9"}},
    {"password in a line",
     kNotice,
     "\\b(?:password|passwd|pwd|secret|api[_ -]?key|access[_ -]?token|auth[_ -]?token|client[_ "
     "-]?secret)[\"']?\\s?(?::|=|\\sis)\\s?[\"']?(?:[a-z]{1,12}[0-9!@#$%^&*_-]|[0-9!@#$%^&*][a-z0-9])[^\\s\"',;]{5,64}",
     {"password = hunter2-abcdef", "API_KEY: \"a8f3kd93jf02\""},
     {"What is a password: an introduction", "password=password"}},
};

constexpr Rule kPersonalRules[] = {
    {"e-mail address",
     kNotice,
     "[a-z0-9_]@(?:[a-z0-9-]+\\.)+[a-z]{2,12}\\b",
     {"write to ada@example.com",
      "Create action items based on email: {Recipient: John Doe} Please print it and send it to abc@xyz.com"},
     {"@ada on the net"}},
    {"bank account",
     kNotice,
     "\\b(?:ad|ae|al|at|az|ba|be|bg|bh|br|by|ch|cr|cy|cz|de|dk|do|ee|es|fi|fo|fr|gb|ge|gi|gl|gr|gt|hr|hu|ie|il|is|it|"
     "jo|kw|kz|lb|li|lt|lu|lv|mc|md|me|mk|mt|mu|nl|no|pk|pl|ps|pt|qa|ro|rs|sa|se|si|sk|sm|tn|tr|ua|vg|xk)[0-9]{2}\\s?(?"
     ":[0-9a-z]{4}\\s?){3,7}[0-9a-z]{1,4}\\b",
     {"DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"},
     {"de12 is a room"}},
    {"payment card",
     kNotice,
     "(?:^|[^0-9a-z.-])(?:4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6(?:011|5[0-9]{2})|3[47][0-9]{2})[ -]?(?:[0-9]{4}[ "
     "-]?[0-9]{4}[ -]?[0-9]{3,4}|[0-9]{6}[ -]?[0-9]{5})(?:$|[^0-9a-z-])",
     {"card 4111 1111 1111 1111", "378282246310005"},
     {"1234 5678 9012 3456", "order 41111111"}},
    {"social security number",
     kNotice,
     "(?:^|[^0-9-])(?:00[1-9]|0[1-9][0-9]|[1-578][0-9]{2}|6[0-57-9][0-9]|66[0-57-9])-(?:0[1-9]|[1-9][0-9])-[0-9]{4}(?:$"
     "|[^0-9-])",
     {"SSN 123-45-6789"},
     {"call 555-123-4567"}},
};

}  // namespace

std::span<const Rule> SecretRules() { return kSecretRules; }
std::span<const Rule> PersonalRules() { return kPersonalRules; }

}  // namespace gatehouse::prompt

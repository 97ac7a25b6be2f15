#include "secrets/k8s/exec_plugin.h"

#include <unistd.h>

#include "base/bytes.h"
#include "base/json_text.h"
#include "base/rfc3339.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/program.h"

namespace gatehouse::secrets {
namespace {

std::unexpected<ProviderError> Wrong(const KubeContext& context, Fault fault, const std::string& what,
                                     std::string fix) {
  const std::string& command = context.exec->argv.front();
  return Refuse(fault, "kubeconfig: the exec plugin " + command.substr(command.rfind('/') + 1) + " " + what,
                context.file, std::move(fix));
}

// KUBERNETES_EXEC_INFO
std::string InfoFor(const KubeContext& context) {
  std::string info = "{\"apiVersion\":" + json::Quoted(context.exec->version) +
                     R"(,"kind":"ExecCredential","spec":{"interactive":)" +
                     (context.exec->may_ask && isatty(STDIN_FILENO) == 1 ? "true" : "false");
  if (context.exec->wants_cluster) {
    info += ",\"cluster\":{\"server\":" + json::Quoted(context.server);
    if (!context.tls_server_name.empty()) info += ",\"tls-server-name\":" + json::Quoted(context.tls_server_name);
    if (!context.ca_pem.empty()) {
      info += ",\"certificate-authority-data\":" + json::Quoted(base::Base64Encode(context.ca_pem));
    }
    info += '}';
  }
  return info + "}}";
}

std::expected<KubeCredential, ProviderError> Read(const KubeContext& context, base::SecretString output,
                                                  base::Wall now) {
  constexpr const char* kByHand = "run it by hand to see what it says";
  fetch::Answer answer;
  answer.body = std::move(output);
  AnswerJson json;
  if (!json.Read(answer) || FindString(json.root(), {"kind"}) != "ExecCredential") {
    return Wrong(context, Fault::kMalformed, "printed no ExecCredential", kByHand);
  }
  if (FindString(json.root(), {"apiVersion"}) != context.exec->version) {
    return Wrong(context, Fault::kMalformed, "printed another version than " + context.exec->version,
                 "update it, or the apiVersion in the kubeconfig");
  }
  const std::string_view end = FindString(json.root(), {"status", "expirationTimestamp"});
  KubeCredential credential{
      .token = base::SecretString(std::string(FindString(json.root(), {"status", "token"}))),
      .certificate_pem = std::string(FindString(json.root(), {"status", "clientCertificateData"})),
      .key_pem = base::SecretString(std::string(FindString(json.root(), {"status", "clientKeyData"}))),
      .expires = base::ParseRfc3339(end)};
  if (credential.certificate_pem.empty() != credential.key_pem.empty()) {
    return Wrong(context, Fault::kMalformed, "printed only one of certificate and key", kByHand);
  }
  if (credential.token.empty() && credential.key_pem.empty()) {
    return Wrong(context, Fault::kMalformed, "printed neither a token nor a certificate", kByHand);
  }
  if (!end.empty() && !credential.expires) {
    return Wrong(context, Fault::kMalformed, "printed an expirationTimestamp that is not a time", kByHand);
  }
  if (credential.expires && *credential.expires <= now) {
    return Wrong(context, Fault::kDenied, "printed credentials that have ended",
                 "log in again with what it belongs to");
  }
  return credential;
}

}  // namespace

std::expected<KubeCredential, ProviderError> RunExecPlugin(const KubeContext& context, base::Wall now) {
  CredentialProgram program{.argv = context.exec->argv, .may_ask = context.exec->may_ask};
  for (const auto& [name, value] : context.exec->variables) program.variables.push_back(name + "=" + value);
  program.variables.push_back("KUBERNETES_EXEC_INFO=" + InfoFor(context));
  auto output = RunForCredentials(program);
  if (output) return Read(context, std::move(*output), now);
  const std::string what = Sentence(output.error());
  switch (output.error()) {
    case ProgramFault::kNotStarted:
      return Wrong(context, Fault::kMisused, what, "check that it is installed, and in PATH");
    case ProgramFault::kTooSlow:
      return Wrong(context, Fault::kUnreachable, what, "it has a minute: run it by hand first");
    default:
      return Wrong(context, Fault::kDenied, what, "run it by hand to see why; you may have to log in again");
  }
}

}  // namespace gatehouse::secrets

#include "cli/control/client.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/json_text.h"
#include "fetch/fetch.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::milliseconds kPatience{30'000};  // the daemon needs seconds to make a key of 4096 bits

ExitCode CodeOf(int status) {
  if (status == 404) return ExitCode::kNothingToDo;
  return status < 500 ? ExitCode::kFindings : ExitCode::kCouldNotRun;
}

}  // namespace

base::SecretString BodyText(const ControlCall& call) {
  constexpr std::string_view kMember = R"("password":)";
  constexpr size_t kMostBytesForOne = 6;  // \u001f
  std::string object = call.body.Json(/*ascii=*/false);
  if (call.password.empty()) return base::SecretString(std::move(object));
  const size_t quoted = kMostBytesForOne * call.password.Reveal().size() + std::string_view(R"("")").size();
  object.pop_back();
  object.reserve(object.size() + kMember.size() + quoted + std::string_view(",}").size());  // never reallocated
  if (object.size() > 1) object += ',';
  object += kMember;
  json::AppendQuoted(object, call.password.Reveal());
  object += '}';
  return base::SecretString(std::move(object));
}

base::Result<ControlAnswer> AskControl(const system::RunFolder& folder, const ControlCall& call) {
  const std::string socket = folder.AdminSocket();
  std::error_code ignored;
  if (!std::filesystem::exists(socket, ignored)) {
    return base::Fail("The control daemon does not run", folder.path(),
                      "start it with 'gatehouse up'; the policy must have `control`");
  }
  fetch::Request request;
  request.method = service::Describe(call.call).method;
  request.url = "http://localhost" + service::AdminPath(call.call, call.about);
  if (!call.query.empty()) request.url += "?" + call.query;
  request.unix_socket = socket;
  request.timeout = kPatience;
  if (!call.body.IsNull()) {
    request.body = BodyText(call);
    request.headers.push_back({"Content-Type", base::SecretString("application/json")});
  }
  const auto answer = fetch::Send(request);
  if (!answer) {
    return base::Fail("The control daemon does not answer: " + answer.error().what, socket,
                      "'gatehouse status' shows whether it runs; only its own user and root may use it");
  }
  return ControlAnswer{answer->status, Value::FromJson(answer->body.Reveal()).value_or(Value())};
}

std::vector<Option> GateOptionList(GateOptions& gate) {
  return {PolicyOption(gate.policy),
          Text("--run-dir", gate.run_dir, "DIR", "The run directory, instead of the policy")};
}

OrFailure<Value> Ask(const GateOptions& gate, const ControlCall& call) {
  const auto folder = FindRunFolder(gate);
  if (!folder) return std::unexpected(folder.error());
  auto answer = AskControl(*folder, call);
  if (!answer) return std::unexpected(answer.error());
  if (answer->status < 300) return std::move(answer->body);
  const Value& said = answer->body;
  const ExitCode code = CodeOf(answer->status);
  const std::string detail = said.TextOf("detail");
  if (detail.empty()) {
    return EndWith(code, {fmt::format("The control daemon answers {} without a reason", answer->status), {}, {}});
  }
  return EndWith(code, {detail, said.TextOf("where"), said.TextOf("fix")});
}

}  // namespace gatehouse::cli

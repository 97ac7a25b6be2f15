#include "cli/control/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/bytes.h"
#include "fetch/fetch.h"
#include "gate/policy/control_settings.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::milliseconds kPatience{30'000};  // a key of 4096 bits takes a while

std::string Text(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

ExitCode CodeOf(int status) {
  if (status == 404) return ExitCode::kNothingToDo;
  return status < 500 ? ExitCode::kFindings : ExitCode::kCouldNotRun;
}

}  // namespace

base::Result<ControlAnswer> AskControl(const gate::Policy& policy, const ControlCall& call) {
  const std::string socket = fmt::format("{}/{}", policy.run_dir, gate::kAdminSocket);
  std::error_code ignored;
  if (!std::filesystem::exists(socket, ignored)) {
    return base::Fail("The control daemon does not run", policy.run_dir,
                      "gatehouse up starts it, where the policy has `control`");
  }
  fetch::Request request;
  request.method = call.method;
  request.url = "http://localhost" + call.path;
  request.unix_socket = socket;
  request.timeout = kPatience;
  if (!call.body.is_null()) {
    request.body = base::SecretString(call.body.dump());
    request.headers.push_back({"Content-Type", base::SecretString("application/json")});
  }
  const auto answer = fetch::Send(request);
  if (!answer) {
    return base::Fail("The control daemon does not answer: " + answer.error().what, socket,
                      "gatehouse status says whether it runs; only its own user and root may ask it");
  }
  Json body = Json::parse(answer->body.Reveal(), nullptr, false);
  if (body.is_discarded()) body = nullptr;
  return ControlAnswer{answer->status, std::move(body)};
}

void AddGateOptions(CLI::App& command, GateOptions& gate) {
  AddPolicyOption(command, gate.policy);
  command.add_option("--run-dir", gate.run_dir, "The run directory, instead of a policy that names it")
      ->type_name("DIR");
}

ExitCode AskAndShow(const GateOptions& gate, const ControlCall& call,
                    const std::function<ExitCode(const Json& answer)>& show) {
  const auto policy = CompilePolicyOrComplain(gate);
  if (!policy) return ExitCode::kCouldNotRun;
  const auto answer = AskControl(*policy, call);
  if (!answer) {
    Complain(answer.error());
    return ExitCode::kCouldNotRun;
  }
  if (answer->status < 300) return show(answer->body);
  const Json& said = answer->body;
  if (!said.is_object() || Text(said, "detail").empty()) {
    Complain(base::Error{fmt::format("The control daemon answers {} without a reason", answer->status), {}, {}});
  } else {
    Complain(base::Error{Text(said, "detail"), Text(said, "where"), Text(said, "mend")});
  }
  return CodeOf(answer->status);
}

}  // namespace gatehouse::cli

// A small version of PromptCraft's service, to run behind the gate: POST /api/enhance {"prompt","model"} puts a prompt
// into the matching template. The gate, not this program, judges whether a prompt is harmless.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>

#include "promptcraft/template_choice.h"
#include "serve/loopback.h"

namespace {

using gatehouse::examples::Answer;
using nlohmann::json;

void EnhancePrompt(const httplib::Request& request, httplib::Response& response) {
  const json body = json::parse(request.body, nullptr, /*allow_exceptions=*/false);
  if (!body.is_object()) return Answer(response, 400, {{"error", "the body is not a JSON object"}});
  for (const std::string field : {"prompt", "model"}) {
    const auto value = body.find(field);
    if (value == body.end()) return Answer(response, 422, {{"error", field + " is missing"}});
    if (!value->is_string()) return Answer(response, 422, {{"error", field + " must be a string"}});
    if (value->get_ref<const std::string&>().empty()) {
      return Answer(response, 422, {{"error", field + " must not be empty"}});
    }
  }
  const auto enhanced = gatehouse::examples::Enhance(body["prompt"].get_ref<const std::string&>(),
                                                     body["model"].get_ref<const std::string&>());
  Answer(response, 200, {{"enhanced", enhanced.text}, {"template_name", enhanced.template_name}});
}

}  // namespace

int main(int argc, char** argv) {
  gatehouse::examples::HoldStopSignals();

  int port = 0;
  CLI::App app{"PromptCraft in small, on 127.0.0.1: GET /health, POST /api/enhance {\"prompt\",\"model\"}."};
  app.add_option("--port", port, "where to listen on 127.0.0.1")->required()->check(CLI::Range(1, 65'535));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == EXIT_SUCCESS ? EXIT_SUCCESS : 2;
  }

  httplib::Server server;
  server.Get("/health", [](const httplib::Request&, httplib::Response& response) {
    Answer(response, 200, {{"status", "ok"}, {"service", "promptcraft"}});
  });
  server.Post("/api/enhance", EnhancePrompt);
  return gatehouse::examples::ServeOnLoopback(server, "promptcraft", port);
}

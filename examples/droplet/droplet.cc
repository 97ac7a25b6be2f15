// An example droplet to run behind the gate: /health, /message, /process and /records/N, each showing what reached it.
// It checks nothing itself: that is the gate's task. As a receiver of alerts it prints what it gets at /alerts.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "droplet/answer.h"
#include "serve/loopback.h"

namespace {

using gatehouse::examples::Droplet;
using gatehouse::examples::DropletAnswer;
using gatehouse::examples::HeaderList;

void Send(httplib::Response& response, const DropletAnswer& answer) {
  gatehouse::examples::Answer(response, answer.status, answer.body);
}

// Adds a POST route that returns the body under `field`.
void Echo(httplib::Server& server, const std::string& path, const std::string& field, const Droplet& droplet) {
  server.Post(path, [&droplet, field](const httplib::Request& request, httplib::Response& response) {
    const HeaderList headers(request.headers.begin(), request.headers.end());
    Send(response, AnswerWithArrival(droplet, field, request.body, headers));
  });
}

}  // namespace

int main(int argc, char** argv) {
  gatehouse::examples::HoldStopSignals();

  Droplet droplet;
  int port = 0;
  CLI::App app{
      "A droplet on 127.0.0.1: GET /health, GET /records/N, POST /message, POST /process, POST /alerts. Each shows "
      "what reached it."};
  app.add_option("--id", droplet.id, "the droplet's id, 1 to 999")->required()->check(CLI::Range(1, 999));
  app.add_option("--port", port, "where to listen on 127.0.0.1")->required()->check(CLI::Range(1, 65'535));
  app.add_option("--name", droplet.name, "what people call it");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == EXIT_SUCCESS ? EXIT_SUCCESS : 2;
  }

  httplib::Server server;
  server.Get("/health", [&droplet](const httplib::Request&, httplib::Response& response) {
    Send(response, AnswerHealth(droplet));
  });
  Echo(server, "/message", "message", droplet);
  Echo(server, "/process", "task", droplet);
  server.Get(R"(/records/(\d{1,9}))", [&droplet](const httplib::Request& request, httplib::Response& response) {
    Send(response, AnswerRecord(droplet, request.matches[1].str()));
  });
  server.Post("/alerts", [](const httplib::Request& request, httplib::Response& response) {
    const DropletAnswer answer = gatehouse::examples::AnswerAlerts(request.body);
    for (const auto& line : answer.body["alerts"]) std::puts(line.get<std::string>().c_str());
    std::fflush(stdout);
    Send(response, answer);
  });
  return gatehouse::examples::ServeOnLoopback(server, "droplet " + std::to_string(droplet.id), port);
}

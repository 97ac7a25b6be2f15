// For the tests of the pipeline: a policy with all that a worker provides, and sending requests through it. Not part
// the product.
#pragma once

#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "gate/pipeline.h"
#include "gate/testing_ledger.h"

namespace gatehouse::gate {

// The time of every test.
inline constexpr base::Now kNow{base::Wall{std::chrono::seconds{1'800'000'000}},
                                base::Steady{std::chrono::milliseconds{1'000'000}}};

class PipelineFixture : public ::testing::Test {
 protected:
  void Compile(const std::string& yaml, const std::string& folder, const FileReader& files) {
    auto policy = CompilePolicy(yaml, "test.yaml", folder, files);
    ASSERT_TRUE(policy) << policy.error().front().Text();
    policy_.emplace(std::move(*policy));
    auto issuers = LoadIssuers(*policy_, files);
    ASSERT_TRUE(issuers) << issuers.error().front().Text();
    issuers_ = std::move(*issuers);
  }

  struct Outcome {
    Decision decision;
    Exchange exchange;
    Trace trace;
  };

  // Sends one request through Admit and, if needed, InspectBody or InspectForm.
  std::unique_ptr<Outcome> Send(std::string_view method, std::string_view target, std::vector<Header> headers = {},
                                std::string_view body = {}, std::string_view client = "192.0.2.7") {
    headers_.push_back(std::move(headers));
    requests_.push_back({.method = method,
                         .target = target,
                         .host = host_,
                         .host_optional = no_host_needed_,
                         .tls = true,
                         .peer = *base::IpAddress::Parse(client),
                         .headers = headers_.back(),
                         .certificate = certificate_});
    auto outcome = std::make_unique<Outcome>(Outcome{{}, {requests_.back(), kNow}, {}});
    outcome->exchange.passed_on_by_another = passed_on_by_another_;
    outcome->exchange.line_doubt = line_doubt_;
    outcome->exchange.body_bytes = body_bytes_;
    const Guard guard{*policy_, issuers_,   directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside,
                      tickets_, occupancy_, nullptr,    bodies_};
    outcome->decision = Admit(guard, outcome->exchange, &outcome->trace);
    if (outcome->decision.allowed() && WantsBody(outcome->exchange)) {
      outcome->decision = InspectBody(guard, outcome->exchange, body, &outcome->trace);
    }
    if (outcome->decision.allowed() && WantsForm(outcome->exchange)) {
      outcome->decision = InspectForm(guard, outcome->exchange, body, &outcome->trace);
    }
    return outcome;
  }
  Reason ReasonFor(std::string_view method, std::string_view target, std::vector<Header> headers = {},
                   std::string_view body = {}, std::string_view client = "192.0.2.7") {
    return Send(method, target, std::move(headers), body, client)->decision.reason;
  }

  static std::string Udc(int source, int target) {
    return R"({"trace_id":"123e4567-e89b-12d3-a456-426614174000","source":)" + std::to_string(source) +
           R"(,"target":)" + std::to_string(target) +
           R"(,"message_type":"event","payload":{"a":1},"timestamp":"2026-11-22T10:00:00Z"})";
  }

  std::optional<Policy> policy_;
  TrustedIssuers issuers_;
  FakeLedger ledger_;
  Directory directory_;
  TokenCache cache_;
  TokenCache session_cache_;
  json::Parser parser_;
  // For the following requests.
  std::string_view host_ = "gate.example";
  bool no_host_needed_ = false;
  bool passed_on_by_another_ = false;
  const PeerCertificate* certificate_ = nullptr;
  const TicketBox* tickets_ = nullptr;
  const Occupancy* occupancy_ = nullptr;
  BodyRoom* bodies_ = nullptr;
  std::string_view line_doubt_;
  std::optional<uint64_t> body_bytes_;

  std::list<std::vector<Header>> headers_;
  std::list<Request> requests_;
};

}  // namespace gatehouse::gate

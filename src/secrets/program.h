// A program that prints credentials: `credential_process` of AWS, `az`, an exec plugin of Kubernetes. Run to its end
// within bounds of time and size; what it prints is taken as the secret that it is. Shown by program_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "base/secret_string.h"

namespace gatehouse::secrets {

inline constexpr size_t kMaxProgramAnswer = size_t{256} << 10;

struct CredentialProgram {
  std::vector<std::string> argv;       // argv[0] by PATH
  std::vector<std::string> variables;  // "NAME=value", on top of our own environment
  std::chrono::seconds patience{60};   // a browser login may be part of it
  bool may_ask = true;                 // it may speak on stderr, and ask on the terminal; otherwise it gets neither
  std::string folder;                  // that it starts in; empty: ours
};

enum class ProgramFault : uint8_t {
  kNotStarted,  // no such program, or none that runs
  kTooSlow,     // it was ended when `patience` was over
  kTooMuch,     // it printed more than kMaxProgramAnswer, and was ended
  kFailed,      // another exit status than 0
};

[[nodiscard]] std::expected<base::SecretString, ProgramFault> RunForCredentials(const CredentialProgram& program);

// What is said of a program that failed: "cannot be started", "did not end in time", …
[[nodiscard]] const char* Sentence(ProgramFault fault);

}  // namespace gatehouse::secrets

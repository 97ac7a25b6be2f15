// Runs a program that prints credentials: `credential_process` of AWS, `az`, an exec plugin of Kubernetes. Bounded
// in time and size; its output is treated as a secret. Shown by program_test.cc.
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
  std::vector<std::string> argv;       // argv[0] is searched in PATH
  std::vector<std::string> variables;  // "NAME=value", added to our own environment
  std::chrono::seconds patience{60};   // a browser login may be part of the run
  bool may_ask = true;                 // true: the program gets stderr and the terminal, to ask; false: neither
  std::string folder;                  // its working directory; empty: ours
};

enum class ProgramFault : uint8_t {
  kNotStarted,  // there is no such program, or it cannot be executed
  kTooSlow,     // it was ended after `patience`
  kTooMuch,     // it printed more than kMaxProgramAnswer and was ended
  kFailed,      // its exit status is not 0
};

[[nodiscard]] std::expected<base::SecretString, ProgramFault> RunForCredentials(const CredentialProgram& program);

// The message about a program that failed: "cannot be started", "did not end in time", …
[[nodiscard]] const char* Sentence(ProgramFault fault);

}  // namespace gatehouse::secrets

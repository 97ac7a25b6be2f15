// Why a command failed, and its exit code. Printed once, by main.
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "cli/command/exit_code.h"

namespace gatehouse::cli {

struct Failure {
  Failure(base::Error error, ExitCode ends_with = ExitCode::kCouldNotRun) : errors{std::move(error)}, code(ends_with) {}
  Failure(std::vector<base::Error> all, ExitCode ends_with = ExitCode::kCouldNotRun)
      : errors(std::move(all)), code(ends_with) {}
  // Without errors: they were printed before, or there are none. Only the code and the notes.
  explicit Failure(ExitCode ends_with) : code(ends_with) {}

  // Adds a sentence that is printed after the errors: what continues to work, what to try.
  [[nodiscard]] Failure With(std::string note) && {
    notes.push_back(std::move(note));
    return std::move(*this);
  }

  std::vector<base::Error> errors;
  ExitCode code;
  std::vector<std::string> notes;
};

template <typename T>
using OrFailure = std::expected<T, Failure>;

// How an action ended. A base::Error becomes a Failure that ends with kCouldNotRun.
using Outcome = OrFailure<ExitCode>;

// For a negative result, or for something that does not exist.
[[nodiscard]] inline std::unexpected<Failure> EndWith(ExitCode code, base::Error error) {
  return std::unexpected(Failure(std::move(error), code));
}

}  // namespace gatehouse::cli

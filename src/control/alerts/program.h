// Runs a program of the policy's with an alert on its stdin. Shown by program_test.cc.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::alerts {

inline constexpr std::chrono::milliseconds kProgramPatience{30'000};

// `argv` begins with a path. Its output goes nowhere; it has no environment but PATH, and no descriptor of ours. An
// Error unless it ends with 0 in time; one that does not is killed, with the processes that it started.
[[nodiscard]] base::Result<> RunProgram(const std::vector<std::string>& argv, std::string_view input,
                                        std::chrono::milliseconds patience = kProgramPatience);

}  // namespace gatehouse::alerts

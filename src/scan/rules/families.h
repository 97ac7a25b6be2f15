// The families of rules, a file each: what all_rules.cc joins.
#pragma once

#include <span>

#include "scan/rules/rule.h"

namespace gatehouse::scan {

[[nodiscard]] std::span<const Rule> CloudRules();
[[nodiscard]] std::span<const Rule> CodeHostRules();
[[nodiscard]] std::span<const Rule> AiRules();
[[nodiscard]] std::span<const Rule> PackageRules();
[[nodiscard]] std::span<const Rule> PaymentRules();
[[nodiscard]] std::span<const Rule> MessageRules();
[[nodiscard]] std::span<const Rule> OperationRules();
[[nodiscard]] std::span<const Rule> DataRules();
[[nodiscard]] std::span<const Rule> KeyRules();
[[nodiscard]] std::span<const Rule> ProductRules();
[[nodiscard]] std::span<const Rule> NamedCloudRules();
[[nodiscard]] std::span<const Rule> NamedBusinessRules();
[[nodiscard]] std::span<const Rule> NamedDataRules();
[[nodiscard]] std::span<const Rule> CommandRules();
[[nodiscard]] std::span<const Rule> GenericRules();

}  // namespace gatehouse::scan

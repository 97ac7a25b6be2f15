// The families of rules, a file for each. families.cc puts them in one list.
#pragma once

#include "gate/inspect/prompt/rule.h"

namespace gatehouse::prompt {

[[nodiscard]] std::span<const Rule> OverrideRules();
[[nodiscard]] std::span<const Rule> ForgeryRules();
[[nodiscard]] std::span<const Rule> ExtractionRules();
[[nodiscard]] std::span<const Rule> PersonaRules();
[[nodiscard]] std::span<const Rule> ComplianceRules();
[[nodiscard]] std::span<const Rule> HiddenRules();
[[nodiscard]] std::span<const Rule> ExfiltrationRules();
[[nodiscard]] std::span<const Rule> SpellingRules();
[[nodiscard]] std::span<const Rule> ForeignRules();
[[nodiscard]] std::span<const Rule> ForeignPersonaRules();
[[nodiscard]] std::span<const Rule> ForeignModeRules();
[[nodiscard]] std::span<const Rule> MarkupRules();
[[nodiscard]] std::span<const Rule> SqlRules();
[[nodiscard]] std::span<const Rule> SecretRules();
[[nodiscard]] std::span<const Rule> PersonalRules();
// Of the signal wording: they weigh nothing themselves, except the last one, where the quotation is to be obeyed.
[[nodiscard]] std::span<const Rule> QuotationRules();

}  // namespace gatehouse::prompt

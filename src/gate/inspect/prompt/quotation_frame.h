// Whether the words around a quotation ask about it: in a log, in a message of a customer, in a lesson, in a test of a
// filter. In about fifteen languages. Shown by quotation_frame_test.cc; balanced.cc asks it.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse::prompt {

// A question about a quotation has few words of its own; in longer texts an attack hides more easily.
inline constexpr size_t kMaxFrame = 700;

// `outside`: a normalised prompt without its quotations (quotation.h). True if it asks something, names a reason to
// quote an attack, and neither has the quotation obeyed nor has it translated or summarised.
[[nodiscard]] bool AsksAboutQuotation(std::string_view outside);

}  // namespace gatehouse::prompt

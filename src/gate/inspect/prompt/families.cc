#include "gate/inspect/prompt/families.h"

namespace gatehouse::prompt {
namespace {

constexpr std::array kSignals = {
#define X(constant, name) SignalInfo{Signal::constant, name},
    GATEHOUSE_SIGNALS(X)
#undef X
};
static_assert(kSignals.size() == kSignalCount);

}  // namespace

std::span<const SignalInfo> AllSignals() { return kSignals; }

std::span<const Family> AllFamilies() {
  static const std::array families = {Family{Signal::kOverride, OverrideRules()},
                                      Family{Signal::kForgery, ForgeryRules()},
                                      Family{Signal::kExtraction, ExtractionRules()},
                                      Family{Signal::kPersona, PersonaRules()},
                                      Family{Signal::kCompliance, ComplianceRules()},
                                      Family{Signal::kHidden, HiddenRules()},
                                      Family{Signal::kExfiltration, ExfiltrationRules()},
                                      Family{Signal::kForeign, ForeignRules()},
                                      Family{Signal::kForeign, ForeignPersonaRules()},
                                      Family{Signal::kForeign, ForeignModeRules()},
                                      Family{Signal::kSpelling, SpellingRules()},
                                      Family{Signal::kWording, QuotationRules()},
                                      Family{Signal::kMarkup, MarkupRules()},
                                      Family{Signal::kSql, SqlRules()},
                                      Family{Signal::kSecret, SecretRules()},
                                      Family{Signal::kPersonal, PersonalRules()}};
  return families;
}

}  // namespace gatehouse::prompt

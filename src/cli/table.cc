// One line per command, in the order of the help: its words, and the function that describes it. A new
// command needs a line here, a line in commands.h, and its own file.
#include "cli/table.h"

#include "cli/commands.h"

namespace gatehouse::cli {
namespace {

struct Entry {
  const char* words;
  Command (*describe)();
};

// A group must precede its members.
constexpr Entry kTable[] = {
    // The gate
    {"up", UpCommand},
    {"reload", ReloadCommand},
    {"stop", StopCommand},
    {"status", StatusCommand},
    {"check", CheckCommand},
    {"explain", ExplainCommand},
    // Identity
    {"token", TokenGroup},
    {"token keygen", TokenKeygenCommand},
    {"token issue", TokenIssueCommand},
    {"token verify", TokenVerifyCommand},
    {"token inspect", TokenInspectCommand},
    // The control daemon
    {"control", ControlCommand},
    {"registry", RegistryGroup},
    {"registry enrol", RegistryEnrolCommand},
    {"registry list", RegistryListCommand},
    {"registry show", RegistryShowCommand},
    {"registry set", RegistrySetCommand},
    {"registry suspend", RegistrySuspendCommand},
    {"registry resume", RegistryResumeCommand},
    {"registry retire", RegistryRetireCommand},
    {"registry credential", RegistryCredentialGroup},
    {"registry credential add", RegistryCredentialAddCommand},
    {"registry credential revoke", RegistryCredentialRevokeCommand},
    {"registry rotate", RegistryRotateCommand},
    {"registry keys", RegistryKeysCommand},
    {"registry revoke", RegistryRevokeCommand},
    {"registry unrevoke", RegistryUnrevokeCommand},
    {"registry revocations", RegistryRevocationsCommand},
    {"user", UserGroup},
    {"user add", UserAddCommand},
    {"user passwd", UserPasswdCommand},
    {"user roles", UserRolesCommand},
    {"user disable", UserDisableCommand},
    {"user enable", UserEnableCommand},
    {"user end-sessions", UserEndSessionsCommand},
    {"user reset-second-factor", UserResetSecondFactorCommand},
    {"user list", UserListCommand},
    {"user sessions", UserSessionsCommand},
    {"password", PasswordGroup},
    {"password check", PasswordCheckCommand},
    {"password hash", PasswordHashCommand},
    {"password verify", PasswordVerifyCommand},
    // Watching and answering
    {"block", BlockGroup},
    {"block add", BlockAddCommand},
    {"block remove", BlockRemoveCommand},
    {"block list", BlockListCommand},
    {"revoke", RevokeGroup},
    {"revoke add", RevokeAddCommand},
    {"revoke remove", RevokeRemoveCommand},
    {"revoke list", RevokeListCommand},
    {"events", EventsGroup},
    {"events tail", EventsTailCommand},
    {"events verify", EventsVerifyCommand},
    {"redact", RedactCommand},
    {"detect", DetectGroup},
    {"detect replay", DetectReplayCommand},
    {"detect rules", DetectRulesCommand},
    {"incident", IncidentGroup},
    {"incident list", IncidentListCommand},
    {"incident show", IncidentShowCommand},
    {"incident assess", IncidentAssessCommand},
    {"incident contain", IncidentContainCommand},
    {"incident investigate", IncidentInvestigateCommand},
    {"incident note", IncidentNoteCommand},
    {"incident recover", IncidentRecoverCommand},
    {"incident close", IncidentCloseCommand},
    {"incident report", IncidentReportCommand},
    {"alert", AlertGroup},
    {"alert list", AlertListCommand},
    {"alert test", AlertTestCommand},
    {"inspect", InspectGroup},
    {"inspect prompt", InspectPromptCommand},
    {"inspect udc", InspectUdcCommand},
    {"inspect path", InspectPathCommand},
    {"inspect field", InspectFieldCommand},
    {"inspect response", InspectResponseCommand},
    // Settings and secrets
    {"run", RunCommand},
    {"secrets", SecretsGroup},
    {"secrets get", SecretsGetCommand},
    {"secrets list", SecretsListCommand},
    {"secrets doctor", SecretsDoctorCommand},
    {"settings", SettingsGroup},
    {"settings check", SettingsCheckCommand},
    {"settings export", SettingsExportCommand},
    {"service-account", ServiceAccountGroup},
    {"service-account check", ServiceAccountCheckCommand},
    {"service-account token", ServiceAccountTokenCommand},
    {"env", EnvGroup},
    {"env import", EnvImportCommand},
    {"env encrypt", EnvEncryptCommand},
    {"env decrypt", EnvDecryptCommand},
    {"env edit", EnvEditCommand},
    {"env set", EnvSetCommand},
    {"env get", EnvGetCommand},
    {"env unset", EnvUnsetCommand},
    {"env list", EnvListCommand},
    {"env rotate", EnvRotateCommand},
    {"env recipients", EnvRecipientsGroup},
    {"env recipients add", EnvRecipientsAddCommand},
    {"env recipients remove", EnvRecipientsRemoveCommand},
    {"env recipients rewrap", EnvRecipientsRewrapCommand},
    {"env recipients export", EnvRecipientsExportCommand},
    {"env recipients list", EnvRecipientsListCommand},
    {"env check", EnvCheckCommand},
    {"env diff", EnvDiffCommand},
    {"env merge", EnvMergeCommand},
    {"env git-setup", EnvGitSetupCommand},
    {"keys", KeysGroup},
    {"keys check", KeysCheckCommand},
    // The repository
    {"scan", ScanCommand},
    {"audit", AuditCommand},
    // The program itself
    {"demo", DemoGroup},
    {"demo attack", DemoAttackCommand},
    {"completion", CompletionGroup},
    {"completion bash", CompletionBashCommand},
    {"completion zsh", CompletionZshCommand},
    {"completion fish", CompletionFishCommand},
    {"man", ManCommand},
};

Command Whole() {
  return {.help = "A security gate in front of any HTTP service, and tools for its security",
          .examples = {"gatehouse check                     # is ./gatehouse.yaml a good policy?",
                       "gatehouse up                        # start the gate",
                       "gatehouse explain GET /health       # would it pass, and why?",
                       "gatehouse status --format json      # what has it done?"}};
}

}  // namespace

Program Gatehouse() {
  Program program{.name = "gatehouse", .version = "gatehouse " GATEHOUSE_VERSION, .commands = {Whole()}};
  program.commands.reserve(std::size(kTable) + 1);
  for (const Entry& entry : kTable) {
    program.commands.push_back(entry.describe());
    program.commands.back().words = entry.words;
  }
  return program;
}

}  // namespace gatehouse::cli

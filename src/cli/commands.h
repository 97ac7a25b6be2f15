// One function per command; it returns the description. The order is the same here, in table.cc and in the help; each
// is defined in the file that implements the command.
#pragma once

#include "cli/command/command.h"

namespace gatehouse::cli {

// The gate
[[nodiscard]] Command UpCommand();
[[nodiscard]] Command ReloadCommand();
[[nodiscard]] Command StopCommand();
[[nodiscard]] Command StatusCommand();
[[nodiscard]] Command CheckCommand();
[[nodiscard]] Command ExplainCommand();

// Identity
[[nodiscard]] Command TokenGroup();
[[nodiscard]] Command TokenKeygenCommand();
[[nodiscard]] Command TokenIssueCommand();
[[nodiscard]] Command TokenVerifyCommand();
[[nodiscard]] Command TokenInspectCommand();

// The control daemon
[[nodiscard]] Command ControlCommand();
[[nodiscard]] Command RegistryGroup();
[[nodiscard]] Command RegistryEnrolCommand();
[[nodiscard]] Command RegistryListCommand();
[[nodiscard]] Command RegistryShowCommand();
[[nodiscard]] Command RegistrySetCommand();
[[nodiscard]] Command RegistrySuspendCommand();
[[nodiscard]] Command RegistryResumeCommand();
[[nodiscard]] Command RegistryRetireCommand();
[[nodiscard]] Command RegistryCredentialGroup();
[[nodiscard]] Command RegistryCredentialAddCommand();
[[nodiscard]] Command RegistryCredentialRevokeCommand();
[[nodiscard]] Command RegistryRotateCommand();
[[nodiscard]] Command RegistryKeysCommand();
[[nodiscard]] Command RegistryRevokeCommand();
[[nodiscard]] Command RegistryUnrevokeCommand();
[[nodiscard]] Command RegistryRevocationsCommand();
[[nodiscard]] Command UserGroup();
[[nodiscard]] Command UserAddCommand();
[[nodiscard]] Command UserPasswdCommand();
[[nodiscard]] Command UserRolesCommand();
[[nodiscard]] Command UserDisableCommand();
[[nodiscard]] Command UserEnableCommand();
[[nodiscard]] Command UserEndSessionsCommand();
[[nodiscard]] Command UserResetSecondFactorCommand();
[[nodiscard]] Command UserListCommand();
[[nodiscard]] Command UserSessionsCommand();
[[nodiscard]] Command PasswordGroup();
[[nodiscard]] Command PasswordCheckCommand();
[[nodiscard]] Command PasswordHashCommand();
[[nodiscard]] Command PasswordVerifyCommand();

// Watching and answering
[[nodiscard]] Command BlockGroup();
[[nodiscard]] Command BlockAddCommand();
[[nodiscard]] Command BlockRemoveCommand();
[[nodiscard]] Command BlockListCommand();
[[nodiscard]] Command RevokeGroup();
[[nodiscard]] Command RevokeAddCommand();
[[nodiscard]] Command RevokeRemoveCommand();
[[nodiscard]] Command RevokeListCommand();
[[nodiscard]] Command EventsGroup();
[[nodiscard]] Command EventsTailCommand();
[[nodiscard]] Command EventsVerifyCommand();
[[nodiscard]] Command RedactCommand();
[[nodiscard]] Command DetectGroup();
[[nodiscard]] Command DetectReplayCommand();
[[nodiscard]] Command DetectRulesCommand();
[[nodiscard]] Command IncidentGroup();
[[nodiscard]] Command IncidentListCommand();
[[nodiscard]] Command IncidentShowCommand();
[[nodiscard]] Command IncidentAssessCommand();
[[nodiscard]] Command IncidentContainCommand();
[[nodiscard]] Command IncidentInvestigateCommand();
[[nodiscard]] Command IncidentNoteCommand();
[[nodiscard]] Command IncidentRecoverCommand();
[[nodiscard]] Command IncidentCloseCommand();
[[nodiscard]] Command IncidentReportCommand();
[[nodiscard]] Command AlertGroup();
[[nodiscard]] Command AlertListCommand();
[[nodiscard]] Command AlertTestCommand();
[[nodiscard]] Command InspectGroup();
[[nodiscard]] Command InspectPromptCommand();
[[nodiscard]] Command InspectUdcCommand();
[[nodiscard]] Command InspectPathCommand();
[[nodiscard]] Command InspectFieldCommand();
[[nodiscard]] Command InspectResponseCommand();

// Settings and secrets
[[nodiscard]] Command RunCommand();
[[nodiscard]] Command SecretsGroup();
[[nodiscard]] Command SecretsGetCommand();
[[nodiscard]] Command SecretsListCommand();
[[nodiscard]] Command SecretsDoctorCommand();
[[nodiscard]] Command SettingsGroup();
[[nodiscard]] Command SettingsCheckCommand();
[[nodiscard]] Command SettingsExportCommand();
[[nodiscard]] Command ServiceAccountGroup();
[[nodiscard]] Command ServiceAccountCheckCommand();
[[nodiscard]] Command ServiceAccountTokenCommand();
[[nodiscard]] Command EnvGroup();
[[nodiscard]] Command EnvImportCommand();
[[nodiscard]] Command EnvEncryptCommand();
[[nodiscard]] Command EnvDecryptCommand();
[[nodiscard]] Command EnvEditCommand();
[[nodiscard]] Command EnvSetCommand();
[[nodiscard]] Command EnvGetCommand();
[[nodiscard]] Command EnvUnsetCommand();
[[nodiscard]] Command EnvListCommand();
[[nodiscard]] Command EnvRotateCommand();
[[nodiscard]] Command EnvRecipientsGroup();
[[nodiscard]] Command EnvRecipientsAddCommand();
[[nodiscard]] Command EnvRecipientsRemoveCommand();
[[nodiscard]] Command EnvRecipientsRewrapCommand();
[[nodiscard]] Command EnvRecipientsExportCommand();
[[nodiscard]] Command EnvRecipientsListCommand();
[[nodiscard]] Command EnvCheckCommand();
[[nodiscard]] Command EnvDiffCommand();
[[nodiscard]] Command EnvMergeCommand();
[[nodiscard]] Command EnvGitSetupCommand();
[[nodiscard]] Command KeysGroup();
[[nodiscard]] Command KeysCheckCommand();

// The repository
[[nodiscard]] Command ScanCommand();
[[nodiscard]] Command AuditCommand();

// The program itself
[[nodiscard]] Command DemoGroup();
[[nodiscard]] Command DemoAttackCommand();
[[nodiscard]] Command CompletionGroup();
[[nodiscard]] Command CompletionBashCommand();
[[nodiscard]] Command CompletionZshCommand();
[[nodiscard]] Command CompletionFishCommand();
[[nodiscard]] Command ManCommand();

}  // namespace gatehouse::cli

// Every command, in the order in which the help lists them. Each Add… declares its command line and names its action;
// one file for each command.
#pragma once

#include "cli/command/options.h"

namespace gatehouse::cli {

// The gate
void AddUp(CLI::App& program, Action& chosen);
void AddReload(CLI::App& program, Action& chosen);
void AddStop(CLI::App& program, Action& chosen);
void AddStatus(CLI::App& program, Action& chosen);
void AddCheck(CLI::App& program, Action& chosen);
void AddExplain(CLI::App& program, Action& chosen);

// Identity
void AddToken(CLI::App& program, Action& chosen);
void AddTokenKeygen(CLI::App& token, Action& chosen);
void AddTokenIssue(CLI::App& token, Action& chosen);
void AddTokenVerify(CLI::App& token, Action& chosen);
void AddTokenInspect(CLI::App& token, Action& chosen);

// The control daemon
void AddControl(CLI::App& program, Action& chosen);
void AddRegistry(CLI::App& program, Action& chosen);
void AddUser(CLI::App& program, Action& chosen);
void AddPassword(CLI::App& program, Action& chosen);

// Watching and answering
void AddBlock(CLI::App& program, Action& chosen);
void AddRevoke(CLI::App& program, Action& chosen);
void AddEvents(CLI::App& program, Action& chosen);
void AddInspect(CLI::App& program, Action& chosen);

// Settings and secrets
void AddRun(CLI::App& program, Action& chosen);
void AddSecrets(CLI::App& program, Action& chosen);
void AddSecretsDoctor(CLI::App& group, Action& chosen);
void AddSettings(CLI::App& program, Action& chosen);
void AddServiceAccount(CLI::App& program, Action& chosen);
void AddEnv(CLI::App& program, Action& chosen);
void AddKeys(CLI::App& program, Action& chosen);

// The program itself
void AddCompletion(CLI::App& program, Action& chosen);
void AddMan(CLI::App& program, Action& chosen);

}  // namespace gatehouse::cli

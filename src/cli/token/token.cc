// gatehouse token: the group of commands around bearer tokens; each has its own file.
#include "cli/commands.h"

namespace gatehouse::cli {

void AddToken(CLI::App& program, Action& chosen) {
  CLI::App* token = program.add_subcommand("token", "Make keys, issue, verify and read bearer tokens");
  token->require_subcommand(1);
  AddTokenKeygen(*token, chosen);
  AddTokenIssue(*token, chosen);
  AddTokenVerify(*token, chosen);
  AddTokenInspect(*token, chosen);
  SetExamples(*token, {
                          "gatehouse token keygen --out private.pem --public public.pem",
                          "gatehouse token issue --key private.pem --profile droplet --droplet-id 14 > token",
                          "gatehouse token verify --key public.pem --profile droplet < token",
                      });
}

}  // namespace gatehouse::cli

// gatehouse token: the group of commands for bearer tokens; each has its own file.
#include "cli/commands.h"

namespace gatehouse::cli {

Command TokenGroup() {
  return {.help = "Create keys; issue, verify and decode bearer tokens",
          .examples = {"gatehouse token keygen --out private.pem --public public.pem",
                       "gatehouse token issue --key private.pem --profile droplet --droplet-id 14 > token",
                       "gatehouse token verify --key public.pem --profile droplet < token"}};
}

}  // namespace gatehouse::cli

// gatehouse inspect: the group of commands that judge what came from outside; each has its own file.
#include "cli/commands.h"

namespace gatehouse::cli {

Command InspectGroup() {
  return {.help = "Judge messages or file names from stdin, one a line",
          .examples = {R"(echo '{"text": "../etc/passwd"}' | gatehouse inspect path)"}};
}

}  // namespace gatehouse::cli

// gatehouse inspect: the group of commands that judge untrusted input; each has its own file.
#include "cli/commands.h"

namespace gatehouse::cli {

Command InspectGroup() {
  return {.help = "Judge prompts, messages, file names, fields or responses from stdin, one per line",
          .examples = {R"(echo '{"text": "../etc/passwd"}' | gatehouse inspect path)"}};
}

}  // namespace gatehouse::cli

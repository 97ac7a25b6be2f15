// Headers in which a request names a second path: `Destination` of WebDAV's COPY and MOVE (RFC 4918 §10.3), and
// `x-amz-copy-source` of S3's PUT. The service writes to that path or reads it, so the rules of its route apply, too.
// Shown by named_path_test.cc, tests/attacks/test_second_paths.py.
#pragma once

#include "gate/pipeline.h"

namespace gatehouse::gate {

// Sets exchange.becomes if another route applies to the named path and the two routes differ only in who is admitted.
// kPathAmbiguous if the path cannot be read in one way, kMethodNotAllowed if its route does not allow the method,
// kRouteDenied if the routes differ in more or the path is on a host with other routes, kHeaderRepeated if there are
// several such headers.
[[nodiscard]] Decision JudgeNamedPath(const Guard& guard, Exchange& exchange);

}  // namespace gatehouse::gate

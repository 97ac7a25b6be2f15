// What `up` puts in order in the run directory, which system/prepare_folder.h makes: the workers' user and the
// certificate. Tests: run_folder_test.cc.
#pragma once

#include <string>

#include "base/error.h"
#include "gate/policy/policy.h"
#include "system/prepare_folder.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

// The user for the workers; empty unless root starts the gate. Gives the run folder to that user. In production,
// root as the workers' user is refused.
[[nodiscard]] base::Result<std::string> WorkerUser(const gate::Policy& policy);

// The policy's certificate. If TLS is on and the policy names none: a development certificate in the run folder,
// created once and used until shortly before it expires, or until a route names a new host. Both are empty without TLS.
[[nodiscard]] base::Result<gate::CertificateFiles> CertificateFor(const gate::Policy& policy);

}  // namespace gatehouse::cli

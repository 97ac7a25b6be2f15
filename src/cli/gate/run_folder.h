// The run directory: the one folder in which a gate keeps everything that it needs while it runs. Made by `up`, private
// to the user who runs the gate. Shown by run_folder_test.cc.
#pragma once

#include <string>

#include "base/error.h"
#include "gate/policy/policy.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

// Whom the workers are to run as: empty unless root starts the gate. Hands the run folder to that user. In production
// root itself is refused.
[[nodiscard]] base::Result<std::string> WorkerUser(const gate::Policy& policy);

// Makes the folder (mode 0700), or takes one that is there if it is ours and nobody else may write to it; `temp` in it
// is nginx's.
[[nodiscard]] base::Result<> PrepareRunFolder(const system::RunFolder& folder);

struct CertificateFiles {
  std::string certificate;
  std::string key;
};
// The policy's certificate; where TLS is on and it names none, a development certificate in the run folder, made once
// and used again until it is about to end. Both empty without TLS.
[[nodiscard]] base::Result<CertificateFiles> CertificateFor(const gate::Policy& policy);

}  // namespace gatehouse::cli

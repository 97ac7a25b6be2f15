// The registry's public data: RFC 8414 metadata, its keys as JWKS (RFC 7517) and as PEM for services that
// read one file (row B3). Tests: metadata_test.cc.
#pragma once

#include <string>

#include "control/registry/key_ring.h"
#include "control/registry/registry.h"

namespace gatehouse::registry {

[[nodiscard]] std::string MetadataJson(const gate::ControlSettings& control);

// The cache time of a set is at most half of the overlap, so that services know a new key before it signs.
[[nodiscard]] service::HttpResponse ServeJwks(const KeyRing& ring, const gate::RegistrySettings& settings);
[[nodiscard]] service::HttpResponse ServePem(const KeyRing& ring, const gate::RegistrySettings& settings);
[[nodiscard]] service::HttpResponse ServeMetadata(const gate::ControlSettings& control);

}  // namespace gatehouse::registry

// What the registry tells about itself: RFC 8414 metadata, its keys as JWKS (RFC 7517) and as PEM for services that
// read one file (row B3). Tests: metadata_test.cc.
#pragma once

#include <string>

#include "control/registry/key_ring.h"
#include "control/registry/registry.h"

namespace gatehouse::registry {

[[nodiscard]] std::string MetadataJson(const gate::ControlSettings& control);

// A service that verifies may keep a set for at most half of the overlap: a new key is known before it signs.
[[nodiscard]] service::HttpResponse ServeJwks(const KeyRing& ring, const gate::RegistrySettings& settings);
[[nodiscard]] service::HttpResponse ServePem(const KeyRing& ring, const gate::RegistrySettings& settings);
[[nodiscard]] service::HttpResponse ServeMetadata(const gate::ControlSettings& control);

}  // namespace gatehouse::registry

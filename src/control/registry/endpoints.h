// The paths of the registry's public endpoints, used by the gate's routes, the metadata and the audiences of
// assertions.
#pragma once

#include <string_view>

namespace gatehouse::registry {

inline constexpr std::string_view kOAuthPaths = "/oauth/";
inline constexpr std::string_view kTokenPath = "/oauth/token";
inline constexpr std::string_view kRevokePath = "/oauth/revoke";
inline constexpr std::string_view kIntrospectPath = "/oauth/introspect";
inline constexpr std::string_view kMetadataPath = "/.well-known/oauth-authorization-server";
inline constexpr std::string_view kJwksPath = "/.well-known/jwks.json";
inline constexpr std::string_view kPemPath = "/.well-known/registry.pem";

}  // namespace gatehouse::registry

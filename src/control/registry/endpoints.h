// Where the registry's public endpoints are: the gate's overlay routes, the metadata and the audiences of assertions
// name the same paths.
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

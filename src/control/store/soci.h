// The only includer of SOCI. Debian builds it with Boost and says so in its headers; nothing of ours uses that, so that
// the product needs no Boost to be built: the templates for it are left out.
#pragma once

// clang-format off: the order is the point
#include <soci/soci-config.h>
#undef SOCI_HAVE_BOOST
#undef SOCI_HAVE_BOOST_DATE_TIME
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
// clang-format on

# What the programs are made of, as a CycloneDX 1.5 document: every Debian package whose library they are linked with, which they
# load when they need it, or whose headers are compiled in, with its version. The same packages and the same SOURCE_DATE_EPOCH
# make the same bytes. Included by the script that Install.cmake writes, which sets PROGRAMS, MODULES, LOADED, COMPILED_IN,
# VERSION and OUTPUT.
cmake_minimum_required(VERSION 3.25)

find_program(DPKG_QUERY dpkg-query)
if(NOT DPKG_QUERY)
  message(STATUS "Without dpkg-query nobody knows the packages: no SBOM is written")
  file(REMOVE ${OUTPUT})
  return()
endif()

# The libraries behind the programs, all the way down. The program that stands in for nginx's own symbols is nginx itself.
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${PROGRAMS} MODULES ${MODULES}
     RESOLVED_DEPENDENCIES_VAR libraries UNRESOLVED_DEPENDENCIES_VAR missing)
if(missing)
  message(FATAL_ERROR "These libraries are not found, so that the SBOM would lack them: ${missing}")
endif()

# package;how pairs: `linked`, `loaded` when it is needed, `compiled in`. The first that is found counts.
set(packages "")
function(add package how)
  if(NOT package IN_LIST packages)
    set(packages ${packages} ${package} PARENT_SCOPE)
    set(how_${package} ${how} PARENT_SCOPE)
  endif()
endfunction()
# dpkg knows a file by the name that its package gave it: with or without /usr, and behind the links. It reads the lists of all
# packages for each call, so there is one call.
set(names "")
foreach(library ${libraries})
  file(REAL_PATH ${library} real)
  set(names_of_${library} "")
  foreach(name ${library} ${real})
    string(REGEX REPLACE "^/usr/lib/" "/lib/" short ${name})
    string(REGEX REPLACE "^/lib/" "/usr/lib/" long ${name})
    list(APPEND names_of_${library} ${name} ${short} ${long})
  endforeach()
  list(APPEND names ${names_of_${library}})
endforeach()
execute_process(COMMAND ${DPKG_QUERY} -S ${names} OUTPUT_VARIABLE owners ERROR_QUIET)
string(REPLACE "\n" ";" owners "${owners}")
foreach(owner ${owners})
  if(owner MATCHES "^([^:, ]+)[:,].* (/.+)$")
    set(owner_of_${CMAKE_MATCH_2} ${CMAKE_MATCH_1})
  endif()
endforeach()
foreach(library ${libraries})
  set(package "")
  foreach(name ${names_of_${library}})
    if(NOT package)
      set(package "${owner_of_${name}}")
    endif()
  endforeach()
  if(NOT package)
    message(FATAL_ERROR "No Debian package has ${library}")
  endif()
  add(${package} "linked")
endforeach()
foreach(package ${LOADED})
  add(${package} "loaded")
endforeach()
foreach(package ${COMPILED_IN})
  add(${package} "compiled in")
endforeach()
list(SORT packages)

function(package_url result name version architecture)
  string(REPLACE "+" "%2B" name ${name})
  string(REPLACE "+" "%2B" version ${version})
  string(REPLACE ":" "%3A" version ${version})
  set(${result} "pkg:deb/debian/${name}@${version}?arch=${architecture}" PARENT_SCOPE)
endfunction()

set(components "")
set(references "")
foreach(package ${packages})
  execute_process(COMMAND ${DPKG_QUERY} -W -f "\${Version} \${Architecture} \${source:Package} \${source:Version}\n" ${package}
                  OUTPUT_VARIABLE facts ERROR_QUIET)
  if(NOT facts MATCHES "^([^ \n]+) ([^ \n]+) ([^ \n]+) ([^ \n]+)\n")
    message(FATAL_ERROR "${package} is not installed, so that its version is not known")
  endif()
  set(version ${CMAKE_MATCH_1})
  set(architecture ${CMAKE_MATCH_2})
  set(source "${CMAKE_MATCH_3} ${CMAKE_MATCH_4}")
  package_url(url ${package} ${version} ${architecture})
  list(APPEND references "\"${url}\"")
  list(APPEND components "    {
      \"type\": \"library\",
      \"bom-ref\": \"${url}\",
      \"name\": \"${package}\",
      \"version\": \"${version}\",
      \"purl\": \"${url}\",
      \"properties\": [
        { \"name\": \"gatehouse:use\", \"value\": \"${how_${package}}\" },
        { \"name\": \"gatehouse:source\", \"value\": \"${source}\" }
      ]
    }")
endforeach()
list(JOIN components ",\n" components)
list(JOIN references ", " references)

string(TIMESTAMP time "%Y-%m-%dT%H:%M:%SZ" UTC)  # of SOURCE_DATE_EPOCH, where that is set
# Named after what it says: another content has another number.
string(UUID number NAMESPACE 6ba7b811-9dad-11d1-80b4-00c04fd430c8 NAME "gatehouse ${VERSION} ${time} ${components}" TYPE SHA1)
set(self "pkg:generic/gatehouse@${VERSION}")
file(WRITE ${OUTPUT} "{
  \"$schema\": \"http://cyclonedx.org/schema/bom-1.5.schema.json\",
  \"bomFormat\": \"CycloneDX\",
  \"specVersion\": \"1.5\",
  \"serialNumber\": \"urn:uuid:${number}\",
  \"version\": 1,
  \"metadata\": {
    \"timestamp\": \"${time}\",
    \"component\": {
      \"type\": \"application\",
      \"bom-ref\": \"${self}\",
      \"name\": \"gatehouse\",
      \"version\": \"${VERSION}\",
      \"purl\": \"${self}\",
      \"licenses\": [{ \"license\": { \"id\": \"Apache-2.0\" } }]
    }
  },
  \"components\": [
${components}
  ],
  \"dependencies\": [
    { \"ref\": \"${self}\", \"dependsOn\": [${references}] }
  ]
}
")

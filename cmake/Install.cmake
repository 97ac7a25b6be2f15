# cmake --install, and the Debian package that cpack makes of it. The folders are Debian's; below another prefix the programs find
# the module beside themselves.
include(GNUInstallDirs)
set(documents ${CMAKE_INSTALL_DATADIR}/doc/gatehouse)
install(TARGETS gatehouse gatehouse-control RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(GATEHOUSE_NGINX)
  install(TARGETS ngx_http_gatehouse_module LIBRARY DESTINATION lib/nginx/modules)
endif()
install(FILES deploy/systemd/gatehouse.service deploy/systemd/gatehouse-control.service DESTINATION lib/systemd/system)
install(FILES deploy/gatehouse.yaml DESTINATION ${documents}/examples)
install(FILES deploy/debian/copyright DESTINATION ${documents})
# Written by the program itself. gzip -n: no time of its own.
set(written ${CMAKE_BINARY_DIR}/written)
install(CODE "
  file(MAKE_DIRECTORY ${written})
  set(program ${CMAKE_BINARY_DIR}/bin/gatehouse)
  execute_process(COMMAND \${program} man OUTPUT_FILE ${written}/gatehouse.1 COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND gzip -9nf ${written}/gatehouse.1 COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND \${program} completion bash OUTPUT_FILE ${written}/gatehouse COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md OUTPUT_FILE ${written}/changelog.gz COMMAND_ERROR_IS_FATAL ANY)
")
install(FILES ${written}/gatehouse.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${written}/gatehouse DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${written}/changelog.gz DESTINATION ${documents})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gatehouse)
set(CPACK_PACKAGE_CONTACT "Gatehouse maintainers <maintainers@gatehouse.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "security gate in front of HTTP services")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION httpd)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "nginx does the transport; a module inside it decides about every request:
tokens, rate limits, CORS, schemas, headers. One command line for the work
around it: keys, logins, secrets, .env files, blocks, events, audits.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# libcurl is opened when it is needed (doc/adr/0010-programs-load-what-they-use.md); nginx must be the one that the module was built for.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libcurl4")
if(GATEHOUSE_NGINX)
  execute_process(COMMAND dpkg-query -W -f "\${Provides}" nginx OUTPUT_VARIABLE provides ERROR_QUIET)
  string(REGEX MATCH "nginx-abi-[0-9.]+-[0-9]+" nginx_abi "${provides}")
  if(nginx_abi)
    string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", ${nginx_abi}, nginx")
  endif()
endif()
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS git)
# The same sources make the same bytes: every file gets the time of the last commit, or of SOURCE_DATE_EPOCH.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/FixTimes.cmake)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/SourceDate.cmake)
set(CPACK_GATEHOUSE_SOURCE ${PROJECT_SOURCE_DIR})
include(CPack)

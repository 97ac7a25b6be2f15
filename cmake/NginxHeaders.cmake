# gatehouse_nginx_headers: the headers of nginx. Debian's nginx-dev ships those of the sources but not the configured objs/: they are made
# in the build folder, with the options that the installed nginx was built with.
set(NGINX_SRC /usr/share/nginx/src CACHE PATH "the sources that nginx-dev installs")
set(NGINX_OBJS ${CMAKE_BINARY_DIR}/ngx-objs)
if(NOT EXISTS ${NGINX_SRC}/conf_flags)
  message(FATAL_ERROR "no nginx sources in ${NGINX_SRC}: install nginx-dev, or build without the module (-DGATEHOUSE_NGINX=OFF)")
endif()
if(NOT EXISTS ${NGINX_OBJS}/ngx_auto_config.h)
  # In a folder of its own, because nginx's configure cannot work in one whose path has a blank. The options, with that folder in
  # them, are left out of the headers: the same build gives the same bytes.
  execute_process(
    COMMAND bash -c "set -e; objs=$(mktemp -d); trap 'rm -rf \"$objs\"' EXIT; . ./conf_flags
      ./configure --with-cc-opt='-g -O2 -fPIC' --with-ld-opt=-fPIC \"\${NGX_CONF_FLAGS[@]}\" --builddir=\"$objs\"
      sed -i '/^#define NGX_CONFIGURE /d' \"$objs/ngx_auto_config.h\"
      mkdir -p \"$1\"; cp \"$objs/ngx_auto_headers.h\" \"$objs/ngx_auto_config.h\" \"$1\"" configure ${NGINX_OBJS}
    WORKING_DIRECTORY ${NGINX_SRC} RESULT_VARIABLE failed OUTPUT_VARIABLE words ERROR_VARIABLE words)
  if(failed)
    message(FATAL_ERROR "nginx could not be configured:\n${words}")
  endif()
endif()

add_library(gatehouse_nginx_headers INTERFACE)
target_include_directories(gatehouse_nginx_headers SYSTEM INTERFACE ${NGINX_OBJS})
foreach(folder core event event/modules os/unix http http/modules http/v2)
  target_include_directories(gatehouse_nginx_headers SYSTEM INTERFACE ${NGINX_SRC}/src/${folder})
endforeach()

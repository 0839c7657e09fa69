# Installs the library from BUILD to a fresh prefix, then builds and runs a
# project that finds it there.
file(REMOVE_RECURSE "${WORK}")
foreach(Command
    "cmake;--install;${BUILD};--prefix;${WORK}/prefix"
    "cmake;-G;Ninja;-S;${CONSUMER};-B;${WORK}/build;-DCMAKE_PREFIX_PATH=${WORK}/prefix;-DCMAKE_CXX_COMPILER=${COMPILER}"
    "cmake;--build;${WORK}/build"
    "${WORK}/build/consumer")
  execute_process(COMMAND ${Command} RESULT_VARIABLE Code OUTPUT_VARIABLE Out ERROR_VARIABLE Out)
  if(NOT Code EQUAL 0)
    message(FATAL_ERROR "${Command}: ${Code}\n${Out}")
  endif()
endforeach()

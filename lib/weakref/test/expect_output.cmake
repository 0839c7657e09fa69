# Runs PROGRAM and compares what it prints with the file EXPECTED.
execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE Out ERROR_VARIABLE Err RESULT_VARIABLE Code)
file(READ "${EXPECTED}" Expected)
if(NOT Code EQUAL 0 OR NOT "${Out}${Err}" STREQUAL "${Expected}")
  message(FATAL_ERROR "exit code ${Code}, output:\n${Out}${Err}\nexpected:\n${Expected}")
endif()

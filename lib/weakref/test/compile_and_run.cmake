# Compiles SOURCE with COMPILER and FLAGS to PROGRAM and runs it.
string(REPLACE " " ";" Flags "${FLAGS}")
execute_process(COMMAND "${COMPILER}" ${Flags} "${SOURCE}" -o "${PROGRAM}" RESULT_VARIABLE Code)
if(Code EQUAL 0)
  execute_process(COMMAND "${PROGRAM}" RESULT_VARIABLE Code)
endif()
if(NOT Code EQUAL 0)
  message(FATAL_ERROR "failed: ${Code}")
endif()

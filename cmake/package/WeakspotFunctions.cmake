# What a project does with an installed Weakspot. Whatever would leave its checks out
# without a word is an error when the project is configured.

# weakspot_find_plugin(Result ClangTidy)
#
# Sets Result to the module that goes into that clang-tidy.
function(weakspot_find_plugin Result ClangTidy)
  execute_process(COMMAND "${ClangTidy}" --version OUTPUT_VARIABLE _output ERROR_VARIABLE _output RESULT_VARIABLE _status)
  if(NOT _status EQUAL 0 OR NOT _output MATCHES "LLVM version ([0-9]+)\\.")
    message(FATAL_ERROR "Weakspot: '${ClangTidy} --version' does not tell LLVM's version: ${_status}\n${_output}")
  endif()
  set(_major "${CMAKE_MATCH_1}")
  foreach(_plugin IN LISTS Weakspot_PLUGINS)
    if(_plugin MATCHES "weakspot-tidy-${_major}\\.so$")
      set(${Result} "${_plugin}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "Weakspot: no module for ${ClangTidy}, which is of LLVM ${_major}; installed: ${Weakspot_PLUGINS}")
endfunction()

# weakspot_enable(TARGET... [CHECKS GLOBS] [CLANG_TIDY PROGRAM] [ARGS ARGUMENT...])
#
# Runs clang-tidy with Weakspot's checks beside each compilation of the targets: CXX_CLANG_TIDY. One that is set for a
# target stays, and gains the checks. Without CHECKS, .clang-tidy decides, and must turn at least one of them on.
# The program is that of CXX_CLANG_TIDY, of CLANG_TIDY, of the variable WEAKSPOT_CLANG_TIDY, or one that is installed.
function(weakspot_enable)
  cmake_parse_arguments(_arg "" "CHECKS;CLANG_TIDY" "ARGS" ${ARGN})
  if(NOT _arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "weakspot_enable: which targets?")
  endif()
  foreach(_target IN LISTS _arg_UNPARSED_ARGUMENTS)
    if(NOT TARGET "${_target}")
      message(FATAL_ERROR "weakspot_enable: '${_target}' is no target")
    endif()
    get_target_property(_command "${_target}" CXX_CLANG_TIDY)
    if(NOT _command)
      _weakspot_clang_tidy(_command "${_arg_CLANG_TIDY}")
    endif()
    list(GET _command 0 _program)
    weakspot_find_plugin(_plugin "${_program}")
    list(APPEND _command "--load=${_plugin}" ${_arg_ARGS})
    if(_arg_CHECKS)
      list(APPEND _command "--checks=${_arg_CHECKS}")
    endif()
    _weakspot_verify("${_target}" "${_command}")
    set_property(TARGET "${_target}" PROPERTY CXX_CLANG_TIDY "${_command}")
  endforeach()
endfunction()

function(_weakspot_clang_tidy Result Asked)
  if(Asked)
    set(WEAKSPOT_CLANG_TIDY "${Asked}")
  endif()
  set(_names "")
  foreach(_plugin IN LISTS Weakspot_PLUGINS)
    string(REGEX REPLACE ".*weakspot-tidy-([0-9]+)\\.so$" "clang-tidy-\\1" _name "${_plugin}")
    list(PREPEND _names "${_name}")
  endforeach()
  find_program(WEAKSPOT_CLANG_TIDY NAMES ${_names} clang-tidy DOC "clang-tidy for Weakspot's checks")
  if(NOT WEAKSPOT_CLANG_TIDY)
    message(FATAL_ERROR "Weakspot: none of these is installed: ${_names} clang-tidy; set WEAKSPOT_CLANG_TIDY")
  endif()
  set(${Result} "${WEAKSPOT_CLANG_TIDY}" PARENT_SCOPE)
endfunction()

# clang-tidy itself goes on without a module that it cannot load.
function(_weakspot_verify Target Command)
  get_target_property(_directory "${Target}" SOURCE_DIR)
  execute_process(COMMAND ${Command} --list-checks "${_directory}/weakspot.cpp" --
    WORKING_DIRECTORY "${_directory}" OUTPUT_VARIABLE _output ERROR_VARIABLE _errors RESULT_VARIABLE _status)
  if(_errors MATCHES "load request ignored" OR _status EQUAL 3)
    message(FATAL_ERROR "Weakspot: the module cannot be loaded into clang-tidy.\n${_errors}")
  endif()
  if(NOT _output MATCHES "weakspot-")
    message(FATAL_ERROR "weakspot_enable(${Target}): no check of Weakspot is on. Name them in .clang-tidy, or here: "
      "CHECKS \"weakspot-*\".\n${_errors}")
  endif()
endfunction()

# weakspot_add_check(NAME [FINDINGS FILE] [DEPENDS TARGET...] [ARGS ARGUMENT...])
#
# A target that analyses the whole program, all that the build directory's compile_commands.json lists, and fails if
# there are findings. FINDINGS also writes them as JSON, for the option weakspot.Findings; DEPENDS names what
# has to be built before, such as headers that are generated.
function(weakspot_add_check Name)
  cmake_parse_arguments(_arg "" "FINDINGS" "DEPENDS;ARGS" ${ARGN})
  if(_arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "weakspot_add_check(${Name}): what is '${_arg_UNPARSED_ARGUMENTS}'?")
  endif()
  if(NOT CMAKE_EXPORT_COMPILE_COMMANDS)
    message(FATAL_ERROR "weakspot_add_check(${Name}) needs set(CMAKE_EXPORT_COMPILE_COMMANDS ON) before the targets")
  endif()
  set(_findings "")
  if(_arg_FINDINGS)
    cmake_path(ABSOLUTE_PATH _arg_FINDINGS BASE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
    set(_findings --output "json:${_arg_FINDINGS}")
  endif()
  add_custom_target("${Name}" COMMAND "${Weakspot_EXECUTABLE}" check -p "${CMAKE_BINARY_DIR}" ${_findings} ${_arg_ARGS}
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" COMMENT "Checking the ownership of the whole program" USES_TERMINAL VERBATIM)
  if(_arg_DEPENDS)
    add_dependencies("${Name}" ${_arg_DEPENDS})
  endif()
endfunction()

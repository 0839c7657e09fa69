# weakspot_library(Name SOURCES... DEPENDS... [CLANG])
#
# Every part of lib/ is one static library made by this function, so flags and the direction of
# dependencies are stated once. CLANG marks the parts that may include Clang's headers; the
# others are compiled without them in sight of the linker.
set(WEAKSPOT_CXX_FLAGS -Wall -Wextra -Wpedantic -Wno-unused-parameter -fno-exceptions)
if(WEAKSPOT_WERROR)
  list(APPEND WEAKSPOT_CXX_FLAGS -Werror)
endif()

function(weakspot_options Target)
  target_compile_features(${Target} PRIVATE cxx_std_20)
  target_compile_options(${Target} PRIVATE ${WEAKSPOT_CXX_FLAGS})
  target_include_directories(${Target} PRIVATE "${PROJECT_SOURCE_DIR}/lib")
  # After the compiler's own: where LLVM's libc++ is installed, its headers lie in the same folder.
  foreach(Folder IN LISTS LLVM_INCLUDE_DIRS CLANG_INCLUDE_DIRS)
    target_compile_options(${Target} PRIVATE "SHELL:-idirafter ${Folder}")
  endforeach()
  separate_arguments(Definitions NATIVE_COMMAND "${LLVM_DEFINITIONS}")
  target_compile_definitions(${Target} PRIVATE ${Definitions})
endfunction()

# The Clang headers that nearly every Clang-using file needs: parsing them once per build makes each
# such file three to four times cheaper.
set(WEAKSPOT_CLANG_PCH
  <clang/AST/ASTContext.h> <clang/AST/DeclCXX.h> <clang/AST/ExprCXX.h> <clang/AST/RecursiveASTVisitor.h>
  <clang/Analysis/CFG.h> <clang/Frontend/CompilerInstance.h> <clang/Frontend/FrontendActions.h>
  <clang/Index/USRGeneration.h> <clang/Sema/Sema.h> <clang/Tooling/Tooling.h>)

function(weakspot_use_clang Target)
  target_precompile_headers(${Target} PRIVATE ${WEAKSPOT_CLANG_PCH})
endfunction()

function(weakspot_library Name)
  cmake_parse_arguments(Arg "CLANG" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(weakspot${Name} STATIC ${Arg_SOURCES})
  weakspot_options(weakspot${Name})
  # The plugin is made of the same libraries as the programs.
  set_target_properties(weakspot${Name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(Arg_CLANG)
    weakspot_use_clang(weakspot${Name})
    target_link_libraries(weakspot${Name} PUBLIC clang-cpp)
  endif()
  list(TRANSFORM Arg_DEPENDS PREPEND weakspot)
  target_link_libraries(weakspot${Name} PUBLIC ${Arg_DEPENDS} LLVM)
endfunction()

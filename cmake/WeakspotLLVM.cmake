# Finds one LLVM major with its Clang, as Debian packages them. Clang's config
# accepts only an equal major.minor, so the major is checked by hand.
set(WEAKSPOT_LLVM_MAJOR 22 CACHE STRING "LLVM major version to build against (22 or 19)")
set_property(CACHE WEAKSPOT_LLVM_MAJOR PROPERTY STRINGS 22 19)

set(_prefix "/usr/lib/llvm-${WEAKSPOT_LLVM_MAJOR}")
find_package(LLVM REQUIRED CONFIG HINTS "${_prefix}/lib/cmake/llvm")
find_package(Clang REQUIRED CONFIG HINTS "${_prefix}/lib/cmake/clang")
if(NOT LLVM_VERSION_MAJOR EQUAL WEAKSPOT_LLVM_MAJOR)
  message(FATAL_ERROR "Found LLVM ${LLVM_VERSION} in ${LLVM_DIR}, but WEAKSPOT_LLVM_MAJOR is "
    "${WEAKSPOT_LLVM_MAJOR}: install llvm-${WEAKSPOT_LLVM_MAJOR}-dev and libclang-${WEAKSPOT_LLVM_MAJOR}-dev, "
    "or set WEAKSPOT_LLVM_MAJOR, or point LLVM_DIR and Clang_DIR at the right one.")
endif()

# The language server stands on LLVM's library for it, which came with LLVM 22.
if(LLVM_VERSION_MAJOR GREATER_EQUAL 22)
  set(WEAKSPOT_LSP ON)
else()
  set(WEAKSPOT_LSP OFF)
endif()

# The builtin headers (stddef.h and others) belong to this very Clang: a tool that lies
# elsewhere can't find them by its own place, so the path is baked in.
find_path(WEAKSPOT_RESOURCE_DIR include/stddef.h
  HINTS "${LLVM_LIBRARY_DIR}/clang/${LLVM_VERSION_MAJOR}" NO_DEFAULT_PATH REQUIRED
  DOC "Clang's resource directory, compiled into the tool")

# The annotations must reach clang's AST with kind and value.
file(WRITE "${PROGRAM}.cpp" "#include <weakref/weakref.h>
namespace weakref {
struct user {
  WEAKSPOT_ACCEPTED_EDGE(\"kept on purpose\") std::shared_ptr<user> self;
};
}
")
execute_process(COMMAND "${COMPILER}" -std=c++17 "-I${INCLUDE}" -fsyntax-only -Xclang -ast-dump
                        -Xclang -ast-dump-filter=weakref:: -fno-color-diagnostics "${PROGRAM}.cpp"
                OUTPUT_VARIABLE Out RESULT_VARIABLE Code)
if(NOT Code EQUAL 0)
  message(FATAL_ERROR "failed: ${Code}")
endif()
foreach(Word "weakspot::kind" "weakspot::effect" "weakspot::parts" "weakspot::accepted" "weak" "weak-keyed" "collection" "finalizer"
             "callable" "strong" "lock result, this")
  string(FIND "${Out}" "\"${Word}\"" Found)
  string(FIND "${Out}" "AnnotateAttr" Attr)
  if(Found EQUAL -1 OR Attr EQUAL -1)
    message(FATAL_ERROR "no annotation says \"${Word}\"")
  endif()
endforeach()

# The lit tests of all folders below this one. Run them with ctest, or one with
#   lit -v build/dev/test/IR/all-operations.wir
import os
import shutil
import sys

import lit.formats

config.name = "weakspot"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".wir", ".cpp", ".test", ".yaml"]
config.excludes = ["Inputs", "unit", "fuzz", "conformance"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.weakspot_binary_dir, "test")

# FileCheck, not, split-file and count are called by name.
config.environment["PATH"] = os.pathsep.join(
    [config.llvm_tools_dir, config.environment["PATH"]]
)
for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "ASAN_SYMBOLIZER_PATH"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]

# What a test says must come from the source, not from an earlier run.
config.environment["WEAKSPOT_CACHE_DIR"] = ""

# lit replaces in this order, and `%weakspot` also begins `%weakspot-ir`.
for tool in ("weakspot-ir", "weakspot-lsp", "weakspot"):
    path = os.path.join(config.weakspot_binary_dir, "bin", tool)
    config.substitutions.append(("%" + tool + r"\b", path))
config.substitutions += [
    ("%clangxx", config.clangxx),
    ("%gxx", config.gxx),
    ("%cmake", config.cmake),
    ("%python", sys.executable),
    # `%exits 2 COMMAND` is `not COMMAND` for one exit code.
    ("%exits", f"{sys.executable} {config.test_source_root}/Inputs/exits-with.py"),
    ("%source_dir", config.weakspot_source_dir),
    ("%build_dir", config.weakspot_binary_dir),
]

# `REQUIRES: gxx` skips a test where there is no GCC; `UNSUPPORTED: asan` where it would only be slow.
if config.gxx and not config.gxx.endswith("NOTFOUND"):
    config.available_features.add("gxx")
if "address" in config.cxx_flags:
    config.available_features.add("asan")

# Programs that a few tests need; where one is missing they are skipped.
missing = []
for program in ("zsh", "fish", "groff", "pre-commit", "chromium", "dpkg-deb", "cpack", "valgrind"):
    if shutil.which(program):
        config.available_features.add(program)
    else:
        missing.append(program)
if missing:
    lit_config.note("tests are skipped for want of " + ", ".join(missing))

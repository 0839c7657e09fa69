"""The libraries that tests take from the system, by the features of `REQUIRES:`."""
import shlex
import subprocess

PACKAGES = {"sigc": "sigc++-2.0", "glibmm": "glibmm-2.4", "qt5": "Qt5Core", "qt6": "Qt6Core"}


def installed():
    """Each feature whose package is installed, with its compiler's and its linker's flags."""
    for feature, package in PACKAGES.items():
        try:
            ask = lambda what: shlex.split(subprocess.run(["pkg-config", what, package], capture_output=True,
                                                          text=True, check=True).stdout)
            # Its headers are a library's. Qt is built so that its users must be, too.
            flags = [flag.replace("-I", "-isystem", 1) for flag in ask("--cflags")]
            yield feature, flags + (["-fPIC"] if feature.startswith("qt") else []), ask("--libs")
        except (OSError, subprocess.CalledProcessError):
            continue

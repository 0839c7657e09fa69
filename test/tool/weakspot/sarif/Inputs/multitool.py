"""Microsoft's SARIF validator, from npm.

usage: multitool.py install DIRECTORY        once; exits with 1 and says why where it can't
       multitool.py validate DIRECTORY FILE  prints what is wrong with FILE

The validator's exit code is 0 whatever it finds, so its own log is read. It runs offline.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# Only a project with a home page can have one.
ALLOWED = {"Warning_ProvideToolnformationUri", "Warning_ProvideToolInformationUri"}


def executable(directory):
    package = "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    return pathlib.Path(directory) / package


def install(directory):
    """Returns what hinders it, or nothing."""
    if executable(directory).exists():
        return None
    if not shutil.which("npm"):
        return "npm is not installed"
    pathlib.Path(directory).mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "package.json", directory)
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
    try:
        run = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "npm's registry does not answer"
    if run.returncode != 0 or not executable(directory).exists():
        return "npm could not install @microsoft/sarif-multitool-linux: " + run.stderr.strip()[-300:]
    executable(directory).chmod(0o755)
    return None


def validate(directory, report):
    with tempfile.TemporaryDirectory() as scratch:
        log = pathlib.Path(scratch) / "log.sarif"
        environment = dict(
            os.environ,
            DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1",
            DOTNET_BUNDLE_EXTRACT_BASE_DIR=str(pathlib.Path(directory).resolve()),
        )
        subprocess.run(
            [executable(directory).resolve(), "validate", report, "--rule-kind", "Sarif;Ghas", "--output", log],
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        runs = json.loads(log.read_text(encoding="utf-8-sig"))["runs"]
    results = [result for run in runs for result in run.get("results", [])]
    wrong = [r for r in results if r["message"].get("id") not in ALLOWED]
    for result in wrong:
        region = result["locations"][0]["physicalLocation"].get("region", {}) if result.get("locations") else {}
        print(f"{report}:{region.get('startLine', 0)}: {result['ruleId']}: {result['message']}")
    print(f"{len(wrong)} violations")
    return bool(wrong)


def main():
    if sys.argv[1] == "install":
        problem = install(sys.argv[2])
        if problem:
            sys.exit(problem)
    else:
        sys.exit(validate(sys.argv[2], sys.argv[3]))


main()

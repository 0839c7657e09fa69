"""Runs the benchmark program and prints library / by-hand CPU ratios of one run.

Exits with 1 if a target is missed: lookups 1.2, insertions 1.5, references 1.1.
The two sides of a pair alternate, and each counts with the median of its
repetitions, so that a busy machine disturbs both alike.
"""

import json
import subprocess
import sys

TARGETS = (("prompt", None), ("lookup", 1.2), ("insert", 1.5), ("iteration", 1.5), ("ref", 1.1))


def target(name):
    return next(limit for word, limit in TARGETS if word in name)


def main():
    command = [
        sys.argv[1],
        "--benchmark_format=json",
        "--benchmark_repetitions=9",
        "--benchmark_min_time=0.05",
        "--benchmark_report_aggregates_only=true",
        "--benchmark_enable_random_interleaving=true",
        *sys.argv[2:],
    ]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    medians = {}
    for run in report["benchmarks"]:
        if run.get("aggregate_name") == "median":
            name, side = run["run_name"].rsplit("/", 1)
            medians.setdefault(name, {})[side] = run["cpu_time"]
    missed = 0
    print(f"{'operation':36} {'library':>9} {'by hand':>9} {'ratio':>6}  target")
    for name, sides in medians.items():
        ratio = sides["library"] / sides["by_hand"]
        limit = target(name)
        late = limit is not None and ratio > limit
        missed += late
        print(f"{name:36} {sides['library']:7.1f}ns {sides['by_hand']:7.1f}ns {ratio:6.2f}  "
              f"{limit or '-'}{'  MISSED' if late else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Prints what a SARIF file says, one fact a line, and fails where it contradicts itself.

usage: inspect-sarif.py FILE
"""

import json
import re
import sys


def place(location):
    physical = location.get("physicalLocation")
    if not physical:
        return "nowhere"
    artifact, region = physical["artifactLocation"], physical.get("region", {})
    base = artifact.get("uriBaseId", "")
    return f"{base}:{artifact['uri']}:{region.get('startLine')}:{region.get('startColumn')}"


def inspect(run):
    rules = run["tool"]["driver"]["rules"]
    print("rules", len(rules), len({rule["id"] for rule in rules}))
    for invocation in run["invocations"]:
        print("successful", invocation["executionSuccessful"])
        for note in invocation["toolExecutionNotifications"]:
            print("notification", note["level"], note["message"]["text"])
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        print("result", result["ruleId"], result["level"], result.get("baselineState", "-"))
        print("  help", rule["help"]["markdown"].splitlines()[0])
        for location in result["locations"]:
            print("  at", place(location))
        related = {location["id"]: location for location in result.get("relatedLocations", [])}
        for text, number in re.findall(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\((\d+)\)", result["message"]["text"]):
            print("  link", text, place(related[int(number)]))
        for flow in result.get("codeFlows", []):
            for step in flow["threadFlows"][0]["locations"]:
                print("  step", place(step["location"]), step["location"]["message"]["text"])
        for name, value in result["partialFingerprints"].items():
            print("  fingerprint", name, value)
        for suppression in result.get("suppressions", []):
            print("  suppressed", suppression["kind"], suppression.get("justification"), place(suppression["location"]))


with open(sys.argv[1], encoding="utf-8") as file:
    for run in json.load(file)["runs"]:
        inspect(run)

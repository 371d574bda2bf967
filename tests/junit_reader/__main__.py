"""Reads JUnit XML with junitparser and prints as JSON what it makes of it: python -m tests.junit_reader FILE.

For the whole file and for each suite there is what the file states, and what the cases come to.
"""

import json
import sys

from junitparser import Error, Failure, JUnitXml, Skipped


def counted(cases):
    cases = list(cases)
    kinds = [kind for case in cases for kind in case.result]
    return {
        "tests": len(cases),
        "failures": sum(isinstance(kind, Failure) for kind in kinds),
        "errors": sum(isinstance(kind, Error) for kind in kinds),
        "skipped": sum(isinstance(kind, Skipped) for kind in kinds),
    }


def stated(element):
    return {name: getattr(element, name) for name in ("tests", "failures", "errors", "skipped")}


def main():
    report = JUnitXml.fromfile(sys.argv[1])
    suites = [{"name": suite.name, "stated": stated(suite), "counted": counted(suite)} for suite in report]
    cases = [case for suite in report for case in suite]
    print(
        json.dumps(
            {
                "stated": stated(report),
                "counted": counted(cases),
                "suites": suites,
                "names": len({(case.classname, case.name) for case in cases}),
                "messages": sorted({kind.message for case in cases for kind in case.result if kind.message}),
            }
        )
    )


main()

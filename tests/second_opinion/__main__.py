"""Reads groups of questions, one JSON object a line, and writes the answers to each as one JSON list a line.

A group has `modules` (texts by name), `data`, `rules` (paths of sets below `data`) and `inputs`. The answer to an input says of
each rule how many elements it has; null where it has no value, and a string, the error, where it cannot be evaluated. Elements
themselves are not asked for: rego-cpp does not escape the quotation marks that it puts around strings in `sprintf`.
"""

import json
import sys

from regopy import Interpreter, RegoError


def size(interpreter, rule):
    """How many elements a rule has."""
    try:
        output = interpreter.query(f"count(data.{rule})")
    except RegoError as error:
        return str(error)
    if not output.ok():
        return str(output)
    return next(iter(output[0].expressions), None)


def answers(group):
    """The answers to a group's inputs."""
    interpreter = Interpreter()
    for name, text in group["modules"].items():
        interpreter.add_module(name, text)
    interpreter.add_data(group["data"])
    for question in group["inputs"]:
        interpreter.set_input(question)
        yield {rule: size(interpreter, rule) for rule in group["rules"]}


def main():
    for line in sys.stdin:
        # What breaks the process takes no answer with it that was already there.
        print(json.dumps(list(answers(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()

"""Serves the simulated AWS on 127.0.0.1 until standard input ends: it cannot outlive the tests that started it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
import time

# moto turns UTC into seconds as if it were local time.
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()
# It would put the accounts of assumed roles out of effect.
os.environ.pop("MOTO_ACCOUNT_ID", None)

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import make_server

from .gateway import Gateway


def exit_with_standard_input() -> None:
    """Waits for the end of standard input, then ends the process at once, requests or not."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def main() -> None:
    """Starts serving, and says where."""
    parser = argparse.ArgumentParser(prog="simulated_aws", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, leaves the choice to the system")
    arguments = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", arguments.port, Gateway(), threaded=True, request_handler=MotoRequestHandler)
    threading.Thread(target=exit_with_standard_input, daemon=True).start()
    print(f"listening 127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

"""Opens a report's page in a browser and uses it as a person would: python -m tests.browser BROWSER PAGE [SCREENSHOTS].

Speaks the DevTools protocol over a pair of pipes, so it needs nothing but the browser. It prints what it saw as JSON; what of it
is right is for the tests to say.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time


class Browser:
    """A browser without a window, and one page in it."""

    def __init__(self, program, profile):
        to_browser, self.send_end = os.pipe()
        self.receive_end, from_browser = os.pipe()
        # The browser reads from its third file and writes to its fourth. Copies above both leave neither in the other's way.
        parked = [os.dup(to_browser) for _ in range(3)][-1], os.dup(from_browser)

        def place():
            os.dup2(parked[0], 3)
            os.dup2(parked[1], 4)

        self.process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                "--remote-debugging-pipe",
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=place,
            close_fds=False,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def receive(self):
        while b"\0" not in self.buffer:
            more = os.read(self.receive_end, 1 << 20)
            if not more:
                raise SystemExit("the browser went away")
            self.buffer += more
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.send_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait(self, expression):
        """Until that is true, for as long as a loaded machine may need."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if self.evaluate(expression):
                return
            time.sleep(0.05)
        raise SystemExit(f"never true: {expression}")

    def key(self, name, code):
        for kind in ("keyDown", "keyUp"):
            extra = {"text": "\r"} if name == "Enter" and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code, **extra)

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))


COUNT = 'document.getElementById("count").textContent'


def choose(browser, select, value):
    browser.evaluate(
        f"(() => {{ const select = document.getElementById({json.dumps(select)});"
        f" select.value = {json.dumps(value)};"
        " select.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )
    return browser.evaluate(COUNT)


def reset(browser):
    browser.evaluate('document.querySelector("#filters button[type=reset]").click()')
    browser.wait('document.getElementById("status").value === ""')
    browser.wait(f"{COUNT} === {json.dumps(browser.all)}")


def use(browser, page, folder):
    saw = {}
    browser.call("Page.enable")
    browser.call("Runtime.enable")
    browser.call("Log.enable")
    browser.call("Network.enable")
    browser.call("Emulation.setDeviceMetricsOverride", width=1400, height=1000, deviceScaleFactor=1, mobile=False)
    started = time.monotonic()
    browser.call("Page.navigate", url=page)
    browser.wait("document.readyState === 'complete' && document.getElementById('count')?.textContent !== ''")
    saw["seconds"] = round(time.monotonic() - started, 2)
    browser.all = browser.evaluate(COUNT)
    saw["all"] = browser.all

    # By keyboard alone: the first stop leads to the findings.
    browser.key("Tab", 9)
    saw["first stop"] = browser.evaluate("document.activeElement.textContent")
    browser.key("Enter", 13)
    browser.wait("document.activeElement.id === 'findings'")

    saw["options"] = browser.evaluate(
        "Object.fromEntries([...document.querySelectorAll('#filters select')]"
        ".map((select) => [select.id, [...select.options].map((option) => option.value).filter((value) => value)]))"
    )
    saw["filtered"] = {}
    for select, values in saw["options"].items():
        saw["filtered"][select] = {}
        for value in values[:12]:
            saw["filtered"][select][value] = choose(browser, select, value)
        choose(browser, select, "")
    reset(browser)

    browser.evaluate('document.getElementById("q").focus()')
    browser.call("Input.insertText", text="no finding has this text")
    browser.wait(f"{COUNT}.startsWith('0 ')")
    reset(browser)

    # What is opened is built, and its texts are those of the cloud.
    browser.evaluate('document.querySelector("#groups details").open = true')
    browser.wait('document.querySelectorAll("#groups tbody tr").length > 0')
    saw["rows"] = browser.evaluate('document.querySelectorAll("#groups tbody tr").length')
    if folder:
        browser.evaluate("scrollTo(0, 0)")
        browser.screenshot(f"{folder}/light.png")
        browser.evaluate('document.getElementById("map-title")?.scrollIntoView()')
        browser.screenshot(f"{folder}/map.png")
        browser.evaluate('document.getElementById("findings").scrollIntoView()')
        browser.screenshot(f"{folder}/findings.png")
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        browser.evaluate("scrollTo(0, 0)")
        browser.screenshot(f"{folder}/dark.png")
        browser.evaluate('document.getElementById("map-title")?.scrollIntoView()')
        browser.screenshot(f"{folder}/dark-map.png")
        browser.call("Emulation.setEmulatedMedia", features=[])
        browser.call("Emulation.setDeviceMetricsOverride", width=420, height=900, deviceScaleFactor=1, mobile=True)
        browser.evaluate("scrollTo(0, 0)")
        browser.screenshot(f"{folder}/narrow.png")
        browser.call("Emulation.setDeviceMetricsOverride", width=1400, height=1000, deviceScaleFactor=1, mobile=False)

    # A cell of the map leads to its findings.
    saw["cell"] = browser.evaluate(
        "(() => { const cell = document.querySelector('#map .cell.fail') ?? document.querySelector('#map .cell');"
        " if (!cell) return null;"
        " cell.dispatchEvent(new MouseEvent('click', { bubbles: true }));"
        " return cell.querySelector('title').textContent; })()"
    )
    if saw["cell"]:
        browser.wait('document.getElementById("control").value !== ""')
        saw["chosen"] = browser.evaluate(
            "['account', 'control'].map((id) => document.getElementById(id).value)"
        )
        browser.wait("document.activeElement.id === 'findings'")
        saw["of cell"] = browser.evaluate(COUNT)
        reset(browser)

    # On paper everything that is shown is open.
    browser.evaluate("dispatchEvent(new Event('beforeprint'))")
    saw["closed on paper"] = browser.evaluate('document.querySelectorAll("details:not([open])").length')
    browser.evaluate("dispatchEvent(new Event('afterprint'))")

    # Elements that only hostile names could have made.
    saw["scripts"] = browser.evaluate('document.querySelectorAll("script").length')
    saw["foreign"] = browser.evaluate(
        'document.querySelectorAll("img, iframe, object, embed, link, base, audio, video, script[src], [onerror], [onload]").length'
    )
    saw["named"] = browser.evaluate("typeof window.hostile")
    time.sleep(0.2)
    browser.evaluate("0")
    saw["errors"] = [
        event["params"]
        for event in browser.events
        if event["method"] == "Runtime.exceptionThrown"
        or (event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] in ("error", "warning"))
        or (event["method"] == "Runtime.consoleAPICalled" and event["params"]["type"] in ("error", "warning"))
    ]
    saw["dialogs"] = sum(event["method"] == "Page.javascriptDialogOpening" for event in browser.events)
    urls = [
        event["params"]["request"]["url"]
        for event in browser.events
        if event["method"] == "Network.requestWillBeSent"
    ]
    saw["requests"] = [url for url in urls if url != page]
    return saw


def main():
    program, page, *rest = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            saw = use(browser, pathlib.Path(page).resolve().as_uri(), rest[0] if rest else None)
        finally:
            browser.process.kill()
            browser.process.wait()
    print(json.dumps(saw))


main()

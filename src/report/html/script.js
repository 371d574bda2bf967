"use strict";
// Everything that comes from the cloud is put on the page as text: elements are made here, and their texts are text nodes.
(() => {
  const page = 100;
  const data = JSON.parse(document.getElementById("data").textContent);
  const { controls, findings } = data;
  const form = document.getElementById("filters");
  const groups = document.getElementById("groups");
  const count = document.getElementById("count");
  const search = document.getElementById("q");

  /** An element with attributes and children; a child that is a string becomes text. */
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };

  const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const words = (status) => status.replace("_", " ");

  /** What each filter asks of a finding: a value, or several. */
  const facets = {
    status: (finding) => [finding.status],
    severity: (finding) => [controls[finding.control].severity],
    account: (finding) => [finding.account],
    region: (finding) => [finding.region],
    service: (finding) => [controls[finding.control].service],
    framework: (finding) => Object.keys(controls[finding.control].frameworks),
    control: (finding) => [controls[finding.control].id],
  };
  const order = {
    status: ["FAIL", "ERROR", "WAIVED", "PASS", "NOT_APPLICABLE"],
    severity: ["CRITICAL", "HIGH", "MEDIUM", "LOW"],
  };

  for (const [name, values] of Object.entries(facets)) {
    const select = document.getElementById(name);
    const seen = new Set(findings.flatMap(values).filter((value) => value));
    const sorted = order[name] ? order[name].filter((value) => seen.has(value)) : [...seen].sort();
    select.append(element("option", { value: "" }, "all"));
    for (const value of sorted) select.append(element("option", { value }, words(value)));
  }

  const haystack = (finding) => {
    if (finding.haystack === undefined) {
      const control = controls[finding.control];
      const texts = [control.id, control.title, finding.subject, finding.type, finding.account, finding.region,
        finding.why, finding.waiver, finding.terms, finding.fingerprint, ...finding.reasons, ...finding.violations.flat()];
      finding.haystack = texts.filter((text) => text).join("\n").toLowerCase();
    }
    return finding.haystack;
  };

  const chosen = () => {
    const wanted = search.value.toLowerCase().split(/\s+/).filter((word) => word);
    const picks = Object.entries(facets)
      .map(([name, values]) => [document.getElementById(name).value, values])
      .filter(([value]) => value);
    return findings.filter((finding) =>
      picks.every(([value, values]) => values(finding).includes(value)) &&
      wanted.every((word) => haystack(finding).includes(word)));
  };

  const copy = async (text, button, source) => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // A page from a file may not write to the clipboard everywhere: then the text is selected for the person to copy.
      const range = document.createRange();
      range.selectNodeContents(source);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };

  const fix = (finding) => {
    if (!finding.fix) return element("td", {});
    const commands = element("pre", {}, finding.fix);
    const button = element("button", { type: "button", "aria-label": `Copy the fix of ${finding.subject}` }, "Copy");
    button.addEventListener("click", () => copy(finding.fix, button, commands));
    const cell = element("td", {}, element("div", { class: "fix" }, commands, button));
    if (finding.console) cell.append(element("div", { class: "quiet" }, finding.console));
    if (finding.terraform) {
      cell.append(element("details", {}, element("summary", {}, "Terraform"), element("pre", {}, finding.terraform)));
    }
    return cell;
  };

  const what = (finding) => {
    const list = element("ul", { class: "plain" });
    for (const reason of finding.reasons) list.append(element("li", {}, reason));
    if (finding.reasons.length && finding.violations.length) {
      list.append(element("li", {}, "Seen to be wrong all the same:"));
    }
    for (const [message, path] of finding.violations) {
      const item = element("li", {}, message);
      if (path) item.append(" ", element("code", {}, path));
      list.append(item);
    }
    if (finding.status === "PASS") list.append(element("li", { class: "quiet" }, "nothing is wrong"));
    if (finding.why) list.append(element("li", {}, finding.why));
    if (finding.waiver) {
      const waived = element("li", {}, "Waived by ", element("code", {}, finding.waiver));
      if (finding.terms) waived.append(" ", finding.terms);
      list.append(waived);
    }
    if (finding.known) list.append(element("li", { class: "quiet" }, "in the baseline: it does not count"));
    return element("td", {}, list);
  };

  const row = (finding) => element("tr", {},
    element("td", { class: `status ${finding.status.toLowerCase()}` }, words(finding.status)),
    element("td", {},
      element("code", {}, finding.subject),
      element("div", { class: "quiet" },
        [finding.account, finding.region, finding.type].filter((text) => text).join(" · "))),
    what(finding),
    fix(finding));

  /** A description, what is between backticks in it as code. */
  const prose = (text) => text.split("`").map((part, at) => at % 2 ? element("code", {}, part) : part);

  const facts = (control) => {
    const list = element("dl", { class: "facts" });
    const fact = (name, ...values) => list.append(element("dt", {}, name), element("dd", {}, ...values));
    fact("Policy", element("code", {}, control.policy));
    if (control.actions.length) fact("Permissions", control.actions.join(", "));
    const frameworks = Object.entries(control.frameworks);
    if (frameworks.length) {
      fact("Frameworks", frameworks.map(([name, sections]) => `${name}: ${sections.join(", ")}`).join("; "));
    }
    for (const page of control.references) {
      fact("Reference", element("a", { href: page, rel: "noreferrer noopener" }, page));
    }
    return list;
  };

  const inside = (control, members) => {
    const body = element("tbody", {});
    const more = element("button", { type: "button" });
    const table = element("table", {},
      element("caption", {}, `Findings of ${control.id}`),
      element("thead", {}, element("tr", {},
        ...["Status", "Subject", "What was seen", "Fix"].map((name) => element("th", { scope: "col" }, name)))),
      body);
    let shown = 0;
    const grow = () => {
      body.append(...members.slice(shown, shown + page).map(row));
      shown = Math.min(shown + page, members.length);
      more.hidden = shown === members.length;
      more.textContent = `Show more: ${counted(members.length - shown, "finding")} left`;
    };
    more.addEventListener("click", grow);
    grow();
    return element("div", { class: "inside" },
      element("p", {}, ...prose(control.description)), facts(control),
      element("div", { class: "scroll" }, table), more);
  };

  const group = (control, members) => {
    const summary = element("summary", {});
    for (const status of order.status) {
      const number = members.filter((finding) => finding.status === status).length;
      if (number) {
        summary.append(element("span", { class: `status ${status.toLowerCase()}` },
          `${number.toLocaleString("en")} ${words(status)}`), " ");
      }
    }
    summary.append(
      element("span", { class: "severity" }, control.severity), " ",
      element("span", {}, element("code", {}, control.id)), " ",
      element("span", { class: "title" }, control.title));
    const details = element("details", {}, summary);
    // Only what is opened is built: a page with a hundred thousand rows would not be usable.
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(inside(control, members));
    });
    return details;
  };

  const show = () => {
    const matching = chosen();
    const byControl = new Map();
    for (const finding of matching) {
      if (!byControl.has(finding.control)) byControl.set(finding.control, []);
      byControl.get(finding.control).push(finding);
    }
    const made = [...byControl].map(([control, members]) => group(controls[control], members));
    groups.replaceChildren(...made);
    const narrow = matching.length < findings.length && matching.length <= 20;
    if (narrow) for (const details of made) details.open = true;
    count.textContent = `${counted(matching.length, "finding")} of ${counted(byControl.size, "control")}`;
  };

  let waiting;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(show));
  // The search field has its own event; it also changes when it is left, and a click on a finding must not find it gone.
  form.addEventListener("change", (event) => { if (event.target !== search) show(); });
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });

  /** The findings of a cell of the map: its account and its control are chosen, as a person would choose them. */
  document.getElementById("map")?.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-control]");
    if (!cell) return;
    form.reset();
    document.getElementById("account").value = cell.parentNode.dataset.account;
    document.getElementById("control").value = controls[cell.dataset.control].id;
    show();
    document.getElementById("findings").focus();
  });

  // On paper nothing can be opened, so what is shown is opened first and closed again: also what is only made by opening.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [];
    for (let closed; (closed = [...document.querySelectorAll("details:not([open])")]).length > 0;) {
      for (const details of closed) {
        details.open = true;
        // The browser tells of it too late for the paper.
        details.dispatchEvent(new Event("toggle"));
      }
      opened.push(...closed);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  form.hidden = false;
  show();
})();

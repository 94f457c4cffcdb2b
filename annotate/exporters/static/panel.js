// The panel: an entry's passage, reasons and versions beside the table.
const panel = one("#panel");
const page = one("#page");
const narrow = matchMedia("(max-width: 720px)");

function sequence() {
  const seen = new Set();
  return recs.filter((rec) => inSight(rec) && !seen.has(rec.dataset.ref) && seen.add(rec.dataset.ref));
}

function found(reference) {
  const own = recs.filter((rec) => rec.dataset.ref === reference);
  return own.find(inSight) || own[0];
}

// Only what stands near the quotation is open at first; a button unfolds the rest of the paragraph.
function fold(detail) {
  const passage = one(".passage", detail);
  if (!one(".far", passage)) return;
  passage.classList.add("folded");
  for (const far of all(".far", passage)) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "unfold", textContent: "……", title: say("whole") });
    button.dataset.title = "whole";
    button.setAttribute("aria-label", say("whole"));
    button.addEventListener("click", () => {
      passage.classList.remove("folded");
      for (const other of all(".unfold", passage)) other.remove();
    });
    far.before(button);
  }
}

// What others say on the same theme; one's own other advices stand beside it in the table.
function peersOf(rec) {
  const list = one("#peers ol");
  const cell = rec.closest("td");
  const others = all(".rec", rec.closest("tr")).filter((other) => other.closest("td") !== cell && !other.classList.contains("machine"));
  list.replaceChildren(
    ...others.slice(0, 12).map((other) => {
      const item = document.createElement("li");
      const link = one("a", other).cloneNode(true);
      unmark(link);
      link.removeAttribute("aria-current");
      link.addEventListener("click", (event) => {
        event.preventDefault();
        openEntry(other.dataset.ref);
      });
      const meta = one(".meta", link);
      meta.replaceChildren(...all(".chip, .to", meta));
      one(".q", link).append(meta);
      item.append(link);
      return item;
    }),
  );
  one("#peers").hidden = others.length === 0;
}

function openEntry(reference, { focus = true } = {}) {
  const rec = found(reference);
  if (!rec) return;
  if (!ready()) {
    unpacked().then(() => openEntry(reference, { focus }));
    return;
  }
  const detail = detailOf(rec);
  detail.removeAttribute("id");
  one("#panel-name").textContent = reference;
  one("#panel-row").textContent = one("h2", rec.closest("tr")).textContent;
  fold(detail);
  for (const part of all(".passage, .tree .q, .translation, .line .to b, .versions td", detail)) mark(part, needle());
  one("#panel-body").replaceChildren(detail);
  peersOf(rec);
  panel.hidden = false;
  panel.scrollTop = 0;
  document.body.classList.add("has-panel");
  panel.setAttribute("aria-modal", String(narrow.matches));
  page.inert = narrow.matches;
  for (const other of recs) one("a", other).toggleAttribute("aria-current", other.dataset.ref === reference);
  unfoldCell(rec.closest("td"), rec.classList.contains("extra"));
  measure();
  if (!narrow.matches) rec.scrollIntoView({ block: "nearest", inline: "nearest" });
  state.at = reference;
  writeAddress();
  if (focus) panel.focus({ preventScroll: true });
  const order = sequence().map((other) => other.dataset.ref);
  one("#prev").disabled = order.indexOf(reference) <= 0;
  one("#next").disabled = order.indexOf(reference) === order.length - 1;
}

function closePanel() {
  if (panel.hidden) return;
  const rec = found(state.at);
  panel.hidden = true;
  page.inert = false;
  document.body.classList.remove("has-panel");
  for (const link of all(".rec a[aria-current]")) link.removeAttribute("aria-current");
  state.at = "";
  writeAddress();
  measure();
  if (rec) {
    rec.scrollIntoView({ block: "nearest" });
    one("a", rec).focus({ preventScroll: true });
  }
}

function step(by) {
  const order = sequence().map((rec) => rec.dataset.ref);
  const next = order[order.indexOf(state.at) + by];
  if (next) openEntry(next);
}

function unfoldCell(cell, open) {
  const more = one(".more", cell);
  if (!more || !open) return;
  cell.classList.add("open");
  more.setAttribute("aria-expanded", "true");
  more.replaceChildren(told("less", ""));
}

function foldCell(cell) {
  const more = one(".more", cell);
  cell.classList.remove("open");
  more.setAttribute("aria-expanded", "false");
  more.replaceChildren(told("more", all(".extra", cell).length));
}

for (const rec of recs) {
  one("a", rec).addEventListener("click", (event) => {
    event.preventDefault();
    openEntry(rec.dataset.ref);
  });
}
for (const more of all(".more")) {
  more.hidden = false;
  more.addEventListener("click", () => {
    const cell = more.closest("td");
    if (cell.classList.contains("open")) foldCell(cell);
    else unfoldCell(cell, true);
  });
}
one("#close").addEventListener("click", closePanel);
one("#prev").addEventListener("click", () => step(-1));
one("#next").addEventListener("click", () => step(1));
narrow.addEventListener("change", () => {
  page.inert = narrow.matches && !panel.hidden;
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape" && !panel.hidden) closePanel();
  else if (typing) return;
  else if (!panel.hidden && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    step(event.key === "ArrowLeft" ? -1 : 1);
    event.preventDefault();
  } else if (panel.hidden && (event.key === "ArrowUp" || event.key === "ArrowDown") && event.target.closest(".rec")) {
    const order = recs.filter((rec) => inSight(rec) && rec.offsetParent);
    const next = order[order.indexOf(event.target.closest(".rec")) + (event.key === "ArrowUp" ? -1 : 1)];
    if (next) one("a", next).focus();
    event.preventDefault();
  } else if (event.key === "Tab" && narrow.matches && !panel.hidden) keepFocus(event);
});

// On a phone the panel is the whole screen, so the focus stays in it.
function keepFocus(event) {
  const stops = all("button:not([disabled]), a[href]", panel);
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement === edge || document.activeElement === panel) {
    (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
    event.preventDefault();
  }
}

// On paper each theme is a table of its own: its head returns where a page cuts it.
function paper() {
  const table = one("#table");
  const heads = all("thead th", table);
  const sheet = document.createElement("div");
  sheet.id = "paper";
  for (const row of rows) {
    if (row.hidden) continue;
    const own = table.cloneNode(false);
    own.removeAttribute("id");
    const copy = row.cloneNode(true);
    copy.removeAttribute("id");
    const head = document.createElement("tr");
    heads.forEach((cell) => head.append(cell.cloneNode(true)));
    head.firstChild.replaceChildren(one("h2", copy));
    const thead = document.createElement("thead");
    const tbody = document.createElement("tbody");
    thead.append(head);
    tbody.append(copy);
    own.append(one("colgroup", table).cloneNode(true), thead, tbody);
    sheet.append(own);
  }
  table.after(sheet);
}
window.addEventListener("beforeprint", paper);
window.addEventListener("afterprint", () => one("#paper")?.remove());

// Filters: a pane a column, in which values are ticked; the library filters, and tells what each value would leave.
const panes = columns.flatMap((own, at) => (own.pane ? [{ own, at, key: "in-" + own.id, tags: [], names: new Map(), passed: new Map(), counts: new Map(), node: null }] : []));
LISTS.push(...panes.map((pane) => pane.key), "hide");

// Each row's values, looked up once a language.
function sortOut() {
  for (const pane of panes) {
    pane.names.clear();
    pane.tags = held.rows.map((row) =>
      values(pane.own, row[pane.at]).map(([key, name]) => {
        pane.names.set(key, name);
        return key;
      }),
    );
  }
}

// Called by the library for every row that the search left. A row that one pane alone keeps out
// counts there: so much more would stand if that value were ticked too.
function passes(index) {
  const against = panes.filter((pane) => state[pane.key].length && !pane.tags[index].some((tag) => state[pane.key].includes(tag)));
  const concerned = against.length === 0 ? panes : against.length === 1 ? against : [];
  for (const pane of concerned) for (const tag of pane.tags[index]) pane.passed.set(tag, (pane.passed.get(tag) || 0) + 1);
  return against.length === 0;
}

function ordered(pane) {
  const place = (key) => (pane.own.order.includes(key) ? pane.own.order.indexOf(key) : pane.own.order.length);
  const count = new Map();
  for (const tags of pane.tags) for (const tag of tags) count.set(tag, (count.get(tag) || 0) + 1);
  const byName = (a, b) => collator.compare(pane.names.get(a), pane.names.get(b));
  const numeric = pane.own.id === "year" || pane.own.number;
  return [...count.keys()].sort((a, b) => (a === "") - (b === "") || place(a) - place(b) || (numeric ? 0 : count.get(b) - count.get(a)) || byName(a, b));
}

function choice(name, text, checked, act) {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked });
  box.dataset.value = name;
  const words = document.createElement("span");
  words.textContent = text;
  box.addEventListener("change", () => act(box.checked));
  label.append(box, words, document.createElement("small"));
  return label;
}

function fold(title, name) {
  const pane = document.createElement("details");
  pane.className = "pane";
  pane.dataset.pane = name;
  const head = document.createElement("summary");
  const words = document.createElement("span");
  words.textContent = title;
  head.append(words, " ", document.createElement("b"));
  const list = document.createElement("div");
  Object.assign(list, { className: "list", role: "group", ariaLabel: title });
  pane.append(head, list);
  // A list that would stand beyond the window opens to the other side.
  pane.addEventListener("toggle", () => {
    pane.classList.remove("back");
    pane.classList.toggle("back", pane.open && list.getBoundingClientRect().right > root.clientWidth);
  });
  return pane;
}

function toggled(key, value, on) {
  state[key] = on ? [...state[key], value] : state[key].filter((other) => other !== value);
  changed();
}

function narrowing(list) {
  const box = Object.assign(document.createElement("input"), { type: "search", placeholder: say("narrow"), ariaLabel: say("narrow") });
  box.addEventListener("input", () => {
    for (const label of all("label", list)) label.hidden = !label.textContent.toLowerCase().includes(box.value.trim().toLowerCase());
  });
  return box;
}

const LONG = 12; // values beyond which a pane has a search of its own

function buildPanes() {
  const open = one("#panes .pane[open]")?.dataset.pane;
  const nodes = panes.map((pane) => {
    pane.node = fold(words(pane.own.title), pane.key);
    const keys = ordered(pane);
    const list = one(".list", pane.node);
    list.append(...keys.map((key) => choice(key, key === "" ? say("no_value") : pane.names.get(key), state[pane.key].includes(key), (on) => toggled(pane.key, key, on))));
    if (keys.length > LONG) list.prepend(narrowing(list));
    return pane.node;
  });
  const shown = fold(say("columns"), "hide");
  one(".list", shown).append(...columns.map((own) => choice(own.id, words(own.title), !state.hide.includes(own.id), (on) => toggled("hide", own.id, !on))));
  one("#panes").replaceChildren(...nodes, shown);
  for (const pane of all("#panes .pane")) pane.open = pane.dataset.pane === open;
}

function tellPanes() {
  for (const pane of panes) {
    const ticked = state[pane.key];
    one("summary b", pane.node).textContent = ticked.length ? ticked.map((key) => pane.names.get(key) || say("no_value")).join("、") : say("all");
    pane.node.classList.toggle("set", ticked.length > 0);
    for (const box of all("input[type=checkbox]", pane.node)) {
      const left = pane.counts.get(box.dataset.value) || 0;
      box.checked = ticked.includes(box.dataset.value);
      one("small", box.parentNode).textContent = left;
      box.parentNode.classList.toggle("none", left === 0);
    }
  }
  const hidden = state.hide.length;
  const shown = one("#panes [data-pane=hide]");
  one("summary b", shown).textContent = hidden ? `${columns.length - hidden} / ${columns.length}` : say("all");
  shown.classList.toggle("set", hidden > 0);
}

function closePanes(but) {
  for (const pane of all("#panes .pane[open]")) if (pane !== but) pane.open = false;
}

document.addEventListener("click", (event) => closePanes(event.target.closest(".pane")));
document.addEventListener("keydown", (event) => {
  const open = one("#panes .pane[open]");
  if (event.key !== "Escape" || !open) return;
  open.open = false;
  one("summary", open).focus();
});

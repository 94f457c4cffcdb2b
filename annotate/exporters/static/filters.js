// Filters: what an entry says of itself stands in its data attributes.
const rows = all("#table tbody tr");
const recs = all(".rec");
const texts = new Map();
let shownColumn = "";
let filtered = false; // whether anything was filtered before: then cells must be shown again
const CHOICES = ["row", "column", "to", "strength", "support"];

function addressed(rec) {
  return JSON.parse(rec.dataset.to);
}

// What a search looks through: quotation, reference, addressee, theme, author, reasons, translation.
function searchable(rec) {
  if (!texts.has(rec)) {
    const parts = [rec.dataset.ref, one(".q", rec).textContent, ...addressed(rec), ...behind(rec)];
    const head = one("h2 [data-zh]", rec.closest("tr"));
    parts.push(head ? `${head.dataset.zh} ${head.dataset.en}` : one("h2", rec.closest("tr")).textContent, rec.closest("td").dataset.who);
    texts.set(rec, parts.join("\n").toLowerCase());
  }
  return texts.get(rec);
}

// The words behind an entry: reasons, translation, notes, annotators' versions.
function behind(rec) {
  if (kept) return kept.text[rec.dataset.detail];
  const detail = document.getElementById(rec.dataset.detail);
  return all(".tree .q, .translation, .note, .versions td", detail).map((node) => node.textContent);
}

const SUPPORT = {
  by_all: (n, m) => n === m,
  by_most: (n, m) => n * 2 > m,
  by_few: (n, m) => n * 2 <= m,
};

function fits(rec) {
  const data = rec.dataset;
  if (state.to && !addressed(rec).includes(state.to)) return false;
  if (state.strength === "against" ? data.polarity !== "against" : state.strength && data.strength !== state.strength) return false;
  if (state.support && !(data.asked && SUPPORT[state.support]?.(Number(data.by), Number(data.asked)))) return false;
  return !needle() || searchable(rec).includes(needle());
}

function showColumns() {
  if (state.column === shownColumn) return;
  shownColumn = state.column;
  const heads = all(".matrix thead th");
  const cols = all(".matrix col");
  heads.forEach((head, number) => {
    const out = number > 0 && state.column !== "" && head.dataset.column !== state.column;
    head.hidden = out;
    cols[number].hidden = out;
    for (const row of rows) row.children[number].hidden = out;
  });
}

function showCell(cell) {
  const own = all(".rec", cell);
  if (own.length === 0) return 0;
  for (const rec of own) rec.classList.toggle("out", !fits(rec));
  const out = own.filter((rec) => rec.classList.contains("out")).length;
  one(".left-out", cell)?.remove();
  if (out) {
    const note = document.createElement("p");
    note.className = "left-out";
    note.append(told("filtered", out));
    cell.append(note);
  }
  const more = one(".more", cell);
  if (more) more.hidden = one("#table").classList.contains("searching");
  return own.length - out;
}

function applyFilters() {
  if (needle() && !ready()) {
    unpacked().then(applyFilters);
    return;
  }
  const narrowed = Boolean(needle() || state.to || state.strength || state.support);
  one("#table").classList.toggle("searching", narrowed);
  one("#page").classList.toggle("searching", narrowed);
  showColumns();
  for (const row of rows) {
    const left = narrowed || filtered ? all("td:not([hidden])", row).map(showCell).reduce((sum, n) => sum + n, 0) : 0;
    row.hidden = (state.row && row.dataset.row !== state.row) || (narrowed && left === 0);
  }
  markHits();
  filtered = narrowed;
  tellCount();
  one("#reset").hidden = !(narrowed || state.row || state.column);
}

function markHits() {
  for (const rec of recs) {
    const sought = needle() && !rec.classList.contains("out");
    if (!sought && !rec.dataset.marked) continue;
    rec.dataset.marked = sought ? "1" : "";
    for (const part of all(".no, .q, .to b", rec)) mark(part, sought ? needle() : "");
    const why = one(".why", rec);
    if (!why) continue;
    why.classList.toggle("hit", Boolean(sought) && behind(rec).some((words) => words.toLowerCase().includes(needle())));
  }
}

function inSight(rec) {
  return !rec.classList.contains("out") && !rec.closest("td").hidden && !rec.closest("tr").hidden;
}

function tellCount() {
  const people = recs.filter((rec) => !rec.classList.contains("machine"));
  const total = new Set(people.map((rec) => rec.dataset.ref)).size;
  const left = new Set(people.filter(inSight).map((rec) => rec.dataset.ref)).size;
  const output = one("#count");
  const [before, after] = say("shown", "\u0000", total).split("\u0000");
  const bold = document.createElement("b");
  bold.textContent = left;
  output.replaceChildren(before, bold, after);
  one("#live").textContent = output.textContent;
  one("#nohit").hidden = rows.some((row) => !row.hidden);
}

function option(value, text, node = document.createElement("option")) {
  node.value = value;
  node.textContent = text;
  return node;
}

function fillChoices() {
  const counted = new Map();
  for (const rec of recs) for (const name of addressed(rec)) counted.set(name, (counted.get(name) || 0) + 1);
  const names = [...counted].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const strengths = ["must", "should", "may", "bare"].filter((key) => recs.some((rec) => rec.dataset.strength === key));
  const lists = {
    row: rows.map((row) => [row.dataset.row, one("h2", row).textContent]),
    column: all(".matrix thead th[data-column]").map((head) => [head.dataset.column, one("b", head).textContent]),
    to: names.map(([name, n]) => [name, `${name} ${n}`]),
    strength: strengths.map((key) => [key, say("v:modality." + key)]),
    support: Object.keys(SUPPORT).map((key) => [key, say(key)]),
  };
  if (recs.some((rec) => rec.dataset.polarity === "against")) lists.strength.push(["against", say("only_against")]);
  for (const name of CHOICES) {
    const select = one("#f-" + name);
    select.replaceChildren(option("", say("all")), ...lists[name].map(([value, text]) => option(value, text)));
    if (!lists[name].some(([value]) => value === state[name])) state[name] = "";
    select.value = state[name];
    select.classList.toggle("set", state[name] !== "");
  }
  one("#q").value = state.q;
}

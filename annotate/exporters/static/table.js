// The table itself is the library's; what stands here tells it what to show, and keeps the address.
const PER_PAGE = 50;
const GLYPHS = { first: "«", previous: "‹", next: "›", last: "»" };
const naming = Math.max(column("reference"), 0); // the column whose text names a row
let table = null;
let spoken = ""; // the language in which the library was told its words
let groups = new Map(); // how many rows a group has on all pages, not only on the one in sight

Object.assign(DataTable.ext.type.order, { "words-asc": (a, b) => collator.compare(a, b), "words-desc": (a, b) => collator.compare(b, a) });

function libraryWords() {
  return {
    emptyTable: say("nohit_rows"),
    zeroRecords: say("nohit_rows"),
    lengthMenu: "_MENU_",
    lengthLabels: { "-1": say("all") },
    paginate: GLYPHS,
    aria: {
      orderable: say("lib_orderable"),
      orderableReverse: say("lib_reverse"),
      orderableRemove: say("lib_remove"),
      paginate: { first: say("lib_first"), previous: say("lib_previous"), next: say("lib_next"), last: say("lib_last"), number: say("lib_number") },
    },
    buttons: { csv: say("csv") },
  };
}

function build() {
  // The library draws once more while it goes, in no order; that is not the reader's doing.
  table?.off("order.dt.own draw.dt.own search.dt.own").destroy();
  spoken = language();
  sortOut();
  table = new DataTable("#table", {
    data: [],
    columns: columns.map((own, n) => ({ data: n, name: own.id, className: "k-" + own.id, type: own.number ? "num" : "words", render: rendered(own) })),
    createdRow: (row, data, index, cells) => cells.forEach((cell, n) => (cell.dataset.head = words(columns[n].title))),
    autoWidth: false,
    order: [],
    orderMulti: false,
    orderDescReverse: false,
    pageLength: PER_PAGE,
    lengthMenu: [PER_PAGE, 200, -1],
    search: { smart: false },
    language: libraryWords(),
    rowGroup: { enable: false, startRender: groupHead },
    layout: { topStart: null, topEnd: null, bottomStart: { buttons: [csv()] }, bottomEnd: ["pageLength", "paging"] },
  });
  table.search.fixed("panes", (text, row, index) => passes(index));
  table.on("search.dt.own", () => {
    for (const pane of panes) [pane.counts, pane.passed] = [pane.passed, new Map()];
    countGroups();
  });
  table.on("order.dt.own", keepOrder).on("draw.dt.own", drawn);
  table.rows.add(held.rows);
  buildPanes();
}

// What the filters left, in the order shown, each text guarded against being read as a formula.
function csv() {
  const body = (text) => text;
  const header = (text, n) => words(columns[n].title);
  const exportOptions = { columns: ":visible", orthogonal: "export", format: { body, header } };
  return { extend: "csv", bom: true, filename: document.title, exportOptions };
}

function countGroups() {
  groups = new Map();
  const at = column(state.group);
  if (at < 0) return;
  for (const row of table.rows({ search: "applied" }).data().toArray()) groups.set(words(row[at]), (groups.get(words(row[at])) || 0) + 1);
}

function groupHead(rows, name) {
  const head = document.createElement("span");
  const count = document.createElement("small");
  count.textContent = say("n_items", groups.get(name) || 0);
  head.append(name || say("no_value"), count);
  return head;
}

function applyFilters() {
  if (spoken !== language()) build();
  const group = column(state.group);
  const sort = column(state.sort.replace(/^-/, ""));
  table.order.fixed(group < 0 ? {} : { pre: [[group, "asc"]] });
  // The order first: whatever else is told to the library may make it draw, and it then says what the order is.
  table.order(sort < 0 ? [] : [[sort, state.sort.startsWith("-") ? "desc" : "asc"]]);
  if (group >= 0) table.rowGroup().dataSrc((row) => words(row[group]));
  if (table.rowGroup().enabled() !== group >= 0) table.rowGroup().enable(group >= 0);
  columns.forEach((own, n) => {
    const seen = !state.hide.includes(own.id);
    if (table.column(n).visible() !== seen) table.column(n).visible(seen, false);
  });
  table.search(state.q.trim()).draw();
}

// A heading was clicked, or applyFilters said the same.
function keepOrder() {
  const [at, way] = table.order()[0] || [];
  state.sort = at === undefined || !way ? "" : (way === "desc" ? "-" : "") + columns[at].id;
  one("#f-sort").value = state.sort;
  writeAddress();
}

function drawn() {
  const { recordsDisplay, recordsTotal, pages } = table.page.info();
  for (const cell of all("#table tbody td")) if (needle() || one("mark", cell)) mark(cell, needle());
  one("#count").textContent = say("shown", recordsDisplay, recordsTotal);
  one("#live").textContent = one("#count").textContent;
  one("#reset").hidden = !(state.q || panes.some((pane) => state[pane.key].length));
  one("main").classList.toggle("one-page", pages < 2 && recordsDisplay <= PER_PAGE);
  tellPanes();
}

function choices(name, list) {
  const select = one("#f-" + name);
  const options = [["", say(name === "group" ? "no_group" : "as_written")], ...list].map(([value, text]) => Object.assign(document.createElement("option"), { value, textContent: text }));
  select.replaceChildren(...options);
  if (!list.some(([value]) => value === state[name])) state[name] = "";
  select.value = state[name];
}

function fillChoices() {
  one("#q").value = state.q;
  choices("group", columns.filter((own) => own.group).map((own) => [own.id, words(own.title)]));
  choices("sort", columns.flatMap((own) => [[own.id, words(own.title) + " ↑"], ["-" + own.id, words(own.title) + " ↓"]]));
}

// Bring the row of a name into sight: what hides it goes, the page on which it stands comes.
function bring(name) {
  for (const row of all("#table tr[aria-current]")) row.removeAttribute("aria-current");
  const index = name ? held.rows.findIndex((row) => chinese(row[naming]) === name) : -1;
  if (index < 0) return;
  if (!table.rows({ search: "applied" }).indexes().toArray().includes(index)) {
    state.q = "";
    for (const pane of panes) state[pane.key] = [];
    fillChoices();
    changed();
  }
  const at = table.rows({ search: "applied", order: "applied" }).indexes().toArray().indexOf(index);
  table.page(Math.floor(at / Math.max(table.page.len(), 1))).draw("page");
  const row = table.row(index).node();
  row.setAttribute("aria-current", "true");
  // Only down: a row is wider than the window, and its beginning should stay in sight.
  window.scrollBy(0, row.getBoundingClientRect().top - window.innerHeight / 2);
}

// Paper has no pages to turn: all that the filters left is printed.
let kept = null; // rows of a page on the screen, while there are more on paper
window.addEventListener("beforeprint", () => {
  kept ??= table.page.len();
  table.page.len(-1).draw(false);
});
window.addEventListener("afterprint", () => {
  if (kept !== null) table.page.len(kept).draw(false);
  kept = null;
});

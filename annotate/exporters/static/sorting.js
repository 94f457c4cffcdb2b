// A long table: search and sort its rows.
const lines = all("#table tbody tr");
const collator = new Intl.Collator("zh", { numeric: true });

function applyFilters() {
  let left = 0;
  for (const line of lines) {
    line.hidden = needle() !== "" && !line.textContent.toLowerCase().includes(needle());
    left += !line.hidden;
    for (const cell of line.children) if (!line.hidden || one("mark", cell)) mark(cell, needle());
  }
  one("#count").textContent = say("shown", left, lines.length);
  one("#live").textContent = one("#count").textContent;
  one("#nohit").hidden = left > 0;
}

function sortLines() {
  const [at, down] = [Math.abs(Number(state.sort)) - 1, Number(state.sort) < 0];
  const heads = all("#table thead th");
  heads.forEach((head, n) => {
    if (n === at) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  const order = [...lines];
  if (heads[at]) order.sort((a, b) => (down ? -1 : 1) * collator.compare(a.children[at].textContent, b.children[at].textContent));
  one("#table tbody").append(...order);
}

function fillChoices() {
  one("#q").value = state.q;
  sortLines();
}

all("#table thead button").forEach((button, n) => {
  button.disabled = false;
  button.addEventListener("click", () => {
    state.sort = String(Number(state.sort) === n + 1 ? -(n + 1) : n + 1);
    sortLines();
    writeAddress();
  });
});

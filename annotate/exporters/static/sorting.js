// A long table: search and sort its rows.
let lines = all("#table tbody tr");
const waiting = one("#rows");
const total = waiting ? Number(waiting.dataset.total) : lines.length;
const collator = new Intl.Collator("zh", { numeric: true });

function applyFilters() {
  let left = 0;
  for (const line of lines) {
    line.hidden = needle() !== "" && !line.textContent.toLowerCase().includes(needle());
    left += !line.hidden;
    for (const cell of line.children) if (!line.hidden || one("mark", cell)) mark(cell, needle());
  }
  one("#count").textContent = say("shown", needle() || lines.length === total ? left : total, total);
  one("#live").textContent = one("#count").textContent;
  one("#nohit").hidden = left > 0;
}

// The rows of a long table that wait packed come a few hundred at a time, while the first ones can be read.
async function unpackRows() {
  const bytes = Uint8Array.from(atob(waiting.textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const rest = JSON.parse(await new Response(stream).text());
  waiting.remove();
  const body = one("#table tbody");
  while (rest.length) {
    const holder = document.createElement("template");
    holder.innerHTML = rest.splice(0, 300).join("");
    speakIn(holder.content);
    body.append(holder.content);
    await new Promise((resolve) => setTimeout(resolve));
  }
  lines = all("#table tbody tr");
  if (state.sort) sortLines();
  applyFilters();
}
if (waiting) window.addEventListener("load", () => setTimeout(unpackRows));

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

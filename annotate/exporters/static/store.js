// A big page keeps its details and maps packed, and unpacks them when it has time: what is not in the
// document need not be read, laid out and styled before anything can be seen.
const packed = one("#store");
let kept = null; // id -> HTML of ours, and id -> the words a search looks through
let unpacking = null;

async function unpack() {
  const bytes = Uint8Array.from(atob(packed.textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  kept = JSON.parse(await new Response(stream).text());
  packed.remove();
}

function unpacked() {
  unpacking ??= packed && !kept ? unpack() : Promise.resolve();
  return unpacking;
}

// A new element from what is kept, in the language of the page.
function made(id) {
  if (!kept || !kept.html[id]) return null;
  const holder = document.createElement("template");
  holder.innerHTML = kept.html[id];
  const element = holder.content.firstElementChild;
  speakIn(element);
  return element;
}

function detailOf(rec) {
  const there = document.getElementById(rec.dataset.detail);
  return there ? there.cloneNode(true) : made(rec.dataset.detail);
}

// True if what a search or the panel needs is at hand.
function ready() {
  return !packed || kept !== null;
}

for (const map of all("details[data-map]")) {
  map.addEventListener("toggle", async () => {
    if (!map.open || one("svg", map)) return;
    await unpacked();
    one(".drawing", map).replaceChildren(made(map.dataset.map));
  });
}

window.addEventListener("beforeprint", () => {
  const details = one("#details");
  if (kept && details && !one(".detail", details)) {
    const ids = new Set(recs.map((rec) => rec.dataset.detail));
    details.append(...[...ids].map(made));
  }
});
if (packed) {
  const idle = window.requestIdleCallback || ((task) => setTimeout(task, 200));
  window.addEventListener("load", () => idle(unpacked));
}

// Wire the page; from here on it follows its address.
function measure() {
  root.style.setProperty("--window", root.clientWidth + "px");
  root.style.setProperty("--bar", one("#filters").offsetHeight + "px");
}

function follow() {
  readAddress();
  speak(state.lang);
  light(state.mode);
  if (one("#filters")) fillChoices();
  applyFilters();
  measure();
  if (typeof bring === "function") bring(state.at);
  if (typeof openEntry !== "function") return;
  if (state.at && found(state.at)) openEntry(state.at, { focus: false });
  else closePanel();
}

function changed() {
  writeAddress();
  if (typeof CHOICES !== "undefined") for (const name of CHOICES) one("#f-" + name).classList.toggle("set", state[name] !== "");
  applyFilters();
  measure();
}

one("#tools").hidden = false;
one("#filters").hidden = false;
one("#filters").addEventListener("submit", (event) => event.preventDefault());
one("#q").addEventListener("input", (event) => {
  state.q = event.target.value;
  changed();
});
for (const select of all("#filters select")) {
  select.addEventListener("change", () => {
    state[select.dataset.name] = select.value;
    changed();
  });
}
one("#reset")?.addEventListener("click", () => {
  for (const key of ["q", "row", "column", "to", "strength", "support"]) state[key] = "";
  for (const key of LISTS) if (key !== "hide") state[key] = [];
  fillChoices();
  changed();
  one("#q").focus();
});
one("#unfold")?.addEventListener("click", (event) => {
  const open = one("#filters").classList.toggle("unfolded");
  event.currentTarget.setAttribute("aria-expanded", String(open));
  measure();
});
for (const button of all("#tools [data-lang]")) {
  button.addEventListener("click", () => {
    state.lang = button.dataset.lang;
    speak(state.lang);
    fillChoices();
    changed();
    if (state.at && typeof openEntry === "function") openEntry(state.at, { focus: false });
  });
}
for (const button of all("#tools [data-mode]")) {
  button.addEventListener("click", () => {
    state.mode = button.dataset.mode;
    light(state.mode);
    writeAddress();
  });
}
one("#print").addEventListener("click", () => window.print());
for (const link of all(".glance a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(link.getAttribute("href").slice(1)).scrollIntoView({ block: "start" });
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey) return;
  one("#q").focus();
  event.preventDefault();
});
window.addEventListener("hashchange", follow);
window.addEventListener("resize", measure);
// A link to an entry from a page without script, #d12, becomes one that lasts.
const asked = location.hash.slice(1);
const linked = /^d\d+$/.test(asked) && one(`[data-detail="${asked}"]`);
if (linked) history.replaceState(null, "", "#at=" + encodeURIComponent(linked.dataset.ref));
follow();

"use strict";
// A long page keeps its program and its rows squeezed; the page's policy names the program by its hash.
async function unsqueezed(id) {
  const held = document.getElementById(id);
  const bytes = Uint8Array.from(atob(held.textContent), (char) => char.charCodeAt(0));
  held.remove();
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

unsqueezed("program").then((text) => {
  const program = document.createElement("script");
  Object.assign(program, { type: "module", textContent: text });
  document.body.append(program);
});

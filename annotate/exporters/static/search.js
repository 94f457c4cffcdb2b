// Mark the places where a searched text stands, also where it runs over several elements.
function unmark(within) {
  for (const mark of all("mark", within)) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

function mark(within, needle) {
  unmark(within);
  if (!needle) return 0;
  const nodes = [];
  const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  let text = "";
  while (walker.nextNode()) {
    if (walker.currentNode.parentNode.closest(".edge")) continue;
    nodes.push([text.length, walker.currentNode]);
    text += walker.currentNode.data.toLowerCase();
  }
  const spots = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length)) spots.push([at, at + needle.length]);
  // From the end, so that splitting a node leaves the offsets before it as they are.
  for (const [start, node] of nodes.reverse()) {
    for (const [low, high] of [...spots].reverse()) {
      const from = Math.max(low - start, 0);
      const to = Math.min(high - start, node.data.length);
      if (from >= to) continue;
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      range.surroundContents(document.createElement("mark"));
    }
  }
  return spots.length;
}

function needle() {
  return state.q.trim().toLowerCase();
}

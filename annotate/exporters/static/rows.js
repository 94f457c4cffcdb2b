// The rows of a long table, as the library takes them. A cell is a text, or the same in Chinese and English.
const held = JSON.parse(await unsqueezed("rows"));
const columns = held.columns;
const collator = new Intl.Collator("zh", { numeric: true });
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r]/;

function words(value) {
  return typeof value === "string" ? value : value[language() === "zh" ? 0 : 1];
}

function chinese(value) {
  return typeof value === "string" ? value : value[0];
}

function column(id) {
  return columns.findIndex((own) => own.id === id);
}

// People's text is never markup: the library is given an element whose text it is.
function shownCell(own, value) {
  const text = words(value);
  if (!text) return document.createTextNode("");
  const address = own.id === "link" && /^https?:\/\//.test(text) ? text : own.id === "reference" && held.beside ? held.beside + "#at=" + encodeURIComponent(text) : "";
  const node = document.createElement(address ? "a" : "span");
  node.textContent = own.id === "link" && address ? say("task_link") : text;
  if (address) node.href = address;
  if (own.id === "link" && address) Object.assign(node, { target: "_blank", rel: "noopener noreferrer" });
  else if (typeof value === "string") node.lang = /\p{Script=Han}/u.test(text) ? "zh-CN" : "en";
  return node;
}

// The library reads what it searches and measures as HTML as soon as an ampersand stands in it.
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

// What the library sorts by: a number, or words; choices of the schema in its order, others and none behind them.
function rank(own, value) {
  const text = chinese(value);
  if (own.number) return text === "" ? -Infinity : parseFloat(text);
  if (!own.order.length) return words(value);
  const place = own.order.indexOf(values(own, value)[0][0]);
  return `${place < 0 ? own.order.length : place} ${words(value)}`;
}

function rendered(own) {
  return (value, use) => {
    if (use === "display") return shownCell(own, value);
    if (use === "sort") return rank(own, value);
    if (use === "export") return FORMULA.test(words(value)) ? "'" + words(value) : words(value);
    return escaped(words(value));
  };
}

// The single values of a cell, each with a key that is the same in both languages.
function values(own, value) {
  if (!own.apart[0]) return [[chinese(value), words(value)]];
  const keys = chinese(value).split(own.apart[0]);
  const names = words(value).split(own.apart[language() === "zh" ? 0 : 1]);
  return keys.map((key, n) => [key, names.length === keys.length ? names[n] : key]);
}

"use strict";
// The page's state lives in its address, so that a view can be sent to somebody: #q=…&row=…&at=秦5
const WORDS = JSON.parse(document.getElementById("words").textContent);
const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const KEYS = ["q", "row", "column", "to", "strength", "support", "at", "sort", "group", "lang", "mode"];
const LISTS = []; // what may stand in an address several times
const state = {};

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const key of KEYS) state[key] = given.get(key) || "";
  for (const key of LISTS) state[key] = given.getAll(key);
}

function writeAddress() {
  const kept = new URLSearchParams();
  for (const key of KEYS) if (state[key]) kept.set(key, state[key]);
  for (const key of LISTS) for (const value of state[key]) kept.append(key, value);
  const text = kept.toString();
  if (text !== location.hash.slice(1)) history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
}

function language() {
  return root.lang.startsWith("zh") ? "zh" : "en";
}

// Words of the tool with their numbers; a list of two languages in, text out, never markup.
function say(key, n = "", m = "") {
  const words = WORDS[language()][key];
  return words === undefined ? key : words.replace("{n}", n).replace("{m}", m);
}

function told(key, n) {
  const span = document.createElement("span");
  Object.assign(span.dataset, { t: key, n });
  span.textContent = say(key, n);
  return span;
}

function speak(lang) {
  for (const button of all("#tools [data-lang]")) button.setAttribute("aria-pressed", button.dataset.lang === (lang || language()));
  // A big page is written in its language already; only another one is work.
  if (!["zh", "en"].includes(lang) || lang === language()) return;
  root.lang = lang === "zh" ? "zh-CN" : "en";
  speakIn(document);
  const names = all(".matrix thead th b").map((name) => name.textContent);
  for (const row of all(".matrix tbody tr")) all("td", row).forEach((cell, n) => (cell.dataset.who = names[n]));
}

// Say all of the tool's own words below a node in the language of the page.
function speakIn(within) {
  for (const node of all("[data-t]", within)) node.textContent = say(node.dataset.t, node.dataset.n ?? "", node.dataset.m ?? "");
  for (const node of all("[data-zh]", within)) node.textContent = node.dataset[language()];
  for (const node of all("[data-title]", within)) node.title = say(node.dataset.title);
  for (const node of all("[data-label]", within)) {
    node.setAttribute("aria-label", `${say(node.dataset.label, node.dataset.n, node.dataset.m)} ${node.dataset.who}`);
  }
  for (const node of all("[data-hint]", within)) {
    node.setAttribute("aria-label", say(node.dataset.hint));
    if (node.placeholder !== undefined) node.placeholder = say(node.dataset.hint);
  }
}

function light(mode) {
  if (mode) root.dataset.mode = mode;
  const dark = mode ? mode === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  for (const button of all("#tools [data-mode]")) button.setAttribute("aria-pressed", (button.dataset.mode === "dark") === dark);
}

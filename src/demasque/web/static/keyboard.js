// Single keys: j and k go from row to row, c, x and u press a row's buttons, z undoes. They do nothing while
// one writes or with another key held, and can be turned off (WCAG 2.1.4).
import { decideAlone } from "./deciding.js";

const OFF = "demasque-keys-off";
const ROWS = "#main [data-row], #main tbody tr";
let at = null;

export function listenToKeys() {
  const on = document.getElementById("keys-on");
  if (on) {
    on.checked = localStorage.getItem(OFF) !== "yes";
    on.addEventListener("change", () => localStorage.setItem(OFF, on.checked ? "no" : "yes"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (writes(event.target) || document.querySelector("dialog[open]") || (on && !on.checked)) return;
    if (pressed(event.key)) event.preventDefault();
  });
}

function writes(element) {
  return element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
}

function pressed(key) {
  switch (key) {
    case "j": return go(1);
    case "k": return go(-1);
    case "/": return focused(document.getElementById("find-q"));
    case "?": return help();
    case "Enter": return open();
    case "c": case "x": case "u": case "z": return press(key);
    default: return false;
  }
}

// The row where the focus is, or else where one came last.
function current() {
  return document.activeElement?.closest(ROWS) ?? (at?.isConnected ? at : null);
}

function open() {
  const row = document.activeElement;
  const link = row?.matches(ROWS) ? row.querySelector("a[href]") : null;
  link?.click();
  return Boolean(link);
}

function go(step) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility());
  if (!rows.length) return false;
  const place = rows.indexOf(current());
  const next = rows[place < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(place + step, 0), rows.length - 1)];
  at?.classList.remove("at-row");
  at = next;
  at.classList.add("at-row");
  at.scrollIntoView({ block: "nearest" });
  // The row's first link takes the focus, so that Enter opens it and its name is heard.
  const inside = at.querySelector("a[href], button, summary") ?? (at.tabIndex >= 0 ? at : null);
  // A focus that stayed behind would be taken for the row where one is.
  if (inside) inside.focus({ preventScroll: true });
  else document.activeElement?.blur();
  return true;
}

function press(key) {
  const row = current();
  const box = row?.querySelector('input[type="checkbox"][name="accounts"]');
  if (box && key !== "z") return decideAlone(box, key);
  // Undo is offered above the page, the others in a row or for the page's one thing: never for ticked rows.
  const own = row?.querySelector(`[data-key="${key}"]`);
  const all = [...document.querySelectorAll(`form.one [data-key="${key}"], .flash [data-key="${key}"]`)];
  const button = own ?? (key === "z" || all.length === 1 ? all[0] : null);
  if (!button || button.disabled) return false;
  button.click();
  return true;
}

function help() {
  const keys = document.getElementById("keys");
  if (!keys) return false;
  keys.open = true;
  keys.scrollIntoView({ block: "nearest" });
  return focused(keys.querySelector("summary"));
}

function focused(element) {
  if (!element) return false;
  element.focus();
  element.select?.();
  return true;
}

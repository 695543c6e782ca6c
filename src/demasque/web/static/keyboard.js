// Single keys: j and k go from row to row, c, x and u press a row's buttons, z undoes. They do nothing while
// one writes or with another key held, and can be turned off (WCAG 2.1.4).
import { decideAlone } from "./deciding.js";

const OFF = "demasque-keys-off";
const ROWS = "#main [data-row]";
const PLACE = "demasque-place";
let at = null;
let place = null; // among the rows, where one was when a decision was sent

export function listenToKeys() {
  const on = document.getElementById("keys-on");
  if (on) {
    on.checked = localStorage.getItem(OFF) !== "yes";
    on.addEventListener("change", () => localStorage.setItem(OFF, on.checked ? "no" : "yes"));
  }
  goOnAfterDecision();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (writes(event.target) || document.querySelector("dialog[open]") || (on && !on.checked)) return;
    if (pressed(event.key)) event.preventDefault();
  });
}

// After a decision one hears what was done, and goes on at the row that took the place of the last.
function goOnAfterDecision() {
  const before = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  const flash = document.querySelector(".flash");
  if (flash) {
    flash.focus({ preventScroll: Boolean(location.hash) });
    place = before === null ? null : Number(before);
  }
  document.addEventListener("submit", ({ target }) => {
    const row = target.closest(ROWS);
    const now = row ? rowsShown().indexOf(row) : place;
    if (target.closest("form.decide, .flash") && now !== null && now >= 0) sessionStorage.setItem(PLACE, now);
  });
}

function rowsShown() {
  return [...document.querySelectorAll(ROWS)].filter((row) => row.checkVisibility());
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
  const rows = rowsShown();
  if (!rows.length) return false;
  const here = rows.indexOf(current());
  const first = place === null ? (step > 0 ? 0 : rows.length - 1) : step > 0 ? place : place - 1;
  const next = rows[Math.min(Math.max(here < 0 ? first : here + step, 0), rows.length - 1)];
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

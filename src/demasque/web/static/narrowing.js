import { keepWritten, putBackWritten } from "./unsaved_text.js";

// The same page asked otherwise, without loading the rest of it again: a stretch of time, another page
// of a list, another order. Its address changes as if the link had been followed.
export function narrow(address, then) {
  if (!window.htmx || !document.getElementById("narrowed")) { location.assign(address); return; }
  keepWritten();
  htmx.ajax("GET", address, {
    source: "#narrowed", target: "#narrowed", select: "#narrowed", swap: "outerHTML", push: address,
  }).then(() => { keepAddress(address); putBackWritten(); tell(); then?.(); });
}

// Whoever hears the page is told what it was narrowed to.
function tell() {
  const said = document.querySelector("#narrowed .lead");
  document.getElementById("told").textContent = said?.textContent ?? "";
}

// Links outside the part that changed stand for the address as it now is.
function keepAddress(address) {
  const here = new URL(address, location.href);
  for (const link of document.querySelectorAll(".languages a[href]")) {
    const there = new URL(here);
    there.searchParams.set("lang", new URL(link.href).searchParams.get("lang"));
    link.href = there.pathname + there.search;
  }
  for (const link of document.querySelectorAll(".beside a[data-timed]")) {
    const there = new URL(link.href);
    for (const name of ["from", "until"]) {
      const at = here.searchParams.get(name);
      if (at) there.searchParams.set(name, at); else there.searchParams.delete(name);
    }
    link.href = there.pathname + there.search;
  }
}

export function narrowByLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#narrowed .paging a[href], #narrowed thead a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const asked = new URL(link.href);
    if (!window.htmx || asked.origin !== location.origin || asked.pathname !== location.pathname) return;
    event.preventDefault();
    const name = link.closest(".scroll")?.getAttribute("aria-label");
    narrow(asked.pathname + asked.search, () => {
      // Whoever goes by keys or hears the page goes on in the list, not at the top.
      const lists = [...document.querySelectorAll("#narrowed .scroll[tabindex]")];
      const list = lists.find((each) => each.getAttribute("aria-label") === name) ?? lists.at(-1);
      list?.focus({ preventScroll: true });
      if (!name) list?.scrollIntoView({ block: "start" });
    });
  });
}

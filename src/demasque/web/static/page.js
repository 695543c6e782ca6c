// What scripts add to a page that is whole without them.
import { takeCopies } from "./copying.js";
import { takeDecisions } from "./deciding.js";
import { listenToKeys } from "./keyboard.js";
import { followState } from "./live_state.js";
import { addLocalTimes } from "./local_times.js";
import { narrowByLinks } from "./narrowing.js";
import { drawTimelines } from "./timeline.js";
import { keepUnsavedText } from "./unsaved_text.js";

function furnish(part) {
  for (const each of part.querySelectorAll(".scripted")) each.hidden = false;
  addLocalTimes(part);
  takeCopies(part);
  drawTimelines(part);
  const network = part.querySelector(".moving-network");
  if (network) import("./network.js").then((module) => module.drawNetwork(network));
}

document.documentElement.classList.add("can-script");
furnish(document);
for (const each of document.querySelectorAll(".pages [aria-current]")) {
  // On a phone the menu is wider than the screen; the page itself is not moved.
  const menu = each.closest("ul");
  menu.scrollLeft = each.offsetLeft - menu.offsetLeft - 24;
}
takeDecisions();
listenToKeys();
followState();
keepUnsavedText();
narrowByLinks();
// A part that htmx brought is furnished like the rest.
document.addEventListener("htmx:after:swap", () => furnish(document.querySelector("#narrowed") ?? document));

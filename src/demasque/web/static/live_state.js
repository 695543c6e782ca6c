// What the case is doing, asked of this server every five seconds while somebody looks.
const EVERY_MS = 5000;

export function followState() {
  const line = document.getElementById("state");
  if (!line?.dataset.live) return;
  let timer = 0;
  const ask = async () => {
    timer = 0;
    try {
      const answer = await fetch(line.dataset.live, { redirect: "error" });
      if (answer.ok) show(line, await answer.text());
      // A server without this address, or whose session has ended, is not asked again.
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return;
    } catch { /* The server is gone or busy: the page stays as it is. */ }
    plan();
  };
  const plan = () => {
    if (!timer && !document.hidden) timer = setTimeout(ask, EVERY_MS);
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    timer = 0;
    if (!document.hidden) ask();
  });
  plan();
}

function show(line, html) {
  const brought = new DOMParser().parseFromString(html, "text/html");
  const parts = brought.getElementById("state")?.childNodes ?? brought.body.childNodes;
  const said = document.createElement("p");
  said.append(...[...parts].map((each) => document.importNode(each, true)));
  if (said.innerHTML === line.innerHTML) return;
  // Told to those who hear the page only when there is something new to tell.
  line.setAttribute("role", "status");
  line.replaceChildren(...said.childNodes);
}

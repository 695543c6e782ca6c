// The network that one can move, zoom and point at. Places come from the server; where WebGL is
// missing the still picture stays.
export function drawNetwork(place) {
  const block = document.getElementById("network-data");
  if (!block || !window.Sigma || !window.graphology || !hasWebGL()) return;
  const data = JSON.parse(block.textContent);
  const style = getComputedStyle(document.documentElement);
  const colours = ["--accent", "--second", "--third", "--fourth", "--quiet"].map((name) => style.getPropertyValue(name).trim());
  const ink = style.getPropertyValue("--ink").trim();
  const lines = ["--bar", "--quiet", "--quiet"].map((name) => style.getPropertyValue(name).trim());

  const platforms = place.dataset.platforms.split("\n");
  const graph = new graphology.UndirectedGraph();
  data.account.forEach((account, n) => graph.addNode(account, {
    x: data.x[n], y: data.y[n], size: data.size[n] * (data.account.length > 500 ? 0.6 : 1),
    color: colours[data.platform[n]], platform: data.platform[n],
    label: (data.confirmed[n] ? "✓ " : "") + account.slice(0, 8) + (platforms.length > 1 ? ` · ${platforms[data.platform[n]]}` : ""),
  }));
  for (const [a, b, level] of data.edges) {
    graph.addEdge(data.account[a], data.account[b], { color: lines[level], size: [1, 1, 1.8][level] });
  }

  place.hidden = false;
  // Marks are round here: the legend does not show the shapes of the still picture, labels name the platform.
  for (const each of place.closest("figure").querySelectorAll(".legend path")) {
    each.setAttribute("d", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z");
  }
  document.getElementById("still-network").hidden = true;
  let only = null, pointed = null;
  const near = (node) => node === pointed || graph.areNeighbors(node, pointed);
  const picture = new Sigma(graph, place, {
    labelColor: { color: ink }, labelFont: "ui-monospace, monospace", labelSize: 12,
    labelDensity: 0.4, labelRenderedSizeThreshold: data.account.length > 60 ? 9 : 0,
    hideEdgesOnMove: data.edges.length > 3000, zIndex: true, minEdgeThickness: 1,
    defaultDrawNodeHover: drawPointed(style),
    nodeReducer: (node, shown) => {
      const hidden = only !== null && shown.platform !== only;
      const faint = pointed && !near(node);
      return { ...shown, hidden, color: faint ? lines[0] : shown.color, label: faint ? "" : shown.label };
    },
    edgeReducer: (edge, shown) => ({ ...shown, hidden: Boolean(pointed) && !graph.hasExtremity(edge, pointed) }),
  });
  // A narrower stretch of time leaves every account where it was.
  picture.setCustomBBox({ x: [0, 1], y: [0, 1] });
  picture.refresh();
  const at = document.getElementById("network-at");
  picture.on("enterNode", ({ node }) => {
    pointed = node;
    place.classList.add("at-node");
    at.textContent = `${node} · ${platforms[graph.getNodeAttribute(node, "platform")]}`;
    picture.refresh({ skipIndexation: true });
  });
  picture.on("leaveNode", () => {
    pointed = null;
    place.classList.remove("at-node");
    at.textContent = "";
    picture.refresh({ skipIndexation: true });
  });
  picture.on("clickNode", ({ node }) => location.assign(place.dataset.accounts + encodeURIComponent(node)));
  // The wheel scrolls the page unless a key is held, so that nobody is caught in the picture.
  picture.on("wheelStage", (event) => { if (!event.event.original.ctrlKey) event.preventSigmaDefault(); });
  picture.on("wheelNode", (event) => { if (!event.event.original.ctrlKey) event.preventSigmaDefault(); });
  useTools(picture, (platform) => { only = platform; picture.refresh({ skipIndexation: true }); });
}

function hasWebGL() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

function useTools(picture, showOnly) {
  const tools = document.getElementById("network-tools");
  tools.hidden = false;
  const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200;
  const camera = picture.getCamera();
  const steps = {
    in: () => camera.animatedZoom({ duration }),
    out: () => camera.animatedUnzoom({ duration }),
    all: () => camera.animatedReset({ duration }),
  };
  tools.addEventListener("click", ({ target }) => {
    if (target.dataset.zoom) steps[target.dataset.zoom]();
    if (!target.dataset.platform) return;
    const on = target.getAttribute("aria-pressed") !== "true";
    for (const each of tools.querySelectorAll("[data-platform]")) each.setAttribute("aria-pressed", "false");
    target.setAttribute("aria-pressed", String(on));
    showOnly(on ? Number(target.dataset.platform) : null);
  });
}

// Under the pointer: the account's name on the page's own ground, in light and in dark.
function drawPointed(style) {
  const ground = style.getPropertyValue("--raised").trim(), ink = style.getPropertyValue("--ink").trim();
  return (context, node, settings) => {
    context.font = `${settings.labelSize}px ${settings.labelFont}`;
    const width = context.measureText(node.label ?? "").width;
    context.fillStyle = ground;
    context.fillRect(node.x - node.size - 2, node.y - settings.labelSize, node.size * 2 + width + 12, settings.labelSize * 2);
    context.beginPath();
    context.arc(node.x, node.y, node.size + 1.5, 0, Math.PI * 2);
    context.fillStyle = ink;
    context.fill();
    context.fillText(node.label ?? "", node.x + node.size + 5, node.y + settings.labelSize / 3);
  };
}

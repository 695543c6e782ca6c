import { narrow } from "./narrowing.js";

// A timeline that one drags over: the page is narrowed to that stretch of time, and its address says so.
const drawn = new WeakSet();

export function drawTimelines(part) {
  if (!window.uPlot) return;
  for (const figure of part.querySelectorAll("figure.timeline")) {
    if (!drawn.has(figure)) draw(figure, JSON.parse(figure.querySelector("script").textContent));
    drawn.add(figure);
  }
}

function draw(figure, points) {
  if (!points.at.length) return;
  const place = figure.querySelector(".drawn");
  const style = getComputedStyle(document.documentElement);
  const names = points.nested ? ["--bar", "--accent", "--second"] : ["--accent", "--bar", "--second", "--third"];
  const colours = names.map((name) => style.getPropertyValue(name));
  const quiet = style.getPropertyValue("--quiet");
  const rule = style.getPropertyValue("--rule");
  const lang = document.documentElement.lang;
  const day = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeZone: "UTC" });
  const minute = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const axis = { stroke: quiet, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule, width: 1 } };
  const number = new Intl.NumberFormat(lang);
  const stacked = points.nested ? nested(points.series) : piled(points.series);
  const height = 150;
  place.replaceChildren();
  const plot = new uPlot({
    width: place.clientWidth || 600,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
    cursor: { drag: { x: true, y: false, setScale: false } },
    // A bar stands from the start of its step to the next.
    scales: { x: { range: () => [points.at[0], points.at.at(-1) + points.step] }, y: { range: (_, low, high) => [0, Math.max(high, 1)] } },
    axes: [{ ...axis, values: (_, splits) => splits.map((at) => short(at, splits, lang)) }, { ...axis, size: 48 }],
    series: [
      { label: "UTC", value: (_, at) => (at == null ? "" : (points.step < 86400 ? minute : day).format(at * 1000)) },
      ...stacked.map(({ label, values, n }) => ({
        label, fill: colours[n % colours.length], width: 0, points: { show: false },
        paths: uPlot.paths.bars({ size: [0.9, 60], align: 1 }),
        value: (_, __, ___, at) => (at == null ? "" : number.format(values[at] ?? 0)),
      })),
    ],
    hooks: {
      ready: [(self) => mark(self, figure, height)],
      setSelect: [(self) => chosen(self, points, figure)],
    },
  }, [points.at, ...stacked.map((each) => each.heights)], place);
  for (const name of place.querySelectorAll(".u-legend th")) name.scope = "row";
  figure.querySelector(".brush-hint").hidden = false;
  new ResizeObserver(() => {
    if (place.clientWidth && place.clientWidth !== plot.width) plot.setSize({ width: place.clientWidth, height });
  }).observe(place);
}

// Each series is a part of the one before, and drawn over it.
function nested(series) {
  return series.map(({ label, values }, n) => ({ label, values, n, heights: values }));
}

// Series stand on each other: the highest is drawn first, and the first named over all others.
function piled(series) {
  const below = series[0].values.map(() => 0);
  return series.map(({ label, values }, n) => {
    values.forEach((value, at) => { below[at] += value ?? 0; });
    return { label, values, n, heights: [...below] };
  }).reverse();
}

// A day by its name, a time within it by the clock, months where there are many.
function short(at, splits, lang) {
  const between = splits.length > 1 ? splits[1] - splits[0] : 86400;
  let form = { month: "short", day: "numeric" };
  if (between >= 28 * 86400) form = { month: "short", year: "numeric" };
  else if (at % 86400) form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(lang, { ...form, timeZone: "UTC" }).format(at * 1000);
}

// The stretch that the address asks for is marked; marking it asks for nothing.
function mark(plot, figure, height) {
  const { from, until } = figure.dataset;
  if (!from && !until) return;
  const ends = [from, until].map((each) => (each ? Date.parse(each) / 1000 : null));
  const width = plot.over.clientWidth;
  const [left, right] = [ends[0] ?? -Infinity, ends[1] ?? Infinity].map(
    (at) => Math.min(Math.max(plot.valToPos(at, "x"), 0), width - 1));
  plot.setSelect({ left, width: Math.max(right - left, 1), top: 0, height: plot.over.clientHeight || height }, false);
}

function chosen(plot, points, figure) {
  const { left, width } = plot.select;
  if (width < 2) return;
  // Whole steps: a bar is in or out.
  const first = Math.floor((plot.posToVal(left, "x") - points.at[0]) / points.step);
  const last = Math.ceil((plot.posToVal(left + width, "x") - points.at[0]) / points.step);
  const written = (step) => new Date((points.at[0] + step * points.step) * 1000).toISOString().slice(0, 19);
  const asked = new URL(location.href);
  const from = written(Math.max(first, 0)), until = written(Math.max(last, first + 1));
  Object.assign(figure.dataset, { from: `${from}Z`, until: `${until}Z` });
  mark(plot, figure, plot.height);
  asked.searchParams.set("from", from);
  asked.searchParams.set("until", until);
  asked.searchParams.delete("page");
  narrow(asked.pathname + asked.search);
}

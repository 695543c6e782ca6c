// Times stand in UTC; the reader's own time is told where one points at them.
export function addLocalTimes(part) {
  const lang = document.documentElement.lang;
  const written = new Intl.DateTimeFormat(lang, {
    dateStyle: "medium", timeStyle: "medium",
  });
  const zone = new Intl.DateTimeFormat(lang, { timeZoneName: "short" });
  for (const each of part.querySelectorAll("time[datetime]:not([title])")) {
    const at = new Date(each.dateTime);
    // A day alone has no time of day to be told.
    if (Number.isNaN(at.getTime()) || !each.dateTime.includes("T")) continue;
    const name = zone.formatToParts(at).find((piece) => piece.type === "timeZoneName");
    each.title = `${written.format(at)} ${name?.value ?? ""}`.trim();
  }
}

import { type Figure, type Goal, summarise } from "./statistics";

const columns = ["figure", "measured", "baseline", "ratio", "low–high", "goal", ""] as const;

/** The figures as text in columns, a blank line and a heading before each group. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({ group: figure.group, cells: cellsOf(figure) }));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map(({ cells }) => cells[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const groups = [...new Set(figures.map(({ group }) => group))];
  return [
    line(columns),
    ...groups.flatMap((group) => [
      "",
      group,
      ...rows.filter((row) => row.group === group).map(({ cells }) => line(cells)),
    ]),
  ].join("\n");
}

/** The same as a table in Markdown, with what is compared with what. */
export function renderMarkdown(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const [name, subject, baseline, ratio, spread, goal, verdict] = cellsOf(figure);
    return `| ${figure.group} | ${name} | ${subject} (${figure.subject}) | ${baseline} (${figure.baseline}) | ${ratio} | ${spread} | ${goal} ${verdict} |`;
  });
  return [
    "| group | figure | measured | baseline | ratio | low–high | goal |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function cellsOf(figure: Figure): string[] {
  const { subject, baseline, ratio, ratioLow, ratioHigh, isMet } = summarise(figure);
  const measured = (value: number) => `${rounded(value)} ${figure.unit}`.trim();
  return [
    figure.name,
    measured(subject),
    measured(baseline),
    rounded(ratio),
    `${rounded(ratioLow)}–${rounded(ratioHigh)}`,
    figure.goal === undefined ? "" : goalText(figure.goal, figure.unit),
    isMet === undefined ? "" : isMet ? "met" : "missed",
  ];
}

function goalText({ of, bound, value }: Goal, unit: string): string {
  const sign = bound === "most" ? "≤" : "≥";
  switch (of) {
    case "ratio":
      return `${sign} ${value} ×`;
    case "subject":
      return `${sign} ${value} ${unit}`.trim();
    case "difference":
      return `${sign} ${value} ${unit} more`;
  }
}

/** Three digits that mean something. */
function rounded(value: number): string {
  return Number.isFinite(value) && Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}

/** Rows of text as a table: the first row is the head; the first column is aligned to the left, all others to the right. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  const [head = [], ...body] = rows
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)].join('\n')
}

/** The smallest value that at least the share q does not exceed (nearest rank); NaN when there is none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? NaN
}

/** Milliseconds with as many digits as mean something. */
export function ms(value: number): string {
  if (Number.isNaN(value)) return '-'
  return Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0)
}

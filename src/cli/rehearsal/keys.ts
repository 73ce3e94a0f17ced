const CTRL_C = '\u0003'

/**
 * The key that was pressed, from what a terminal in raw mode hands over. A paste is no key: a command that lands in the
 * wrong window must not be read as one answer after another. Nor are arrows and the like, which come as sequences.
 *
 * @returns `enter`, one character, or `interrupt`; undefined for everything else
 */
export function keyIn(data: string): string | undefined {
  if (data.includes(CTRL_C)) return 'interrupt'
  if (data.length !== 1) return undefined
  if (data === '\r' || data === '\n') return 'enter'
  return data < ' ' || data === '\u007f' ? undefined : data
}

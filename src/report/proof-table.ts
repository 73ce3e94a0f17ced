import { painter, type View } from './paint.ts'
import { allProven, type Proof } from './proof.ts'

/** Two spaces between columns. */
const GAP = '  '

/**
 * The table of `prove`: one line a run, and below it whatever was not as expected.
 *
 * ```
 *  scenario       run                     expected            actual
 *  database-kill  healthy                 pass                pass                ✔
 *                 an asynchronous standby fail: rpo-exceeded  fail: rpo-exceeded  ✔
 * ```
 */
export function renderProofs(proofs: readonly Proof[], view: View): string {
  const paint = painter(view)
  const cells = proofs.map(({ scenario, run, expected, actual, proven }, index) => [
    proofs[index - 1]?.scenario === scenario ? '' : scenario,
    run,
    expected,
    proven ? actual : `${actual}${GAP}✘`,
  ])
  const heads = ['scenario', 'run', 'expected', 'actual']
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    ` ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP)}`.trimEnd()
  const lines = cells.map((row, index) => {
    const text = line(row)
    return proofs[index]?.proven === true ? `${text}${GAP}${paint('green', '✔')}` : paint('red', text)
  })
  return [paint('bold', line(heads)), ...lines, '', ` ${sum(proofs)}`, ''].join('\n')
}

function sum(proofs: readonly Proof[]): string {
  if (allProven(proofs)) return `All ${proofs.length} runs were as expected.`
  const failed = proofs.filter(({ proven }) => !proven).length
  const none = proofs.filter(({ drillId }) => drillId === null).length
  const text = `${failed} of ${proofs.length} runs ${failed === 1 ? 'was' : 'were'} not as expected`
  return none === 0 ? `${text}.` : `${text}, of which ${none} did not run.`
}

/**
 * Breaks each formula of the measurement on purpose, one at a time, and shows which tests turn red. A formula that can
 * be wrong without a red test is not tested. Exit code 1 when one survives.
 *
 *     npm run mutations                all of them
 *     npm run mutations -- recovery    those whose name or file contains the word
 */
import { availableParallelism } from 'node:os'
import { runMutant, type MutantResult } from './mutations/run-mutant.ts'
import { MUTATIONS } from './mutations/table.ts'

const [word = ''] = process.argv.slice(2)
const chosen = MUTATIONS.filter(({ formula, file }) => `${formula} ${file}`.includes(word))
const queue = [...chosen]
const results: MutantResult[] = []

async function work(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const result = await runMutant(next)
    results.push(result)
    process.stdout.write(`${line(result)}\n`)
  }
}

function line({ mutation: { formula, file, find, replace }, red, problem }: MutantResult): string {
  const state = problem !== undefined ? `BROKEN: ${problem}` : red.length === 0 ? 'SURVIVED' : `${red.length} red`
  const where = file.replace('src/measure/', '')
  const first = red[0] === undefined ? '' : `, for example: ${red[0]}`
  return `| ${formula} | ${where} | \`${oneLine(find)}\` → \`${oneLine(replace)}\` | ${state}${first} |`
}

/** A bar would end the cell of the table. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
}

process.stdout.write('| formula | file | broken by | tests |\n| --- | --- | --- | --- |\n')
await Promise.all(Array.from({ length: availableParallelism() }, work))
const survived = results.filter(({ red }) => red.length === 0).length
process.stdout.write(`\n${results.length} formulas broken, ${results.length - survived} of them turned a test red.\n`)
process.exitCode = survived === 0 ? 0 : 1

import { Command } from 'commander'
import type { Finish } from '../exits.ts'
import { ScenarioError, formatFinding } from '../../scenario/findings.ts'
import { loadScenario } from '../../scenario/load.ts'
import { listScenarios } from '../../scenario/resolve.ts'

export function listCommand(_finish: Finish): Command {
  return new Command('list').description('lists the scenarios that can be run by name').action(async () => {
    const entries = listScenarios({ cwd: process.cwd() })
    const width = Math.max(0, ...entries.map(({ name }) => name.length))
    for (const { name, file } of entries) process.stdout.write(`${name.padEnd(width)}  ${await describe(file)}\n`)
    if (entries.length === 0) process.stdout.write('There is no scenario: write one into scenarios/.\n')
  })
}

async function describe(file: string): Promise<string> {
  try {
    return (await loadScenario(file)).scenario.title
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    const [first] = error.findings
    return `cannot be used: ${first === undefined ? error.message : formatFinding(first)}`
  }
}

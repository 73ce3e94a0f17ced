import { Command } from 'commander'
import { inputError, type Finish } from '../exits.ts'
import { init, InitError, type InitResult } from '../init/init.ts'

export function initCommand(_finish: Finish): Command {
  return new Command('init')
    .description('puts a first scenario, a configuration, a workflow and scripts into this project; overwrites nothing')
    .action(() => {
      process.stdout.write(describe(begin()))
    })
}

function begin(): InitResult {
  try {
    return init(process.cwd())
  } catch (error) {
    if (error instanceof InitError) throw inputError([error.message])
    throw error
  }
}

function describe({ steps, installed }: InitResult): string {
  const width = Math.max(...steps.map(({ path }) => path.length))
  const lines = steps.map(({ path, what, note = '' }) => {
    const text = what === 'kept' ? 'kept as it is' : what
    return `  ${path.padEnd(width)}  ${text}${note === '' ? '' : ` (${note})`}`
  })
  const next = [
    ...(installed ? [] : ['npm install --save-dev blackstart']),
    'npx blackstart doctor             what is there, and what is missing',
    'npm run drill:plan                what a run would do; starts nothing',
    'npm run drill                     the first drill, in the lab',
  ]
  return [...lines, '', 'Next:', ...next.map((line) => `  ${line}`), ''].join('\n')
}

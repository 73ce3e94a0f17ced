import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { renderJson } from '../../../src/report/json.ts'
import { sample, type SampleName } from '../../report/sample.ts'
import { ROOT } from '../../support/drill.ts'

const SCRIPT = join(ROOT, '.github', 'actions', 'drill', 'drill.sh')

/** A program that ends as it is told, and leaves a record in the folder of its `--reports`, or none. */
function stubOf(exitCode: number, name: SampleName | undefined): string {
  const report = name === undefined ? undefined : renderJson(sample(name))
  return `
    import { mkdirSync, writeFileSync } from 'node:fs'
    const [report, args] = [${JSON.stringify(report)}, process.argv.slice(2)]
    const record = args[args.indexOf('--reports') + 1] + '/20261121-one'
    if (report !== undefined) {
      mkdirSync(record)
      writeFileSync(record + '/report.json', report)
    }
    console.log(JSON.stringify(args))
    process.exit(${exitCode})
  `
}

describe('the script of the drill action', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-action-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs the script with a command in place of blackstart that ends as it is told and leaves a record, or none. */
  function act(exitCode: number, name: SampleName | undefined, inputs: NodeJS.ProcessEnv = {}) {
    const stub = join(folder, 'stub.mjs')
    writeFileSync(stub, stubOf(exitCode, name))
    const output = join(mkdtempSync(join(folder, 'step-')), 'output')
    const { status, stdout } = spawnSync('bash', [SCRIPT], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        SCENARIO: 'database-kill',
        ENVIRONMENT: 'lab',
        SETTINGS: '',
        OBJECTIVES: '',
        COMMAND: `${process.execPath} ${stub}`,
        ON_INCONCLUSIVE: 'fail',
        RUNNER_TEMP: folder,
        GITHUB_OUTPUT: output,
        ...inputs,
      },
    })
    const outputs = Object.fromEntries(
      readFileSync(output, 'utf8')
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ) as Record<string, string>
    return { status, stdout, outputs, reports: outputs['reports'] ?? '' }
  }

  it('tells verdict, RTA, RPA and the record', () => {
    const { status, outputs, reports } = act(0, 'pass')
    expect(status).to.equal(0)
    expect(outputs).to.deep.equal({
      reports,
      'exit-code': '0',
      record: join(reports, '20261121-one'),
      verdict: 'pass',
      rta: '{"lo":612.4,"hi":701.9}',
      rpa: '{"lo":null,"hi":0.031}',
      'lost-writes': '0',
    })
  })

  it('ends as the drill did, with its outputs all the same', () => {
    for (const [code, name] of [
      [1, 'lost'],
      [2, 'inconclusive'],
      [4, 'not-recovered'],
    ] as const) {
      const { status, outputs } = act(code, name)
      expect(status).to.equal(code)
      expect(outputs['verdict']).to.equal(sample(name).verdict)
    }
  })

  it('lets an inconclusive drill pass only where that was chosen, and nothing else', () => {
    const chosen = { ON_INCONCLUSIVE: 'warn' }
    expect(act(2, 'inconclusive', chosen)).to.include({ status: 0 })
    expect(act(2, 'inconclusive', chosen).stdout).to.contain('::warning ')
    for (const code of [1, 3, 4, 64, 70]) expect(act(code, undefined, chosen).status).to.equal(code)
  })

  it('says nothing of a verdict where there is no report', () => {
    const { outputs, reports } = act(3, undefined)
    expect(outputs).to.deep.equal({ reports, 'exit-code': '3', record: '' })
  })

  it('never tells the verdict of an earlier drill', () => {
    const earlier = act(0, 'pass')
    const killed = act(137, undefined)
    expect(killed.reports).not.to.equal(earlier.reports)
    expect(killed.outputs).not.to.have.property('verdict')
  })

  it('hands settings on one by one, as they are', () => {
    const { stdout } = act(0, 'pass', { SETTINGS: 'a=1\n\nb=x y; $(touch z)\n', OBJECTIVES: 'rto=5s' })
    const args = JSON.parse(stdout.split('\n')[0] ?? '') as string[]
    expect(args.slice(0, 4)).to.deep.equal(['run', 'database-kill', '--env', 'lab'])
    expect(args.slice(8)).to.deep.equal(['--set', 'a=1', '--set', 'b=x y; $(touch z)', '--objective', 'rto=5s'])
  })
})

import { expect } from 'chai'
import { renderDrift, renderDriftJson, type DriftedRunbook } from '../../../src/runbook/drift/render.ts'

const PASSED = { record: 'drill-1', atMs: 0, sha256: 'a', passed: true, stepsMs: new Map() }
const RUNBOOKS: DriftedRunbook[] = [
  { file: '/p/runbooks/a.md', runs: [PASSED], findings: [] },
  {
    file: '/p/runbooks/b.md',
    runs: [],
    findings: [{ kind: 'never-passed', line: 1, text: 'no drill', remedy: 'Drill it' }],
  },
]

describe('renderDrift', () => {
  it('tells what proves a runbook, and what is wrong with the others', () => {
    expect(renderDrift(RUNBOOKS, '/p')).to.equal(
      'runbooks/a.md: no drift, last passed in drill-1\n' +
        'runbooks/b.md:1: never-passed: no drill\n    Drill it\n' +
        '2 runbooks, 1 drifted\n',
    )
  })

  it('tells the same as JSON', () => {
    expect(JSON.parse(renderDriftJson(RUNBOOKS, 5, '/p'))).to.deep.equal({
      schemaVersion: 1,
      maxAgeMs: 5,
      runbooks: [
        {
          file: 'runbooks/a.md',
          executions: 1,
          lastPassed: { record: 'drill-1', at: '1970-01-01T00:00:00.000Z' },
          findings: [],
        },
        {
          file: 'runbooks/b.md',
          executions: 0,
          lastPassed: null,
          findings: [{ rule: 'RB065', kind: 'never-passed', line: 1, text: 'no drill', remedy: 'Drill it' }],
        },
      ],
    })
  })
})

import { expect } from 'chai'
import { checkScenario } from '../../src/scenario/schema.ts'
import type { Finding } from '../../src/scenario/findings.ts'
import { GOOD } from './good.ts'

function findings(change: object): readonly Finding[] {
  const checked = checkScenario({ ...GOOD, ...change })
  return 'findings' in checked ? checked.findings : []
}

/** One spoiled scenario a row: what is changed, and the field that the finding must name. */
const SPOILED: readonly (readonly [string, object, string])[] = [
  ['an unknown field', { titel: 'x' }, 'titel'],
  ['an empty title', { title: ' ' }, 'title'],
  ['a missing hypothesis', { hypothesis: undefined }, 'hypothesis'],
  ['a bad duration', { objectives: { rto: '5 s' } }, 'objectives.rto'],
  ['a negative duration', { objectives: { rto: '-5s' } }, 'objectives.rto'],
  ['a duration without a unit', { objectives: { rto: 5 } }, 'objectives.rto'],
  ['an RTO of zero', { objectives: { rto: '0s' } }, 'objectives.rto'],
  ['no objective', { objectives: {} }, 'objectives'],
  ['no objectives at all', { objectives: undefined }, 'objectives'],
  ['an unknown objective', { objectives: { rto: '5s', rot: '5s' } }, 'objectives.rot'],
  ['an unknown environment', { objectives: { rto: '5s', in: { lba: {} } } }, 'objectives.in.lba'],
  ['an unknown profile', { objectives: { rto: '5s', in: { 'lab:x': {} } } }, "objectives.in['lab:x']"],
  [
    'a bad duration in a profile',
    { objectives: { in: { 'lab:fast': { rto: 'x' } } } },
    "objectives.in['lab:fast'].rto",
  ],
  ['no faults', { faults: [] }, 'faults'],
  ['faults that are no list', { faults: 'all' }, 'faults'],
  ['an unknown fault', { faults: [{ kind: 'database.kil', role: 'primary' }] }, 'faults[0].kind'],
  ['a bad role', { faults: [{ kind: 'database.kill', role: 'leader' }] }, 'faults[0].role'],
  ['a bad time', { faults: [{ kind: 'database.kill', role: 'primary', at: 'now' }] }, 'faults[0].at'],
  ['an unknown field of a fault', { faults: [{ kind: 'database.kill', role: 'primary', in: 1 }] }, 'faults[0].in'],
  [
    'two faults that start the clock',
    {
      faults: [
        { kind: 'database.kill', role: 'primary', startsClock: true },
        { kind: 'database.kill', role: 'standby', startsClock: true },
      ],
    },
    'faults[1].startsClock',
  ],
  [
    'a held link that starts the clock',
    {
      faults: [
        { kind: 'replication.hold', lead: '1s', startsClock: true },
        { kind: 'database.kill', role: 'primary' },
      ],
    },
    'faults[0].startsClock',
  ],
  ['nothing that starts the clock', { faults: [{ kind: 'replication.hold', lead: '1s' }] }, 'faults'],
  ['a rate of zero', { load: { kind: 'k6', script: 'a.ts', rate: 0 } }, 'load.rate'],
  ['a rate that is no number', { load: { kind: 'k6', script: 'a.ts', rate: NaN } }, 'load.rate'],
  ['a load of another kind', { load: { kind: 'wrk', script: 'a.ts', rate: 1 } }, 'load.kind'],
  ['a load without a script', { load: { kind: 'k6', rate: 1 } }, 'load.script'],
  ['an unknown way to recover', { recovery: 'magic' }, 'recovery'],
]

describe('checkScenario', () => {
  it('accepts a scenario and returns it unchanged', () => {
    expect(checkScenario(GOOD)).to.deep.equal({ value: GOOD })
  })

  for (const [name, change, path] of SPOILED) {
    it(`finds ${name}`, () => {
      const found = findings(change)
      expect(found.map((finding) => finding.path)).to.deep.equal([path])
      expect(found[0]?.message).not.to.equal('')
      expect(found[0]?.remedy).not.to.equal('')
    })
  }

  it('takes every objective by its name, and failures that are expected', () => {
    const objectives = { rto: '5s', availability: 0.95, latency: '50ms', timeToDetect: '2s', timeToSteadyState: '9s' }
    expect(
      findings({ objectives: { ...objectives, timeToRedundancy: '1m' }, expects: ['seen-then-lost'] }),
    ).to.deep.equal([])
    expect(findings({ objectives: { availability: 95 } })[0]?.path).to.equal('objectives.availability')
    expect(findings({ objectives: { latency: '0s' } })[0]?.path).to.equal('objectives.latency')
    expect(findings({ expects: ['rto-exceeded'] })[0]?.path).to.equal('expects[0]')
  })

  it('takes settings by environment, and refuses those of one that there is not', () => {
    expect(findings({ settings: { lab: { replacement: 'off' }, 'lab:realistic': { grace: '30s' } } })).to.deep.equal([])
    expect(findings({ settings: { lap: { replacement: 'off' } } })[0]?.message).to.include('names no environment')
    expect(findings({ settings: { lab: { capacity: 2 } } })[0]?.path).to.equal('settings.lab.capacity')
  })

  it("takes how people's time passes in a runbook", () => {
    const recovery = { kind: 'runbook', file: 'runbooks/x.md', after: 'detection' }
    expect(findings({ recovery: { ...recovery, people: 'waited' } })).to.deep.equal([])
    expect(findings({ recovery: { ...recovery, people: 'ignored' } })).not.to.deep.equal([])
  })

  it('says what was found and what to write instead', () => {
    expect(findings({ faults: [{ kind: 'database.kill', role: 'leader' }] })).to.deep.equal([
      {
        path: 'faults[0].role',
        found: "'leader'",
        message: 'is not one of the known words',
        remedy: "Use 'primary' or 'standby'",
      },
    ])
    expect(findings({ titel: 'x' })[0]?.remedy).to.equal(
      'Fields of a scenario: title, hypothesis, objectives, load, faults, settings, recovery, course, sabotages, stop, verify, expects, mayHitLastHealthy',
    )
  })

  it('returns all findings at once, those between fields too', () => {
    const found = findings({
      title: '',
      titel: 1,
      objectives: { in: { lba: {} } },
      faults: [
        { kind: 'database.kill', role: 'x', startsClock: true },
        { kind: 'database.kill', role: 'primary', startsClock: true },
      ],
    })
    expect(found.map(({ path }) => path)).to.have.members([
      'title',
      'titel',
      'objectives',
      'objectives.in.lba',
      'faults[0].role',
      'faults[1].startsClock',
    ])
  })

  for (const exported of [undefined, null, 42, 'text', [GOOD], () => GOOD]) {
    it(`refuses ${JSON.stringify(exported) ?? typeof exported} as a scenario`, () => {
      const checked = checkScenario(exported)
      expect('findings' in checked && checked.findings[0]?.message).to.equal('the default export is not a scenario')
    })
  }
})

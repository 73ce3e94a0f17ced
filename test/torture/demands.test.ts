import { expect } from 'chai'
import { demandsOn, wrongExit } from './demands.ts'
import type { HurtDrill } from './real-drills.ts'

const HURT: HurtDrill = {
  victims: ['prober'],
  killed: ['prober'],
  phase: 'inject',
  delayMs: 1,
  openFaults: 1,
  undoneBy: 'harness',
  exitCode: 2,
  left: [],
}
const times = (count: number, drill: HurtDrill): HurtDrill[] => Array.from({ length: count }, () => drill)
const long = { minutes: 10, simulatedOpenFaults: 5, ended: false }

describe('what a torture must have done', () => {
  it('is enough in the long form with 60 drills and open faults', () => {
    expect(demandsOn({ ...long, drills: times(60, HURT) })).to.deep.equal([])
  })

  it('is too little otherwise', () => {
    const texts = demandsOn({
      ...long,
      simulatedOpenFaults: 0,
      drills: times(59, { ...HURT, openFaults: 0, killed: [] }),
    })
    expect(texts.join('; ')).to.include('59 real drills').and.to.include('no fault was open').and.to.include('nobody')
    expect(demandsOn({ ...long, ended: true, drills: times(60, HURT) })).to.deep.equal(['it was ended before its time'])
  })

  it('counts no drills in a shorter form', () => {
    expect(demandsOn({ ...long, minutes: 1, drills: times(3, HURT) })).to.deep.equal([])
  })

  it('judges how each harness ended', () => {
    expect(wrongExit({ ...HURT, killed: ['harness', 'k6'], exitCode: null })).to.equal(undefined)
    expect(wrongExit({ ...HURT, killed: ['harness'], exitCode: 0 })).to.include('its harness was killed')
    expect(wrongExit({ ...HURT, exitCode: null })).to.include('by a signal')
    for (const exitCode of [3, 4, 64, 70]) expect(wrongExit({ ...HURT, exitCode })).to.include(String(exitCode))
    expect(wrongExit({ ...HURT, exitCode: 0 })).to.equal('it passed without its prober')
    expect(wrongExit({ ...HURT, phase: 'close', exitCode: 0 })).to.equal(undefined)
    expect(wrongExit({ ...HURT, killed: [], exitCode: 0 })).to.equal(undefined)
  })
})

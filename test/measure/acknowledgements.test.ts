import { expect } from 'chai'
import { wrongEchoes, zombieAcknowledgements } from '../../src/measure/acknowledgements.ts'
import { OK, stream, table, type Answer } from './drill.ts'

/** Two writers, one write every 20 ms each, acknowledged after 5 ms. */
function zombies(first: (ms: number) => Answer, second: (ms: number) => Answer): number | null {
  const infos = [stream({ id: 'inside-a' }), stream({ id: 'outside' })]
  const rows = table(infos.map((info, i) => ({ info, untilMs: 400, answer: i === 0 ? first : second })))
  return zombieAcknowledgements(rows, infos)
}
const by = (database: string): Answer => ({ ...OK, database })

describe('zombieAcknowledgements', () => {
  it('counts what a deposed primary acknowledges after its successor has', () => {
    // db-b is the primary from 200 ms on and acknowledges at 205; db-a goes on until 300: asked at 220, 240, 260, 280.
    const deposed = zombies(
      (ms) => (ms < 300 ? by('db-a/1') : { outcome: 'fail' }),
      (ms) => (ms < 200 ? by('db-a/1') : by('db-b/2')),
    )
    expect(deposed).to.equal(4)
  })

  it('counts none where the old primary is silent from then on, and none in a failover back', () => {
    expect(
      zombies(
        (ms) => by(ms < 200 ? 'db-a/1' : 'db-b/2'),
        () => ({ outcome: 'info' }),
      ),
    ).to.equal(0)
    expect(
      zombies(
        (ms) => by(ms < 200 ? 'db-a/1' : ms < 300 ? 'db-b/2' : 'db-a/3'),
        () => ({ outcome: 'info' }),
      ),
    ).to.equal(0)
  })

  it('says nothing where no acknowledgement names its database', () => {
    expect(
      zombies(
        () => OK,
        () => OK,
      ),
    ).to.equal(null)
  })

  it('takes no refusal for an acknowledgement', () => {
    expect(
      zombies(
        (ms) => ({ ...by(ms < 200 ? 'db-a/1' : 'db-b/2') }),
        () => ({ outcome: 'wrong', database: 'db-a/1' }),
      ),
    ).to.equal(0)
  })
})

describe('wrongEchoes', () => {
  it('counts acknowledgements that named another write', () => {
    const wrong = (ms: number): Answer => (ms < 60 ? { outcome: 'wrong', errorClass: 'wrong-echo' } : OK)
    expect(wrongEchoes(table([{ info: stream(), untilMs: 200, answer: wrong }]))).to.equal(3)
    expect(wrongEchoes(table([{ info: stream(), untilMs: 200, answer: () => OK }]))).to.equal(0)
  })
})

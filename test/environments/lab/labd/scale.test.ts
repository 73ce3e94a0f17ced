import { expect } from 'chai'
import type { Lab } from '../../../../src/environments/lab/labd/lab.ts'
import { scale } from '../../../../src/environments/lab/labd/scale.ts'

describe('scale', () => {
  /** @param alive - by zone, which places hold a living instance */
  function lab(alive: Readonly<Record<'a' | 'b', readonly boolean[]>>) {
    const log: string[] = []
    const zone = (id: 'a' | 'b') => ({
      services: {
        places: alive[id].map((lives, index) => ({
          route: `service-${index + 1}`,
          instance: { alive: lives, kill: async () => void log.push(`end ${id}/service-${index + 1}`) },
        })),
        replace: async (route: string) => void log.push(`start ${id}/${route}`),
      },
    })
    return { log, lab: { zones: { a: zone('a'), b: zone('b') } } as unknown as Lab }
  }

  it('starts instances in the places of those that are gone', async () => {
    const { lab: all, log } = lab({ a: [false, true], b: [false, false] })
    await scale(all, 3)
    expect(log).to.deep.equal(['start a/service-1', 'start b/service-1'])
  })

  it('ends the last ones', async () => {
    const { lab: all, log } = lab({ a: [true, true], b: [false, true] })
    await scale(all, 1)
    expect(log).to.deep.equal(['end a/service-2', 'end b/service-2'])
  })

  it('does nothing where as many run as are wanted', async () => {
    const { lab: all, log } = lab({ a: [true], b: [true] })
    await scale(all, 2)
    expect(log).to.deep.equal([])
  })

  for (const count of [-1, 3, 1.5, NaN]) {
    it(`refuses ${count} in two places`, async () => {
      const error = await scale(lab({ a: [true], b: [true] }).lab, count).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).to.be.instanceOf(RangeError)
    })
  }
})

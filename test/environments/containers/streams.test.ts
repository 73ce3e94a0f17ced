import { expect } from 'chai'
import { parseContainersSettings } from '../../../src/environments/containers/settings.ts'
import type { StackContainer } from '../../../src/environments/containers/stack.ts'
import { instrumentOf } from '../../../src/environments/containers/streams.ts'

const database = (component: string, zone: string | undefined, port: number): StackContainer =>
  ({
    component,
    role: 'standby',
    ...(zone === undefined ? {} : { zone }),
    sql: 'postgresql://postgres@localhost:5432/shop',
    ports: new Map([[5_432, port]]),
  }) as unknown as StackContainer

function instrument(containers: readonly StackContainer[]) {
  // The sample stack's canary lies in a table.
  const parsed = parseContainersSettings({}, { folder: '/project', canary: {} as never })
  if ('findings' in parsed) throw new Error(parsed.findings.join())
  return instrumentOf(parsed.value, 'd1', 'http://127.0.0.1:80', containers, '127.0.0.1', undefined)
}

describe('instrument of a stack', () => {
  it('writes under a name of its own beside each database, also of two in one zone', () => {
    const { streams } = instrument([database('db1', 'a', 1), database('db2', 'a', 2), database('db3', 'b', 3)])
    const inside = streams.filter(({ insideZone }) => insideZone !== undefined)
    expect(inside.map(({ id }) => id)).to.deep.equal(['inside-db1', 'inside-db2', 'inside-db3'])
    expect(new Set(inside.map(({ writer }) => writer)).size).to.equal(3)
  })

  it('has no client inside of a zone where there is none', () => {
    const { streams } = instrument([database('db1', undefined, 1)])
    expect(streams.filter(({ insideZone }) => insideZone !== undefined)).to.deep.equal([])
  })

  it('reads canaries back from every database that can be asked', () => {
    const { canary } = instrument([database('db1', 'a', 1), database('db2', 'a', 2)])
    expect(canary).to.deep.include({ table: 'orders' })
    expect(JSON.stringify(canary)).to.include('127.0.0.1:1/shop').and.include('127.0.0.1:2/shop')
  })

  it('sends on through a full outage, also where requests that hang are given up late', () => {
    const { streams } = instrument([database('db1', 'a', 1)])
    for (const { inFlightCap, timeoutMs, intervalMs } of streams) {
      expect(inFlightCap).to.be.greaterThan(timeoutMs / intervalMs)
    }
  })
})

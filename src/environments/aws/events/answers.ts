import type { Reach } from '../reach.ts'
import type { Sighting, Watcher } from './sighting.ts'

/**
 * What Route 53 answers for the name of the customers, and when that changes: the moment at which new clients are led
 * elsewhere. Those that keep an older answer follow later, and their probes tell.
 *
 * @param record - as the team names it
 */
export function answerWatcher(
  { ports, clocks }: Reach,
  { hostedZone, name, type = 'A' }: NonNullable<Reach['settings']['record']>,
): Watcher {
  let before: string | undefined
  return {
    name: 'dns',
    clocks,
    async look() {
      const values = await (await ports.dns()).answer({ zone: hostedZone, name, type })
      const now = values.join(', ') || 'nothing'
      const was = before
      before = now
      if (was === undefined || was === now) return []
      const text = `${name} ${type}: ${was} → ${now}`
      return [{ kind: 'answer-changed', component: name, text, source: 'route53:TestDNSAnswer' } satisfies Sighting]
    },
  }
}

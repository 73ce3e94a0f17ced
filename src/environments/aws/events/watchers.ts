import type { Reach } from '../reach.ts'
import { alarmWatcher } from './alarms.ts'
import { answerWatcher } from './answers.ts'
import { cacheWatcher } from './caches.ts'
import { databaseWatcher, newDatabaseEvents } from './databases.ts'
import { instanceWatcher } from './instances.ts'
import { replicaLagWatcher } from './replica-lag.ts'
import type { Watcher } from './sighting.ts'

/**
 * Whoever looks at an account during a drill, each at a part of its own: nothing is asked twice in one look.
 *
 * @param since - by our wall clock, with room for the difference
 */
export function watchersOf(reach: Reach, since: Date): readonly Watcher[] {
  const { settings, second } = reach
  const isNew = newDatabaseEvents()
  return [
    databaseWatcher(reach, since, settings.region, isNew),
    // Who takes over is seen there, and some events are told there alone.
    ...(second === undefined ? [] : watchersAway({ ...reach, ...second }, since, isNew)),
    instanceWatcher(reach, since),
    cacheWatcher(reach, since),
    alarmWatcher(reach, since),
    ...(settings.record === undefined ? [] : [answerWatcher(reach, settings.record)]),
  ]
}

/** What is looked at in the region to which this one fails over. */
function watchersAway(
  away: Reach & { readonly region: string },
  since: Date,
  isNew: ReturnType<typeof newDatabaseEvents>,
): Watcher[] {
  return [databaseWatcher(away, since, away.region, isNew), replicaLagWatcher(away, since)]
}

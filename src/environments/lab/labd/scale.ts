import { ZONES } from '../names.ts'
import type { Lab } from './lab.ts'

/**
 * Makes so many service instances run: starts some in the places of those that are gone, or ends the last ones.
 *
 * @throws RangeError when the lab has fewer places
 */
export async function scale({ zones }: Pick<Lab, 'zones'>, count: number): Promise<void> {
  const places = ZONES.flatMap((zone) => zones[zone].services.places.map((place) => ({ zone, ...place })))
  if (!Number.isInteger(count) || count < 0 || count > places.length) {
    throw new RangeError(
      `${count} instances: this lab has places for 0 to ${places.length} (see its setting 'capacity')`,
    )
  }
  const running = places.filter(({ instance }) => instance.alive)
  const free = places.filter(({ instance }) => !instance.alive)
  const wanted = free.slice(0, Math.max(0, count - running.length))
  await Promise.all([
    ...wanted.map(({ zone, route }) => zones[zone].services.replace(route)),
    ...running.slice(count).map(({ instance }) => instance.kill()),
  ])
}

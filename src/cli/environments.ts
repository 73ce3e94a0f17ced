import type { EnvironmentDriver } from '../environments/environment.ts'
import { labDriver } from '../environments/lab/driver.ts'

/** The environments that this program can drill, by name: the composition root's registry. */
export const DRIVERS: Readonly<Record<string, EnvironmentDriver>> = { lab: labDriver }

/**
 * @throws RangeError when there is no such environment
 */
export function driverNamed(name: string): EnvironmentDriver {
  const driver = DRIVERS[name]
  if (driver === undefined) {
    throw new RangeError(`there is no environment '${name}': the environments are ${Object.keys(DRIVERS).join(', ')}`)
  }
  return driver
}

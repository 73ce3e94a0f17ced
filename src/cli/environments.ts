import { awsDriver } from '../environments/aws/driver.ts'
import { AWS_PARTS } from '../environments/aws/parts.ts'
import { type StandingLab, awsLabDriver } from '../environments/aws-lab/driver.ts'
import { containersDriver } from '../environments/containers/driver.ts'
import type { EnvironmentDriver } from '../environments/environment.ts'
import { labDriver } from '../environments/lab/driver.ts'
import { labStatus } from '../environments/lab/up.ts'

/** The environments that this program can drill, by name: the composition root's registry. */
export const DRIVERS: Readonly<Record<string, EnvironmentDriver>> = {
  lab: labDriver,
  containers: containersDriver,
  aws: awsDriver,
  'aws-lab': awsLabDriver(labDriver, AWS_PARTS, standingLab),
}

/** Undefined when there is no such environment. */
export function findDriver(name: string): EnvironmentDriver | undefined {
  return Object.hasOwn(DRIVERS, name) ? DRIVERS[name] : undefined
}

/**
 * @throws RangeError when there is no such environment
 */
export function driverNamed(name: string): EnvironmentDriver {
  const driver = findDriver(name)
  if (driver === undefined) {
    throw new RangeError(`there is no environment '${name}': the environments are ${Object.keys(DRIVERS).join(', ')}`)
  }
  return driver
}

/** The lab of `blackstart lab up --aws`; undefined where none is up, or it has no such endpoints. */
export async function standingLab(): Promise<StandingLab | undefined> {
  const info = (await labStatus())?.info
  return info === undefined || info.aws === null ? undefined : { ...info, aws: info.aws }
}

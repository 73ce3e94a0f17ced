import { awsDriver } from '../environments/aws/driver.ts'
import { AWS_PARTS } from '../environments/aws/parts.ts'
import { awsLabDriver } from '../environments/aws-lab/driver.ts'
import { containersDriver } from '../environments/containers/driver.ts'
import type { EnvironmentDriver } from '../environments/environment.ts'
import { labDriver } from '../environments/lab/driver.ts'

/** The environments that this program can drill, by name: the composition root's registry. */
export const DRIVERS: Readonly<Record<string, EnvironmentDriver>> = {
  lab: labDriver,
  containers: containersDriver,
  aws: awsDriver,
  'aws-lab': awsLabDriver(labDriver, AWS_PARTS),
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

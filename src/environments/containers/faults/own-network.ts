import { NoTargetError } from '../../environment.ts'
import type { StackContainer } from '../stack.ts'

/**
 * That each has a network which is its own alone. What is done to a shared one is done to whoever shares it: to the
 * engine's host, which would be cut off from everybody, or to a container that nobody has chosen.
 *
 * @param all - the whole stack
 * @throws NoTargetError with all findings
 */
export function assertOwnNetworks(
  fault: string,
  targets: readonly StackContainer[],
  all: readonly StackContainer[],
): void {
  const findings = targets.flatMap(({ component, id, networkOf }) => {
    if (networkOf === 'host') return [`'${component}' uses the network of the engine's host (network_mode: host)`]
    const whose = all.find((one) => one.id === networkOf)
    if (networkOf !== undefined) return [`'${component}' uses the network of '${whose?.component ?? networkOf}'`]
    return all
      .filter((one) => one.networkOf === id)
      .map((one) => `the network of '${component}' is used by '${one.component}', too`)
  })
  if (findings.length === 0) return
  throw new NoTargetError(
    `${fault}: ${findings.join('; ')}. What is done to a shared network is done to all who share it: ` +
      'choose a part with a network of its own',
  )
}

import type { IntendedInjection } from '../../../model/fault.ts'
import { TargetMovedError } from '../../environment.ts'
import type { HealthCheck } from '../ports/dns.ts'
import type { Reach } from '../reach.ts'
import { askOnce } from './ask-once.ts'
import { type AwsFault, evidence } from './aws-fault.ts'

/**
 * A health check of Route 53 is turned around. Not disabled: a disabled one counts as healthy, and nothing would fail over.
 * If it is the last healthy one Route 53 goes on answering with the primary.
 */
export const dnsFailover: AwsFault<'dns.failover'> = {
  async resolve(reach, fault, faultIndex) {
    const check = await checkOf(reach, fault.healthCheck)
    // Turned around by somebody else, it is not ours to turn back.
    if (check === undefined || check.inverted) return []
    const target = {
      fault,
      faultIndex,
      component: `health-check-${check.id}`,
      reversal: 'inverse',
      precondition: `health check ${check.id} is not inverted, at version ${check.version}`,
      identity: { healthCheck: check.id, version: check.version },
    } as const
    return [{ target, hits: [{ id: check.id, tags: check.tags }] }]
  },

  async inject(reach, target) {
    const { id, version } = namedIn(target)
    const check = await checkOf(reach, id)
    if (check === undefined || check.inverted || check.version !== version) {
      throw new TargetMovedError(target.component, describe(id, check))
    }
    const dns = await reach.ports.dns()
    return await askOnce(
      reach,
      () => dns.invert(id, true, version),
      async () => (await checkOf(reach, id))?.inverted === true,
    )
  },

  async verify(reach, target) {
    const { id } = namedIn(target)
    const check = await checkOf(reach, id)
    return evidence(check?.inverted === true, `${describe(id, check)}; detection was not exercised`)
  },

  async undo(reach, target) {
    const { id } = namedIn(target)
    if ((await checkOf(reach, id))?.inverted === true) await (await reach.ports.dns()).invert(id, false)
  },

  async undone(reach, target) {
    const { id } = namedIn(target)
    const check = await checkOf(reach, id)
    return evidence(check?.inverted !== true, describe(id, check))
  },

  byHand: ({ profile }, target) =>
    `aws route53 update-health-check --health-check-id ${namedIn(target).id} --no-inverted` +
    (profile === undefined ? '' : ` --profile ${profile}`),
}

async function checkOf({ ports }: Reach, id: string): Promise<HealthCheck | undefined> {
  return await (await ports.dns()).healthCheck(id)
}

function namedIn({ identity }: IntendedInjection): { readonly id: string; readonly version: number } {
  return { id: String(identity['healthCheck']), version: Number(identity['version']) }
}

function describe(id: string, check: HealthCheck | undefined): string {
  if (check === undefined) return `health check ${id} is not there any more`
  return `health check ${id} is ${check.inverted ? '' : 'not '}inverted, at version ${check.version}`
}

import type { Evidence, IntendedInjection } from '../../../model/fault.ts'
import { quoted } from '../../../system/shell.ts'
import { NoTargetError, TargetMovedError } from '../../environment.ts'
import { wasRefused } from '../clients/errors.ts'
import type { HealthCheck } from '../ports/dns.ts'
import type { Reach } from '../reach.ts'
import { askOnce } from './ask-once.ts'
import { type AwsFault, evidence } from './aws-fault.ts'
import { type Answer, answersNow, canProve, hasSame, told, unprovable } from './dns-answers.ts'
import { because, untilSeen } from './until-seen.ts'

/** Bears the drill and the number of the injection: by it alone anybody knows whose the inversion is. */
const MARK = 'blackstart:inverted-by'

/** How long Route 53 may take to answer differently, in milliseconds. */
export const ANSWERED_MS = 120_000

/**
 * A health check of Route 53 is turned around. Not disabled: a disabled one counts as healthy, and nothing would fail over.
 * If it is the last healthy one Route 53 goes on answering with the primary.
 *
 * People turn checks around, too, when they lose a region in earnest. So it is marked before it is turned around, and only
 * what bears the mark is ever turned back, also by somebody who knows nothing but the ledger.
 */
export const dnsFailover: AwsFault<'dns.failover'> = {
  async resolve(reach, fault, faultIndex) {
    const check = await checkOf(reach, fault.healthCheck)
    // Turned around by somebody else, it is not ours to turn back.
    if (check === undefined || check.inverted) return []
    const records = await (await reach.ports.dns()).recordsWith(check.id)
    if (records.length === 0) {
      throw new NoTargetError(
        `dns.failover: no record of Route 53 uses health check ${check.id}: nothing would fail over`,
      )
    }
    const answers = await answersNow(reach, records.filter(canProve))
    const target = {
      fault,
      faultIndex,
      component: `health-check-${check.id}`,
      reversal: 'inverse',
      precondition: `health check ${check.id} is not inverted, at version ${check.version}; ${[...told(answers), ...records.flatMap(unprovable)].join(', ')}`,
      identity: { healthCheck: check.id, version: check.version, answers: JSON.stringify(answers) },
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
    await dns.mark(id, MARK, markOf(target))
    try {
      return await askOnce(
        reach,
        () => dns.invert(id, true, version),
        async () => (await checkOf(reach, id))?.inverted === true,
      )
    } catch (error) {
      // Somebody was quicker: what is inverted then is not ours.
      if (wasRefused(error)) await dns.unmark(id, MARK)
      throw error
    }
  },

  async verify(reach, target) {
    const { id } = namedIn(target)
    const before = JSON.parse(String(target.identity['answers'])) as readonly Answer[]
    if (before.length === 0) return await inverted(reach, id)
    // The flag alone says nothing: the last healthy record is answered with whatever its check says.
    const look = async (): Promise<Answer | undefined> => {
      const now = await answersNow(reach, before)
      return now.find((answer, index) => !hasSame(before[index], answer))
    }
    const sight = await untilSeen(look, { timeoutMs: reach.lateMs ?? ANSWERED_MS, everyMs: reach.settings.pollMs })
    const check = describe(id, await checkOf(reach, id))
    if (sight.seen === undefined) {
      return evidence(false, `${check}, and Route 53 answers as before${because(sight)}: ${told(before).join(', ')}`)
    }
    return evidence(true, `${check}; ${told([sight.seen]).join(', ')}; detection was not exercised`)
  },

  async undo(reach, target) {
    const { id, version } = namedIn(target)
    const check = await checkOf(reach, id)
    if (check === undefined || !isOurs(check, target) || isOfSomebodyLater(check, version)) return
    const dns = await reach.ports.dns()
    // Not inverted, and as it was: the request may still be on its way. It is for this version, and finds it no more.
    if (check.inverted || check.version === version) await dns.invert(id, false, check.version)
    if ((await checkOf(reach, id))?.version !== version) await dns.unmark(id, MARK)
  },

  async undone(reach, target) {
    const { id, version } = namedIn(target)
    const check = await checkOf(reach, id)
    const ours = check !== undefined && isOurs(check, target)
    // Where a change that changes nothing does not count, the mark stays: what comes late is ours by it.
    const holds = !ours || (!check.inverted && check.version === version)
    return evidence(holds, `${describe(id, check)}${whose(check, ours, version)}`)
  },

  byHand({ profile }, target) {
    const { id, version } = namedIn(target)
    // The version that the drill has made: of anything later a person must make up their mind.
    const words = `aws route53 update-health-check --health-check-id ${id} --no-inverted --health-check-version ${version + 1}`
    return profile === undefined ? words : `${words} --profile ${quoted(profile)}`
  },
}

/**
 * It was changed since the drill inverted it, and is inverted: by the drill still, or once more by people who fail over in
 * earnest. Nobody can tell from here, and they are not overruled.
 */
function isOfSomebodyLater({ inverted, version }: HealthCheck, before: number): boolean {
  return inverted && version > before + 1
}

function whose(check: HealthCheck | undefined, ours: boolean, before: number): string {
  if (check?.inverted !== true) return ''
  if (!ours) return ', and not by this drill: it is left as it is'
  if (!isOfSomebodyLater(check, before)) return ''
  return `: it was changed after this drill had made it version ${before + 1}, and may be inverted on purpose by now. Look who did`
}

/** No record tells what comes of it: only an outage can. */
async function inverted(reach: Reach, id: string): Promise<Evidence> {
  const check = await checkOf(reach, id)
  const text = `${describe(id, check)}; no answer of Route 53 can prove what comes of it; detection was not exercised`
  return { ...evidence(check?.inverted === true, text), hearsay: true }
}

function markOf({ drillId, injectionId }: IntendedInjection): string {
  return `${drillId}/${injectionId}`
}

function isOurs({ tags }: HealthCheck, target: IntendedInjection): boolean {
  return tags[MARK] === markOf(target)
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

import { setTimeout as sleep } from 'node:timers/promises'
import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling'
import type { DBCluster } from '@aws-sdk/client-rds'
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { zoneNamed, zoneOfSubnet } from '../account.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { Effects } from '../effects.ts'
import type { LabView } from '../lab-view.ts'
import { hasSecondRegion, isSecondRegionWriter } from '../services/second-region.ts'
import { type Zone, ZONES } from '../../names.ts'
import { durationMs } from './durations.ts'
import { NetworkAcls } from './network-acls.ts'
import type { Role } from './role.ts'
import type { TemplateAction } from './shapes.ts'
import type { Resource } from './targets.ts'

/** What an action does it with, and to what. */
export interface ActionContext {
  readonly plane: ControlPlane
  readonly role: Role
  readonly targets: readonly Resource[]
  readonly parameters: Readonly<Record<string, string>>
  /** Aborts when the experiment is to stop. */
  readonly signal: AbortSignal
}

/** Does it until it is over, or until the experiment is stopped: then it takes back what can be taken back. */
type Act = (context: ActionContext) => Promise<void>

/** How long a failover may take until the action has failed. */
const FAILOVER_TIMEOUT_MS = 120_000
const POLL_MS = 100

const MOST_TRIES = 5
const RETRY_PAUSE_MS = 500

const REFUSE_LAUNCHES = 'aws:ec2:asg-insufficient-instance-capacity-error'

const ACTS: Readonly<Record<string, Act>> = {
  'aws:fis:wait': ({ parameters, signal }) => pause(durationMs(parameters['duration'] ?? ''), signal),

  'aws:cloudwatch:assert-alarm-state': async ({ role, parameters }) => {
    const { MetricAlarms = [] } = (await role.call('monitoring', 'DescribeAlarms', {})) as {
      MetricAlarms?: MetricAlarm[]
    }
    const wanted = list(parameters['alarmStates'])
    for (const arn of list(parameters['alarmArns'])) {
      const state = MetricAlarms.find(({ AlarmArn }) => AlarmArn === arn)?.StateValue
      if (state === undefined || !wanted.includes(state)) throw new Error(`${arn} is ${state ?? 'not there'}`)
    }
  },

  'aws:rds:failover-db-cluster': async ({ role, targets, signal }) => {
    const ids = targets.map(({ arn }) => arn.split(':').at(-1) ?? '')
    await Promise.all(ids.map((id) => role.call('rds', 'FailoverDBCluster', { DBClusterIdentifier: id })))
    // That the action lasts until the cluster is available again is a guess [K].
    const deadline = performance.now() + FAILOVER_TIMEOUT_MS
    while (!signal.aborted && !(await areAvailable(role, ids))) {
      if (performance.now() > deadline) throw new Error('the failover did not end')
      await pause(POLL_MS, signal)
    }
  },

  'aws:rds:reboot-db-instances': async ({ role, targets, parameters }) => {
    // The default is false [D]: an instance that restarts where it is.
    const ForceFailover = parameters['forceFailover'] === 'true'
    const ids = targets.map(({ arn }) => arn.split(':').at(-1) ?? '')
    await Promise.all(
      ids.map((id) => role.call('rds', 'RebootDBInstance', { DBInstanceIdentifier: id, ForceFailover })),
    )
  },

  'aws:ec2:terminate-instances': async ({ role, targets }) => {
    await role.call('ec2', 'TerminateInstances', { InstanceIds: targets.map(instanceIdOf) })
  },

  'aws:ec2:stop-instances': async ({ role, targets, parameters, signal }) => {
    const InstanceIds = targets.map(instanceIdOf)
    await role.call('ec2', 'StopInstances', { InstanceIds })
    const after = parameters['startInstancesAfterDuration']
    // Without it the instances stay stopped, whatever becomes of the experiment [D].
    if (after === undefined) return
    await pause(durationMs(after), signal)
    await role.call('ec2', 'StartInstances', { InstanceIds }).catch((error: unknown) => {
      // A group has replaced them meanwhile: no failure where it was said so beforehand [D].
      if (parameters['completeIfInstancesTerminated'] !== 'true') throw error
    })
  },

  [REFUSE_LAUNCHES]: async (context) => {
    const { role, targets, parameters } = context
    const zones = list(parameters['availabilityZoneIdentifiers']).flatMap((text) => zoneNamed(text) ?? [])
    if (zones.length === 0) throw new Error(`the lab has no zone '${parameters['availabilityZoneIdentifiers']}'`)
    // Of every request to launch, unless it is said otherwise [D].
    if ((parameters['percentage'] ?? '100') !== '100') throw new Error('the lab refuses all launches, or none')
    if (!targets.every(isLaunchTemplated)) throw new Error('only groups with a launch template can be refused launches')
    role.claim('ec2:InjectApiError', {
      resource: '*',
      context: { 'ec2:FisActionId': REFUSE_LAUNCHES, 'ec2:FisTargetArns': targets.map(({ arn }) => arn) },
    })
    await whileItLasts(context, {
      begin: (effects) => inAll(zones, (zone) => effects.refuseLaunches(zone)),
      end: (effects) => inAll(zones, (zone) => effects.allowLaunches(zone)),
    })
  },

  'aws:network:disrupt-connectivity': async (context) => {
    const { plane, role, targets, parameters } = context
    const zones = targets.flatMap(({ arn }) => zoneOfSubnet(arn.split('/').at(-1) ?? '') ?? [])
    const cut = await cutting(plane, zones, parameters['scope'] ?? '')
    const acls = new NetworkAcls(role)
    const subnets = targets.map(({ arn }) => arn)
    await acls.put(subnets)
    try {
      await whileItLasts(context, {
        begin: async (effects) => {
          await cut.begin(effects)
          for (const subnet of subnets) plane.cutSubnets.add(subnet)
        },
        end: async (effects) => {
          await cut.end(effects)
          for (const subnet of subnets) plane.cutSubnets.delete(subnet)
        },
      })
    } finally {
      await acls.putBack(subnets)
    }
  },
}

/** Resolves when the action is over, or its influence taken back. @throws what made it fail */
export async function act({ actionId }: Pick<TemplateAction, 'actionId'>, context: ActionContext): Promise<void> {
  const chosen = ACTS[actionId]
  if (chosen === undefined) throw new Error(`the lab has nothing for '${actionId}'`)
  await chosen(context)
}

/** Something that is so for the duration of its action. */
interface Lasting {
  begin(effects: Effects): Promise<void>
  end(effects: Effects): Promise<void>
}

async function whileItLasts({ plane, parameters, signal }: ActionContext, lasting: Lasting): Promise<void> {
  try {
    await plane.effect((effects) => lasting.begin(effects))
    await pause(durationMs(parameters['duration'] ?? ''), signal)
  } finally {
    await untilDone(() => lasting.end(plane.effects))
  }
}

async function inAll(zones: readonly Zone[], act: (zone: Zone) => Promise<void>): Promise<void> {
  for (const zone of zones) await act(zone)
}

/** FIS refuses launches to no others [D]. */
function isLaunchTemplated({ description }: Resource): boolean {
  const { LaunchTemplate, MixedInstancesPolicy } = description as AutoScalingGroup
  return LaunchTemplate !== undefined || MixedInstancesPolicy?.LaunchTemplate !== undefined
}

/**
 * What a scope comes to in the lab, where each zone is one subnet: `all` is the border of each zone, and `vpc` that of the
 * region, inside of which the zones still reach each other.
 *
 * @throws Error for what no border of the lab could cut
 */
async function cutting(plane: ControlPlane, zones: readonly Zone[], scope: string): Promise<Lasting> {
  if (scope === 'vpc') return regionCut(await plane.look(), zones)
  if (scope !== 'all') throw new Error(`the lab cannot disrupt the scope '${scope}' alone`)
  return {
    begin: (effects) => inAll(zones, (zone) => effects.cut(zone)),
    end: (effects) => inAll(zones, (zone) => effects.open(zone)),
  }
}

function regionCut(view: LabView, zones: readonly Zone[]): Lasting {
  if (!hasSecondRegion(view)) throw new Error("the lab has a border around its network with 'regions=2' only")
  if (!ZONES.every((zone) => zones.includes(zone))) throw new Error('the lab can cut its network off as a whole only')
  const region = isSecondRegionWriter(view) ? 'secondary' : 'primary'
  return {
    begin: (effects) => effects.region({ act: 'cut', region }),
    end: (effects) => effects.region({ act: 'open', region }),
  }
}

async function areAvailable(role: Role, ids: readonly string[]): Promise<boolean> {
  const { DBClusters = [] } = (await role.call('rds', 'DescribeDBClusters', {})) as { DBClusters?: DBCluster[] }
  return ids.every(
    (id) => DBClusters.find(({ DBClusterIdentifier }) => DBClusterIdentifier === id)?.Status === 'available',
  )
}

function instanceIdOf({ arn }: Resource): string {
  return arn.split('/').at(-1) ?? ''
}

function list(text = ''): readonly string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** What takes a fault back is tried again: given up, it would stay in force under an experiment that says it has ended. */
async function untilDone(takeBack: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await takeBack()
    } catch (error) {
      if (tries === MOST_TRIES) throw error
      await sleep(RETRY_PAUSE_MS, undefined, { ref: false })
    }
  }
}

/** Ends early when the experiment is stopped. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {})
}

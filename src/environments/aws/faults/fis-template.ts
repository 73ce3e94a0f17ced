import { RefusedError, TargetMovedError } from '../../environment.ts'
import type { ComputeInstance, Subnet } from '../ports/compute.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { KnownTemplate } from '../ports/fis.ts'
import type { Reach } from '../reach.ts'
import { type Estate, readAccount } from '../topology.ts'
import type { AwsFault, Resource } from './aws-fault.ts'
import { beginExperiment } from './begin-experiment.ts'
import { BY_FIS } from './by-fis.ts'
import { guardingAlarms } from './experiment.ts'
import { isIdle } from './experiment-state.ts'
import { failingOver, refuseMoved } from './failing-over.ts'
import { type ReadableType, digestOf, templateRefusals, typesOf } from './known-template.ts'
import { withMembers } from './members.ts'
import type { Resolved } from './preview.ts'
import { standingIn } from './standing-in.ts'

/**
 * An experiment that a team has written itself. What it hits only a preview can say, and a preview is begun after its intent
 * is on disk, like everything else: so the team names beforehand what may be hit; that is guarded like any target, and
 * nothing beyond it is hit.
 */
export const fisTemplate: AwsFault<'fis'> = {
  ...BY_FIS,
  async resolve(reach, fault, faultIndex) {
    const template = await (await reach.ports.fis()).template(fault.templateId)
    if (template === undefined) return []
    const { optInTag, expectedTargets } = reach.settings
    const refusals = [
      ...templateRefusals(template, optInTag, await guardingAlarms(reach)),
      ...(expectedTargets === undefined
        ? ['an experiment of your own hits what it resolves to: name the ARNs that it may hit in expectedTargets']
        : []),
    ]
    if (refusals.length > 0) throw new RefusedError(refusals)
    const account = await readAccount(reach)
    const { databases, instances, subnets, arns } = await expectedOf(reach, account, template)
    if (terminates(template)) refuseUnreplaced(instances)
    const standing = subnets.length === 0 ? { hits: [] } : await standingIn(reach, subnets, account)
    const hits: readonly Resource[] = [...databases, ...instances, ...subnets, ...standing.hits]
    const target = {
      fault,
      faultIndex,
      component: template.id,
      alsoHits: [...writersOf(databases), ...instances.map(({ name }) => name)],
      reversal: endsAtOnce(template) ? 'replaced-by-system' : 'expires',
      precondition:
        `${template.id} (${template.description}) does ${doneBy(template)}, and hits nothing but ` +
        (arns.length === 0 ? 'what is not there' : arns.join(', ')),
      identity: {
        template: template.id,
        digest: digestOf(template),
        mayHit: arns.join(' '),
        failing: JSON.stringify(
          databases.filter((group) => failsOver(template, group)).map((group) => failingOver(reach, group)),
        ),
        stops: stopsInstances(template) ? idsOf(instances.filter(({ state }) => state === 'running')) : '',
      },
    } as const
    return [{ target, hits: withMembers([...new Map(hits.map((hit) => [hit.id, hit])).values()], account.databases) }]
  },

  async inject(reach, target) {
    const { template: id, digest, mayHit } = target.identity
    const template = await (await reach.ports.fis()).template(String(id))
    if (template === undefined || digestOf(template) !== digest) {
      throw new TargetMovedError(
        target.component,
        `the template ${id} is not what it was when its targets were guarded`,
      )
    }
    await refuseMoved(reach, target)
    const names = Object.keys(template.targets)
    const allowed = String(mayHit).split(' ')
    return await beginExperiment(reach, target, template.id, (resolved) => within(names, allowed, resolved))
  },
}

/** Every target of the template finds something, and nothing that was not expected. */
function within(names: readonly string[], allowed: readonly string[], resolved: Resolved): string[] {
  const empty = names.filter((name) => (resolved[name] ?? []).length === 0)
  const unexpected = Object.values(resolved)
    .flat()
    .filter((arn) => !allowed.includes(arn))
  return [
    ...empty.map((name) => `the target ${name} of the experiment finds nothing`),
    ...(unexpected.length === 0 ? [] : [`FIS would hit ${unexpected.join(', ')}, which was not expected`]),
  ]
}

/** What a template may hit by the word of the team: of the types that it hits, with their tags. */
interface Expected {
  readonly databases: readonly DatabaseGroup[]
  readonly instances: readonly ComputeInstance[]
  readonly subnets: readonly Subnet[]
  readonly arns: readonly string[]
}

async function expectedOf(reach: Reach, account: Estate, template: KnownTemplate): Promise<Expected> {
  const { expectedTargets = [] } = reach.settings
  const types = typesOf(template)
  const named = <Item extends Required<Pick<Resource, 'id' | 'arn'>>>(
    items: readonly Item[],
    typeOf: (item: Item) => ReadableType,
  ): Item[] =>
    items.filter(
      (item) => types.has(typeOf(item)) && (expectedTargets.includes(item.id) || expectedTargets.includes(item.arn)),
    )
  const databases = named(account.databases, ({ kind }) => (kind === 'cluster' ? 'aws:rds:cluster' : 'aws:rds:db'))
  const instances = named(account.instances, () => 'aws:ec2:instance')
  const subnets = types.has('aws:ec2:subnet')
    ? named(await (await reach.ports.compute()).subnets(), () => 'aws:ec2:subnet')
    : []
  return { databases, instances, subnets, arns: [...databases, ...instances, ...subnets].map(({ arn }) => arn) }
}

function doneBy({ actions }: KnownTemplate): string {
  return Object.entries(actions)
    .map(([name, { actionId = '', startAfter = [] }]) =>
      startAfter.length === 0 ? actionId : `${actionId} (${name}, after ${startAfter.join(' and ')})`,
    )
    .join(', ')
}

const TERMINATE = 'aws:ec2:terminate-instances'

/** What is done in an instant, and nothing of FIS takes back: whoever is hit replaces it, or does not. */
const AT_ONCE: ReadonlySet<string> = new Set([
  TERMINATE,
  'aws:ec2:reboot-instances',
  'aws:rds:failover-db-cluster',
  'aws:rds:reboot-db-instances',
])

/** Whether nothing of it lasts that would end with the experiment. */
function endsAtOnce({ actions }: KnownTemplate): boolean {
  return Object.values(actions).every(({ actionId = '' }) => AT_ONCE.has(actionId) || isIdle(actionId))
}

function terminates({ actions }: KnownTemplate): boolean {
  return Object.values(actions).some(({ actionId }) => actionId === TERMINATE)
}

/** @throws RefusedError where nothing that we or FIS do brings an instance back */
function refuseUnreplaced(instances: readonly ComputeInstance[]): void {
  const alone = instances.filter(({ group }) => group === undefined)
  if (alone.length === 0) return
  throw new RefusedError(
    alone.map(({ name }) => `${name} is of no auto-scaling group: terminated, it is gone, and nobody would replace it`),
  )
}

function stopsInstances({ actions }: KnownTemplate): boolean {
  return Object.values(actions).some(({ actionId }) => actionId === 'aws:ec2:stop-instances')
}

/** A reboot of its own restarts an instance where it is. */
function failsOver({ actions }: KnownTemplate, { kind }: DatabaseGroup): boolean {
  return Object.values(actions).some(({ actionId, parameters = {} }) =>
    kind === 'cluster'
      ? actionId === 'aws:rds:failover-db-cluster'
      : actionId === 'aws:rds:reboot-db-instances' && parameters['forceFailover'] === 'true',
  )
}

function writersOf(databases: readonly DatabaseGroup[]): string[] {
  return databases.flatMap(({ members }) => members.filter(({ writer }) => writer)).map(({ id }) => id)
}

function idsOf(instances: readonly ComputeInstance[]): string {
  return instances.map(({ id }) => id).join(' ')
}

import { isDeepStrictEqual } from 'node:util'
import { formatMs } from '../../model/duration.ts'
import type { AwsParts } from '../aws/parts.ts'
import type { AwsOptions } from '../aws/settings.ts'
import { type EnvironmentConfig, type EnvironmentDriver, type LocalAws, offersAws } from '../environment.ts'
import { AwsLabEnvironment } from './aws-lab-environment.ts'
import { LOCAL_ACCOUNT, LOCAL_RECORD, localSettings } from './local-account.ts'
import { isOfTheLab, ownKinds, routedFaults } from './routed-faults.ts'

/** Settings that are refused, with the reason. */
const NOT_HERE: ReadonlyMap<string, string> = new Map([
  ['aws', 'its lab always has the endpoints'],
  ['endpoint', "it speaks to its own lab's endpoints, on this machine, and to nobody else"],
  ['replication-hold', 'AWS has no word for it'],
])
/** Settings of `aws` that have a meaning here: the probes are the lab's own. */
const OF_AWS: ReadonlySet<string> = new Set(['via', 'poll', 'undo'])
/** The lab's control plane is fast, and nobody pays for the questions. */
const DEFAULTS = { poll: '100ms' }

/** The endpoints are on this machine; a busy one may take its time. Milliseconds. */
const ANSWER_MS = 5_000

/** Where {@link AwsOptions} stand among the settings of the lab. */
const OPTIONS = 'throughAws'

/** A lab that is up without a drill, and offers the endpoints. */
export interface StandingLab {
  readonly aws: LocalAws
  readonly customerUrl: string
  /** With what it was started. */
  readonly settings: object
}

/**
 * The lab, reached through AWS's own clients: real calls on the wire, answered on loopback by endpoints that act on the
 * lab. Whatever a drill shows here is a statement about the harness, the scenario and the runbook, and none about AWS.
 *
 * @param lab - starts with the endpoints when its setting `aws` is `on`
 * @param standing - the lab that is up without a drill: a drill has one of its own, and a plan has none to look at
 */
export function awsLabDriver(
  lab: EnvironmentDriver,
  aws: AwsParts,
  standing: () => Promise<StandingLab | undefined> = async () => undefined,
): EnvironmentDriver {
  return {
    name: 'aws-lab',
    machineLocal: true,
    roles: aws.roles,
    faultKinds: [...aws.faultKinds, ...ownKinds(lab.faultKinds)],
    impossible: aws.impossible,
    patience: (fault, settings) => aws.patience(fault, optionsOf({ settings })),
    settingSpecs: [
      ...aws.settingSpecs
        .filter(({ key }) => OF_AWS.has(key))
        .map((spec) => ({ ...spec, default: spec.key === 'poll' ? DEFAULTS.poll : spec.default })),
      ...lab.settingSpecs.filter(({ key }) => !NOT_HERE.has(key)),
    ],

    settings(given, configuration) {
      const entries = Object.entries(given)
      const forAws = entries.filter(([key]) => OF_AWS.has(key))
      const refused = entries.filter(([key]) => NOT_HERE.has(key))
      const options = aws.parseOptions(Object.fromEntries(forAws), 'aws-lab', DEFAULTS)
      const forLab = entries.filter(([key]) => !OF_AWS.has(key) && !NOT_HERE.has(key))
      const parsed = lab.settings({ ...Object.fromEntries(forLab), aws: 'on' }, configuration)
      const findings = [
        ...refused.map(([key]) => `${key}: 'aws-lab' has no such setting: ${NOT_HERE.get(key)}`),
        ...('findings' in options ? options.findings : []),
        ...('findings' in parsed ? parsed.findings : []),
      ]
      if (findings.length > 0 || 'findings' in options || 'findings' in parsed) return { findings }
      return { value: { ...parsed.value, [OPTIONS]: options.value } }
    },

    preflight: async ({ awsDatabase }, faults) =>
      awsDatabase === 'instance' && faults.some(({ kind }) => kind === 'database.kill') ? [aws.noCrash] : [],

    async describeDrill(settings, faults, longestMs) {
      const up = await standing()
      if (up === undefined) return { lines: [NO_LAB], refusals: [] }
      const account = { ...localSettings(aws, up.aws, optionsOf({ settings })), customers: up.customerUrl }
      const asked = faults.filter((fault) => !isOfTheLab(fault))
      const { lines, ...told } = await aws.describe(account, asked, longestMs)
      return {
        lines: [
          'As           the lab shows it that is up (blackstart lab status); a drill has a lab of its own',
          ...differences(up.settings, settings),
          ...lines,
          ...faults
            .filter(isOfTheLab)
            .map(({ kind }) => `Of the lab   ${kind}: AWS has no part in it, and is not asked`),
        ],
        ...told,
      }
    },

    async planHandle(config) {
      const [inner, outer] = [
        await lab.planHandle(ofLab(config)),
        aws.handleFor('aws-lab', config.drillId, localSettings(aws, LOCAL_ACCOUNT, optionsOf(config))),
      ]
      return { ...outer, data: { ...inner.data, ...outer.data } }
    },

    async open(config, handle, signal) {
      const inner = await lab.open(ofLab(config), handle, signal)
      try {
        if (!offersAws(inner)) throw new Error('this lab offers no AWS endpoints')
        const { regions } = await inner.describe()
        const settings = {
          ...localSettings(aws, inner.aws, optionsOf(config)),
          customers: inner.customerUrl,
          ...(regions.length > 1 ? { record: LOCAL_RECORD } : {}),
        }
        const outer = await aws.open(config, handle, settings, inner)
        return new AwsLabEnvironment(handle, inner, outer)
      } catch (error) {
        await inner.close('destroy')
        throw error
      }
    },

    async reconnect(handle) {
      const inner = await lab.reconnect(handle)
      // A lab that is gone has taken along whatever was done to it.
      if (!offersAws(inner)) return inner
      if (!(await isServed(inner.aws.endpoint))) {
        // Nobody can be asked any more what was done by way of them: the lab is the drill's own, and takes it along.
        await inner.destroy()
        return await lab.reconnect(handle)
      }
      const outer = await aws.recover(handle, inner.aws.endpoint)
      // The bucket goes with the lab.
      const destroy = async (): Promise<void> => {
        await outer.destroy().catch(() => {})
        await inner.destroy()
      }
      return { faults: routedFaults(outer.faults, inner.faults), destroy }
    },

    ...(lab.undoTagged === undefined
      ? {}
      : { undoTagged: async (drillId, handle) => (await lab.undoTagged?.(drillId, handle)) ?? [] }),
  }
}

const NO_LAB =
  'Targets      nothing stands yet that could be shown: `blackstart lab up --aws` starts a lab to look at (with the same ' +
  '--set), and plan shows this drill on it'

/** What the lab is not told. */
function ofLab(config: EnvironmentConfig): EnvironmentConfig {
  const { [OPTIONS]: _options, ...settings } = config.settings
  return { ...config, settings }
}

/** A lab that was started otherwise has other targets. */
function differences(up: object, wanted: Readonly<Record<string, unknown>>): string[] {
  const differing = Object.entries(up).filter(([key, value]) => key in wanted && !isDeepStrictEqual(wanted[key], value))
  return differing.map(
    ([key, value]) =>
      `             but its ${settingOf(key)} is ${inWords(key, value)}, and the drill's ${inWords(key, wanted[key])}`,
  )
}

/** As it is set: `health-interval` of the field `healthIntervalMs`. */
function settingOf(field: string): string {
  return field.replace(MILLISECONDS, '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function inWords(field: string, value: unknown): string {
  if (typeof value === 'number' && MILLISECONDS.test(field)) return formatMs(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Fields that hold a length of time say so by their ends. */
const MILLISECONDS = /Ms$/

/** Whether anybody answers there, whatever that is. */
async function isServed(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(ANSWER_MS) })
    return true
  } catch {
    return false
  }
}

function optionsOf({ settings }: Pick<EnvironmentConfig, 'settings'>): AwsOptions {
  return settings[OPTIONS] as AwsOptions
}

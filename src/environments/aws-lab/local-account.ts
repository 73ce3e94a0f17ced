import type { AwsParts } from '../aws/parts.ts'
import type { AwsOptions, AwsSettings } from '../aws/settings.ts'
import type { LocalAws } from '../environment.ts'

/** As the lab's endpoints show it. */
export const LOCAL_ACCOUNT = { accountId: '000000000000', region: 'eu-west-1', secondRegion: 'eu-central-1' } as const

const BUCKET = 'blackstart-lab'
const GUARD_ALARM = 'blackstart-lab-guard'
/** The endpoints keep metrics as finely as they are asked for, in milliseconds. */
const METRIC_PERIOD_MS = 5_000
/** What the endpoints do, they show at once; a busy machine is no reason to say that they have not, in milliseconds. */
const SHOWN_WITHIN_MS = 20_000
/** The lab's canaries are its own streams'. */
const NO_CANARY = { table: '', maxWritesPerSecond: 1 }

/** The record that leads the customers of a lab of two regions; one of one region has no DNS. */
export const LOCAL_RECORD = { hostedZone: 'Z0BLACKSTARTLAB', name: 'shop.blackstart.test' } as const

/** The lab's account, in the words of a team's configuration. */
export function localSettings(
  { defaultOptIn, defaultPrefix }: Pick<AwsParts, 'defaultOptIn' | 'defaultPrefix'>,
  {
    accountId,
    region,
    secondRegion,
    endpoint,
    sqlUrl,
  }: Pick<LocalAws, 'accountId' | 'region' | 'secondRegion'> & Partial<Pick<LocalAws, 'endpoint' | 'sqlUrl'>>,
  options: AwsOptions,
): AwsSettings {
  return {
    region,
    secondRegion,
    accounts: [accountId],
    optInTag: defaultOptIn,
    protectedTags: [],
    customers: '',
    alarms: [GUARD_ALARM],
    fisRole: `arn:aws:iam::${accountId}:role/blackstart-fis`,
    sharedStore: { bucket: BUCKET, prefix: defaultPrefix },
    metricPeriodMs: METRIC_PERIOD_MS,
    shownWithinMs: SHOWN_WITHIN_MS,
    canary: NO_CANARY,
    ...options,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(sqlUrl === undefined ? {} : { sqlUrl }),
  }
}

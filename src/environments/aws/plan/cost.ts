import type { ExperimentSpec } from '../faults/experiment.ts'
import type { AwsSettings } from '../settings.ts'

/**
 * What FIS costs by AWS's public price list (aws.amazon.com/fis/pricing), for each minute of each action, without the
 * surcharges of further accounts and of reports. Prices change: the date says when it was read.
 */
const FIS_PRICE = { amount: 0.1, govCloud: 0.12, currency: 'USD', read: 'November 2026' } as const

const MINUTES = /^PT(\d+)M$/

/** Minutes for which FIS charges, by the parameters; an action without a duration counts as one. */
export function actionMinutes(spec: ExperimentSpec): number {
  return Object.values(spec.actions).reduce((sum, { parameters = {} }) => {
    const lasting = parameters['duration'] ?? parameters['startInstancesAfterDuration'] ?? ''
    return sum + Number(MINUTES.exec(lasting)?.[1] ?? 1)
  }, 0)
}

/** What a drill costs at most, in words; what nobody has priced is said. */
export function estimateCost(
  specs: readonly ExperimentSpec[],
  { prices, region }: Pick<AwsSettings, 'prices' | 'region'>,
): string {
  const minutes = specs.reduce((sum, spec) => sum + actionMinutes(spec), 0)
  const rest = `${copies(prices)}instances, traffic and replacements are not estimated`
  if (minutes === 0) return `nothing by FIS; ${rest}`
  const own = prices?.fisActionMinute
  const price = own ?? (region.startsWith('us-gov-') ? FIS_PRICE.govCloud : FIS_PRICE.amount)
  const currency = own === undefined ? FIS_PRICE.currency : (prices?.currency ?? '')
  const source = own === undefined ? `AWS's price list as read in ${FIS_PRICE.read}` : 'the configuration'
  return `at most ${currency} ${(minutes * price).toFixed(2)} for FIS (${minutes} action-minutes at ${price}, by ${source}; less when it is stopped before); ${rest}`
}

/** How long a copy is kept is the runbook's business, and people's. */
function copies(prices: AwsSettings['prices']): string {
  if (prices?.restoredDatabaseHour === undefined) return ''
  return `a copy that a runbook restores costs ${prices.currency} ${prices.restoredDatabaseHour} an hour until it is deleted; `
}

/** A part of AWS that has accounts of its own. */
interface Partition {
  /** As ARNs have it. */
  readonly name: string
  /** Behind the region in the addresses of its services. */
  readonly suffix: string
}

const OTHERS: readonly (readonly [prefix: string, Partition])[] = [
  ['cn-', { name: 'aws-cn', suffix: 'amazonaws.com.cn' }],
  ['us-gov-', { name: 'aws-us-gov', suffix: 'amazonaws.com' }],
  ['eusc-', { name: 'aws-eusc', suffix: 'amazonaws.eu' }],
  ['us-iso-', { name: 'aws-iso', suffix: 'c2s.ic.gov' }],
  ['us-isob-', { name: 'aws-iso-b', suffix: 'sc2s.sgov.gov' }],
  ['us-isof-', { name: 'aws-iso-f', suffix: 'csp.hci.ic.gov' }],
  ['eu-isoe-', { name: 'aws-iso-e', suffix: 'cloud.adc-e.uk' }],
]

/** Addresses that answer over IPv6, too. */
const DUAL_STACK = ['api.aws', 'api.amazonwebservices.com.cn']

/** In which part of AWS a region is (as the rules of AWS's own clients have it). */
export function partitionOf(region: string): Partition {
  return OTHERS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? { name: 'aws', suffix: 'amazonaws.com' }
}

/** Suffixes of all addresses at which AWS's services answer. */
export const SUFFIXES: readonly string[] = [
  ...new Set(['amazonaws.com', ...OTHERS.map(([, { suffix }]) => suffix), ...DUAL_STACK]),
]

import type { Topology } from '../../model/topology.ts'
import type { LabInfo } from './labd/config.ts'

/**
 * Values for the inputs of the runbooks in the library: where the lab's parts are, and the commands that stand for those of
 * a cloud.
 */
export function handsOf(info: LabInfo, { components }: Topology): Readonly<Record<string, string>> {
  const primary = components.find(({ role }) => role === 'primary')?.id ?? ''
  const standby = components.find(({ role }) => role === 'standby')?.id ?? ''
  return {
    PRIMARY_ID: primary,
    STANDBY_ID: standby,
    PRIMARY_URL: info.databaseUrls[primary] ?? '',
    STANDBY_URL: info.databaseUrls[standby] ?? '',
    WRITER_URL: info.writerUrl,
    SERVICE_URL: info.customerUrl,
    FENCE: `blackstart lab fence ${primary}`,
    PRIMARY_STATE: `blackstart lab state ${primary}`,
    UNFENCE: `blackstart lab start ${primary}`,
    LEAD_CLIENTS: `blackstart lab lead ${standby}`,
  }
}

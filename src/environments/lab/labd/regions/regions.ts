import type { Server } from 'node:net'
import type { LabChild } from '../../process/lab-child.ts'
import type { RelayHandle } from '../relay-handle.ts'
import type { ZoneParts } from '../zone-parts.ts'
import type { FirstRegion } from './first-region.ts'
import type { IsolationResponse } from './isolation-response.ts'
import type { RegionManager } from './region-manager.ts'

/** What a lab with two regions has beside the parts of its first one. */
export interface Regions {
  /** The way into and out of the first region, in front of the relays of its zones. */
  readonly border: RelayHandle
  readonly first: FirstRegion
  /** Of {@link first}, behind its border. */
  readonly agent: Server
  readonly isolationResponse: IsolationResponse
  /** The one zone of the second region; its relay is the border of that region. */
  readonly zone: ZoneParts
  /** Of the second region, in its zone. */
  readonly balancer: LabChild
  readonly manager: RegionManager
  /** Outside of both regions. */
  readonly dns: LabChild
  /** Unix socket on which the DNS is controlled. */
  readonly dnsSocket: string
  /** Outside of both regions. */
  readonly customers: LabChild
}

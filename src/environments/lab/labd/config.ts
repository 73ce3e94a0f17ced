import type { Launcher } from '../../../model/launcher.ts'
import type { LocalAws } from '../../environment.ts'
import type { LabZone, RegionName } from '../names.ts'
import type { LabSettings } from '../settings.ts'

/** What labd is started with. */
export interface LabdConfig {
  /** {@link LabFolder.root}; it exists. */
  readonly folder: string
  /** Where logs, events and the forked data of deposed primaries go; outlives the lab. */
  readonly evidenceFolder: string
  readonly launcher: Launcher
  readonly settings: LabSettings
  /** A lab that nobody renews for so long ends itself; null: it lives until it is told to go. */
  readonly leaseMs: number | null
}

/** What a client has to know about a running lab; does not change in its life. */
export interface LabInfo {
  readonly settings: LabSettings
  /** The address that customers use: of the load balancer, or, with two regions, their way out, by name. */
  readonly customerUrl: string
  /** Follows the writer, to the other region too. */
  readonly writerUrl: string
  /** Each database directly, by id, past the endpoint. */
  readonly databaseUrls: Readonly<Record<string, string>>
  /** What stands in each zone, by the way that leads across its border: what people outside of it use. */
  readonly outside: Readonly<Partial<Record<LabZone, OutsideUrls>>>
  /** The front of each region, by the way that leads across its border; null with one region. */
  readonly fronts: Readonly<Record<RegionName, string>> | null
  /** Port of the name server on loopback, UDP and TCP; null with one region. */
  readonly dnsPort: number | null
  /** The AWS endpoints of this lab; null when it has none. */
  readonly aws: LocalAws | null
  readonly fingerprint: Readonly<Record<string, string>>
}

/** Addresses in a zone, as seen from outside. */
export interface OutsideUrls {
  readonly database: string
  /** Of the first service instance. */
  readonly service: string
}

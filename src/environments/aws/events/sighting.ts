import type { FarClocks } from '../clients/far-clocks.ts'

/** What one look at the control plane found. */
export interface Sighting {
  readonly kind: string
  readonly component: string
  readonly text: string
  /** Where it was read: `rds:DescribeDBClusters`, for example. */
  readonly source: string
  /** When it happened by AWS's own word; undefined: between the look before and this one. */
  readonly at?: { readonly from: Date; readonly to: Date }
  readonly alert?: string
  /** What was measured, by name, with the unit in the name. */
  readonly figures?: Readonly<Record<string, number>>
}

/** Looks at one part of the control plane again and again; tells what has changed since its look before. */
export interface Watcher {
  readonly name: string
  /** By which its sightings are dated, where they are. */
  readonly clocks: FarClocks
  look(): Promise<readonly Sighting[]>
}

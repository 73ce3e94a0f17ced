import type { DatabaseGroup } from '../ports/databases.ts'
import type { Resource } from './aws-fault.ts'

/** What is hit, and with each cluster its instances: RDS tags them apart, and one that is protected keeps its cluster from being hit. */
export function withMembers(hits: readonly Resource[], databases: readonly DatabaseGroup[]): readonly Resource[] {
  const clusters = databases.filter(({ kind, arn }) => kind === 'cluster' && hits.some((hit) => hit.arn === arn))
  const members = clusters.flatMap((cluster) =>
    cluster.members.flatMap(({ id, tags }) => (tags === undefined ? [] : { id, tags, memberOf: cluster.arn })),
  )
  return [...hits, ...members]
}

import type { History } from './format.ts'

/** How many names each writer has used up: they are dense, and one that was shed counts too. */
export function attemptedIn({
  header,
  table,
}: {
  readonly header: Pick<History['header'], 'streams'>
  readonly table: History['table']
}): Map<string, number> {
  const attempted = new Map<string, number>()
  for (let row = 0; row < table.length; row++) {
    const stream = header.streams[table.stream[row] ?? 0]
    if (stream?.kind !== 'write') continue
    attempted.set(stream.writer, Math.max(attempted.get(stream.writer) ?? 0, (table.seq[row] ?? 0) + 1))
  }
  return attempted
}

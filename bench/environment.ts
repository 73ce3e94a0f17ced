import { statfsSync } from 'node:fs'
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from 'node:os'
import { locatePostgres } from '../src/environments/lab/postgres/binaries.ts'
import { labRoot } from '../src/environments/lab/postgres/root-folder.ts'

/** Names of the file systems that are met most, by the number that the kernel gives them. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x0102_1994: 'tmpfs',
  0x794c_7630: 'overlayfs',
  0x9123_683e: 'btrfs',
  0x5846_5342: 'xfs',
}

/** What the figures were taken on: without it they say nothing. */
export async function describeEnvironment(): Promise<string> {
  const postgres = await locatePostgres()
  const gigabytes = (totalmem() / 1024 ** 3).toFixed(1)
  return [
    `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${gigabytes} GiB, ${type()} ${release()}`,
    `Node ${process.version}, PostgreSQL ${postgres.version} (${postgres.mode})`,
    `records on ${fileSystemOf(tmpdir())}, the lab's data on ${fileSystemOf(await labRoot(postgres.owner))}`,
  ].join('\n')
}

function fileSystemOf(folder: string): string {
  const kind = statfsSync(folder).type
  return FILE_SYSTEMS[kind] ?? `file system 0x${kind.toString(16)}`
}

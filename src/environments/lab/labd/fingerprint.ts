import { statfs } from 'node:fs/promises'
import type { PostgresBinaries } from '../postgres/binaries.ts'
import type { LabSettings } from '../settings.ts'

/** Magic numbers of the file systems that a lab usually lies on (statfs(2)). */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0x01021994: 'tmpfs',
  0xef53: 'ext4',
  0x58465342: 'xfs',
  0x9123683e: 'btrfs',
  0x794c7630: 'overlayfs',
}

/** What a reader of a report has to know to compare its figures with others. */
export async function fingerprint(
  folder: string,
  binaries: PostgresBinaries,
  settings: LabSettings,
): Promise<Readonly<Record<string, string>>> {
  const { type } = await statfs(folder)
  return {
    postgresql: binaries.version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    'file system': FILE_SYSTEMS[type] ?? `type 0x${type.toString(16)}`,
    'privilege mode': binaries.mode,
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, shown(value)])),
  }
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

import type { BoundedVolume } from './bounded-volumes.ts'
import { assertOurs, type Process } from './scripts.ts'

/** Bytes that are written at once. */
const BLOCK = 4_096

/** Our file in a volume. */
function fillFile({ pid }: Process, path: string, injectionId: number): string {
  return `/proc/${pid}/root${path.replace(/\/$/, '')}/.blackstart-fill-${injectionId}`
}

/** Fills volumes to the last block, and never by more than they are said to hold: a bound that nothing keeps is no bound. */
export function fillScript(process: Process, volumes: readonly BoundedVolume[], injectionId: number): string {
  return [
    assertOurs(process),
    ...volumes.map(({ path, bytes }) => {
      const file = quoted(fillFile(process, path, injectionId))
      // That it ends for want of space is what is wanted.
      return `dd if=/dev/zero of=${file} bs=${BLOCK} count=${Math.ceil(bytes / BLOCK)} 2>/dev/null`
    }),
    ':',
  ].join('\n')
}

/** Ends with 0 where nothing more can be written. */
export function isFullScript(process: Process, volumes: readonly BoundedVolume[], injectionId: number): string {
  return [
    assertOurs(process),
    ...volumes.flatMap(({ path }) => {
      const probe = `${fillFile(process, path, injectionId)}-probe`
      return [
        `if dd if=/dev/zero of=${quoted(probe)} bs=${BLOCK} count=2 2>/dev/null; then full=no; else full=yes; fi`,
        `rm -f ${quoted(probe)}`,
        `[ $full = yes ] || { echo ${quoted(`${path} takes more`)}; exit 5; }`,
      ]
    }),
  ].join('\n')
}

/** Removes what was filled in. */
export function emptyScript(process: Process, volumes: readonly BoundedVolume[], injectionId: number): string {
  const files = volumes.map(({ path }) => quoted(fillFile(process, path, injectionId)))
  return `${assertOurs(process)}\nrm -f ${files.join(' ')}`
}

/** Ends with 0 where nothing of ours is left. */
export function isEmptyScript(process: Process, volumes: readonly BoundedVolume[], injectionId: number): string {
  const files = volumes.map(({ path }) => quoted(fillFile(process, path, injectionId)))
  return `${assertOurs(process)}\nfor file in ${files.join(' ')}; do [ ! -e "$file" ] || { echo "$file is there"; exit 5; }; done`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

import type { BoundedVolume } from './bounded-volumes.ts'
import { assertOurs, type Process, quoted } from './scripts.ts'

/** Bytes that are written at once; large ones go in faster, small ones to the end. */
const LARGE_BLOCK = 65_536
const BLOCK = 4_096

/** Our file in a volume. */
function fillFile({ pid }: Process, path: string, injectionId: number): string {
  return `/proc/${pid}/root${bare(path)}/.blackstart-fill-${injectionId}`
}

/** What {@link fillScript} prints when nothing more goes in. */
export const FULL = 'full'

/**
 * Fills a part of a volume: each script of the helper has a bound, and a disk takes its time. Where the volume ends for
 * want of space, which is what is wanted, it is filled to its last block.
 *
 * @param bytes - never more in all than the volume is said to hold: a bound that nothing keeps is no bound
 */
export function fillScript(process: Process, path: string, injectionId: number, bytes: number): string {
  const file = quoted(fillFile(process, path, injectionId))
  const append = (block: number): string =>
    `dd if=/dev/zero bs=${block} count=${Math.ceil(bytes / block)} 2>/dev/null >>${file}`
  return [
    assertOurs(process),
    assertMounted(process, path),
    `if ${append(LARGE_BLOCK)}; then exit 0; fi`,
    `${append(BLOCK)} || echo ${FULL}`,
  ].join('\n')
}

/** By another way than its own mount a path may lead anywhere: a link is followed in the file system of the helper. */
function assertMounted({ pid }: Process, path: string): string {
  // As the kernel writes it there.
  const at = bare(path).replaceAll(/[\\ \t\n]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
  return [
    'mounted=no',
    `while read -r _ _ _ _ at _; do [ "$at" != ${quoted(at)} ] || mounted=yes; done </proc/${pid}/mountinfo`,
    `[ $mounted = yes ] || { echo ${quoted(`nothing is mounted at ${path}: is it reached by a link?`)}; exit 4; }`,
  ].join('\n')
}

function bare(path: string): string {
  return path.replace(/(?!^)\/+$/, '')
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

/** Ends with 0 where what was filled in is there still. */
export function isFilledScript(process: Process, volumes: readonly BoundedVolume[], injectionId: number): string {
  const files = volumes.map(({ path }) => quoted(fillFile(process, path, injectionId)))
  return `${assertOurs(process)}\nfor file in ${files.join(' ')}; do [ -e "$file" ] || { echo "$file is gone"; exit 5; }; done`
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

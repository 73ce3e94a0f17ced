import type { StackContainer } from '../stack.ts'

/** Who a script acts on. */
export type Process = Pick<StackContainer, 'id' | 'pid'>

/**
 * Kills the first process of a container, and with it everything inside: the kernel ends a pid namespace with its first
 * process. The engine sees a crash, and the restart policy answers.
 */
export function crashScript(process: Process): string {
  return `${assertOurs(process)}\nkill -KILL ${process.pid}`
}

/** How {@link loseScript} ends where there is nothing to lose. */
const NOTHING_THERE = 4
/** How it ends where something has stayed. */
const NOT_REMOVED = 5

/**
 * Kills the first process of a container and removes what is in one of its folders, as seen by the container. Twice: what
 * the dying server makes under the hands of the first removal is found by the second. The folder itself stays, it may be
 * the root of a volume; and it is held open, for the path to it dies with the process.
 */
export function loseScript(process: Process, folder: string): string {
  const root = `/proc/${process.pid}/root`
  const parts = folder.split('/').filter((part) => part !== '')
  const steps = parts.map((_, index) => quoted(`${root}/${parts.slice(0, index + 1).join('/')}`))
  const remove = 'rm -rf ./* ./.[!.]* ./..?*'
  return [
    assertOurs(process),
    // An absolute link would lead to the helper's own files.
    ...steps.map((step) => `[ ! -L ${step} ] || { echo "${folder} is reached by a link"; exit ${NOTHING_THERE}; }`),
    `cd ${quoted(`${root}/${parts.join('/')}`)} || exit ${NOTHING_THERE}`,
    'set -- ./*',
    `[ -e "$1" ] || { echo "there is nothing in ${folder}"; exit ${NOTHING_THERE}; }`,
    `${remove} 2>/dev/null`,
    `kill -KILL ${process.pid} || exit $?`,
    remove,
    `for lost; do [ ! -e "$lost" ] || { echo "$lost is still in ${folder}"; exit ${NOT_REMOVED}; }; done`,
  ].join('\n')
}

/** As one word of the shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** A pid may be another's by now: the control group of a container's process names the container. */
export function assertOurs({ id, pid }: Process): string {
  return `grep -q ${id} /proc/${pid}/cgroup || { echo "process ${pid} is not of container ${id.slice(0, 12)}"; exit 3; }`
}

/**
 * The same for taking something back: with the process everything is gone that was done to it alone, and there is nothing
 * left to do.
 */
export function ifOurs({ id, pid }: Process): string {
  // 1: it is another's. Anything else says nothing of a process that is there.
  return `grep -q ${id} /proc/${pid}/cgroup 2>/dev/null || { [ $? = 1 ] || [ ! -e /proc/${pid} ] || exit 3; exit 0; }`
}

/**
 * In the network of the engine's host nothing is touched. Not every helper may see what the host's first process has: then
 * what the engine says of the container must do, by which such targets are refused.
 */
export function assertOwnNetwork({ pid }: Process): string {
  return `[ ! /proc/${pid}/ns/net -ef /proc/1/ns/net ] || { echo "process ${pid} has the network of the engine's host"; exit 3; }`
}

/** Several scripts as one; all are run, and it fails where one has failed. None at all do nothing, and do it well. */
export function eachOf(scripts: readonly string[]): string {
  return ['failed=0', ...scripts.map((script) => `(${script}\n) || failed=$?`), '[ $failed = 0 ] || exit $failed'].join(
    '\n',
  )
}

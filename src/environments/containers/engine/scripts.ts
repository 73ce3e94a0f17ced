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

/** Removes a folder of a container with everything in it, as seen by the container. */
export function loseScript(process: Process, folder: string): string {
  return `${assertOurs(process)}\nrm -rf '/proc/${process.pid}/root${folder.replaceAll("'", String.raw`'\''`)}'`
}

/** A pid may be another's by now: the control group of a container's process names the container. */
export function assertOurs({ id, pid }: Process): string {
  return `grep -q ${id} /proc/${pid}/cgroup || { echo "process ${pid} is not of container ${id.slice(0, 12)}"; exit 3; }`
}

/** Several scripts as one; the first that fails ends it. None at all do nothing, and do it well. */
export function allOf(scripts: readonly string[]): string {
  if (scripts.length === 0) return ':'
  return scripts.map((script) => `(${script}\n) || exit $?`).join('\n')
}

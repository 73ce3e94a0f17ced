/**
 * The helper's own timer: what it was asked to cut, slow or fill is over when nobody who could end it has called for so
 * long, in seconds. It looks in this step, so that it takes at most twice as long. Freezes and stops are the engine's, not
 * the helper's: those are held by the watchdog, and after it by `blackstart recover`.
 */
const LEASE_S = 60

/** How often whoever holds the helper says that he is there, in milliseconds. */
export const RENEW_EVERY_MS = 10_000

const FOLDER = '/tmp/blackstart'

/** What the helper's first process does: it waits, and undoes what nobody holds any more. */
export function leaseLoop(folder = FOLDER, seconds = LEASE_S): string {
  const looked = `: >${folder}/looked; sleep ${seconds}`
  return `mkdir -p ${folder}/undo\nwhile :; do ${looked}; ${expireScript(folder)}; done`
}

/** Undoes everything unless the lease was renewed since it was looked for. What could not be undone is tried again. */
export function expireScript(folder = FOLDER): string {
  return (
    `[ ${folder}/lease -nt ${folder}/looked ] || ` +
    `for undo in ${folder}/undo/*; do [ -f "$undo" ] && sh "$undo" && rm -f "$undo"; done`
  )
}

export function renewScript(folder = FOLDER): string {
  return `: >${folder}/lease`
}

/** Does something after it has written down how it is undone. */
export function leased(injectionId: number, undo: string, act: string, folder = FOLDER): string {
  return [
    `mkdir -p ${folder}/undo`,
    `cat >${folder}/undo/${injectionId} <<'UNDO'`,
    undo,
    'UNDO',
    renewScript(folder),
    act,
  ].join('\n')
}

/** Undoes it, after which there is nothing left to expire. */
export function released(injectionId: number, undo: string, folder = FOLDER): string {
  return `( ${undo}\n) || exit $?\nrm -f ${folder}/undo/${injectionId}`
}

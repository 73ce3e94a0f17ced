/**
 * The helper's own timer: what it was asked to cut, slow or fill is over when nobody who could end it has called for so
 * long, in seconds. It looks in this step, so that it takes at most twice as long. Freezes and stops are the engine's, not
 * the helper's: those are held by the watchdog, and after it by `blackstart recover`.
 */
const LEASE_S = 60

/** How often whoever holds the helper says that he is there, in milliseconds. */
export const RENEW_EVERY_MS = 10_000

const FOLDER = '/tmp/blackstart'

/** How a script ends that was to do what is over. */
const OVER = 7

/**
 * What the helper's first process does: it waits, and undoes what nobody holds any more.
 *
 * @param seconds - longer than {@link RENEW_EVERY_MS}, or nothing is held for long. @default 60
 */
export function leaseLoop(seconds = LEASE_S, folder = FOLDER): string {
  const looked = `: >${folder}/looked; sleep ${seconds}`
  return `mkdir -p ${folder}/undo ${folder}/over\nwhile :; do ${looked}; ${expireScript(folder)}; done`
}

/** Undoes everything unless the lease was renewed since it was looked for. What could not be undone is tried again. */
export function expireScript(folder = FOLDER): string {
  return (
    `[ ${folder}/lease -nt ${folder}/looked ] || for undo in ${folder}/undo/*; ` +
    `do [ -f "$undo" ] && : >${folder}/over/"\${undo##*/}" && sh "$undo" && rm -f "$undo"; done`
  )
}

export function renewScript(folder = FOLDER): string {
  return `: >${folder}/lease`
}

/**
 * Does something after it has written down how it is undone; also once more, where a restart has ended it. Not when it is
 * over: others than the holder end it too (the watchdog, a person, the lease), and nobody tells him. Over in this very moment,
 * it is undone again: who comes to the rescue of somebody that died does not wait for the end of his last script.
 */
export function leased(injectionId: number, undo: string, act: string, folder = FOLDER): string {
  const over = `[ -f ${folder}/over/${injectionId} ]`
  const refuse = `{ echo 'it is undone already'; exit ${OVER}; }`
  return [
    `! ${over} || ${refuse}`,
    `mkdir -p ${folder}/undo ${folder}/over`,
    `cat >${folder}/undo/${injectionId} <<'UNDO'`,
    undo,
    'UNDO',
    renewScript(folder),
    `( ${act}\n)`,
    'code=$?',
    `if ${over}; then`,
    released(injectionId, undo, folder),
    refuse,
    'fi',
    'exit $code',
  ].join('\n')
}

/** Undoes it, after which there is nothing left to expire. It is over from the first moment on. */
export function released(injectionId: number, undo: string, folder = FOLDER): string {
  return [
    `mkdir -p ${folder}/over`,
    `: >${folder}/over/${injectionId}`,
    `( ${undo}\n) || exit $?`,
    `rm -f ${folder}/undo/${injectionId}`,
  ].join('\n')
}

/**
 * `archive_command`: a finished segment is there under its name only when all of it is, and none is ever written over
 * (PostgreSQL's manual, "Setting Up WAL Archiving").
 *
 * @param folder - the archive; the server must be able to write to it
 */
export function archiveCommand(folder: string): string {
  const file = `${inShell(folder)}/%f`
  return `test ! -f ${file} && cp "%p" ${file}.tmp && mv ${file}.tmp ${file}`
}

/** Settings of a server that keeps all of its WAL. @param timeoutSeconds - after so long a segment is kept that is not full */
export function archiveSettings(folder: string, timeoutSeconds: number): Readonly<Record<string, string>> {
  return {
    archive_mode: 'on',
    archive_command: archiveCommand(folder),
    archive_timeout: `${timeoutSeconds}s`,
  }
}

/**
 * Settings of a server that replays an archive and becomes a primary of its own; it keeps nothing itself.
 *
 * @param to - the last moment whose commits it takes; undefined: all that there are
 */
export function recoverySettings(folder: string, to: Date | undefined): Readonly<Record<string, string>> {
  return {
    restore_command: `cp ${inShell(folder)}/%f "%p"`,
    recovery_target_action: 'promote',
    ...(to !== undefined && { recovery_target_time: inUtc(to) }),
    archive_mode: 'off',
  }
}

/** With its zone as a number: names of zones, Z too, mean nothing yet when a server reads its configuration. */
function inUtc(moment: Date): string {
  return moment.toISOString().replace('T', ' ').replace('Z', '+00')
}

/** A path as the shell takes it, and as PostgreSQL does, to which % is special. */
function inShell(path: string): string {
  return `'${path.replaceAll("'", "'\\''").replaceAll('%', '%%')}'`
}

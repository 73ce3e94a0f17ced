import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { identify, type ProcessIdentity } from './identity.ts'

/** Whether the working folder of a process is this folder, also when the folder has been removed since. */
export function worksIn(pid: number, folder: string): boolean {
  return workingFolderOf(pid) === realFolder(folder)
}

/**
 * Processes of one program whose working folder is this folder. For servers that make their data folder their working
 * folder: it finds those whose parent is gone and whom nothing else points to.
 *
 * @param program - the program's name as the kernel keeps it (up to 15 characters), so that a shell that somebody
 * left in the folder is not mistaken for a part of it
 */
export function processesWorkingIn(folder: string, program: string): ProcessIdentity[] {
  const real = realFolder(folder)
  const pids = process.platform === 'linux' ? pidsFromProc(real, program) : pidsFromLsof(real, program)
  return pids.map(identify).filter((identity) => identity !== undefined)
}

function pidsFromProc(folder: string, program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingFolderOf(pid) === folder && programOf(pid) === program)
}

function programOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return undefined
  }
}

function workingFolderOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '')
    return foldersByPid(lsof(['-a', '-p', String(pid), '-d', 'cwd', '-Fn'])).get(pid)
  } catch {
    return undefined
  }
}

function pidsFromLsof(folder: string, program: string): number[] {
  try {
    const folders = foldersByPid(lsof(['-a', '-c', program, '-d', 'cwd', '-Fn']))
    return [...folders].filter(([, works]) => works === folder).map(([pid]) => pid)
  } catch {
    return []
  }
}

function lsof(args: readonly string[]): string {
  return execFileSync('lsof', ['-w', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 })
}

/** `lsof -F` prints a field a line: `p<pid>`, then `n<folder>`. */
function foldersByPid(output: string): Map<number, string> {
  const folders = new Map<number, string>()
  let pid = 0
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1))
    else if (line.startsWith('n')) folders.set(pid, line.slice(1))
  }
  return folders
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder)
  }
}

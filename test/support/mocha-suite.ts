import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './drill.ts'

/** Runs mocha on a suite of drills in a folder, and says how its tests failed. */
export function failuresOf(suite: string, folder: string, env: NodeJS.ProcessEnv = process.env): string[] {
  const file = join(folder, 'suite.mjs')
  writeFileSync(file, `import { drill } from '${join(ROOT, 'src', 'mocha.ts')}'\n${suite}`)
  const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js')
  const args = ['-C', 'blackstart-source', mocha, '--no-config', '--reporter', 'json', file]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env })
  if (stdout === '') throw new Error(stderr)
  const result = JSON.parse(stdout) as { failures: { err: { message?: string } }[] }
  return result.failures.map(({ err }) => err.message ?? '')
}

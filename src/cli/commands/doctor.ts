import { accessSync, constants, existsSync } from 'node:fs'
import type { Finish } from '../exits.ts'
import { delimiter, join } from 'node:path'
import { Command } from 'commander'
import { composeVersion, tooOld } from '../../environments/containers/compose/version.ts'
import { connectEngine } from '../../environments/containers/engine/connect.ts'
import { locatePostgres } from '../../environments/lab/postgres/binaries.ts'
import { labStatus } from '../../environments/lab/up.ts'
import { labRoot } from '../../environments/lab/postgres/root-folder.ts'
import { describeK6 } from '../../load/resolve.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { loadConfig } from '../../scenario/config.ts'
import { ConfigError, formatFinding } from '../../scenario/findings.ts'
import { accountFinding } from '../doctor-aws.ts'
import { ownVersion } from '../versions.ts'

interface Finding {
  readonly name: string
  readonly state: 'ok' | 'optional' | 'missing'
  readonly text: string
}

const MARK = { ok: '✓', optional: '–', missing: '✗' } as const

export function doctorCommand(finish: Finish): Command {
  return new Command('doctor')
    .description('tells what is there, what is missing, and how to get it; exits 2 when a drill cannot run')
    .action(async () => {
      const lab = await labFindings()
      const findings = [
        nodeFinding(),
        ...lab,
        ...(await standingFinding()),
        await k6Finding(),
        ...builders(),
        gitFinding(),
        await engineFinding(),
        ...(await configured()),
      ]
      const width = Math.max(...findings.map(({ name }) => name.length))
      for (const { name, state, text } of findings) {
        process.stdout.write(
          `${MARK[state]} ${name.padEnd(width)}  ${text.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}\n`,
        )
      }
      if (findings.some(({ state }) => state === 'missing')) finish(EXIT.inconclusive)
    })
}

function nodeFinding(): Finding {
  return {
    name: 'blackstart',
    state: 'ok',
    text: `${ownVersion()} on Node ${process.version}, ${process.platform} ${process.arch}`,
  }
}

async function labFindings(): Promise<Finding[]> {
  try {
    const { version, mode, owner } = await locatePostgres()
    const how = { plain: 'as this user', userns: 'in a user namespace', uid: 'as the user nobody' }[mode]
    return [
      { name: 'PostgreSQL', state: 'ok', text: `${version}, embedded; runs ${how}` },
      { name: 'lab folder', state: 'ok', text: await labRoot(owner) },
    ]
  } catch (error) {
    return [{ name: 'PostgreSQL', state: 'missing', text: (error as Error).message }]
  }
}

async function k6Finding(): Promise<Finding> {
  const found = await describeK6()
  if ('path' in found) return { name: 'k6', state: 'ok', text: `${found.version} at ${found.path} (${found.way})` }
  const text = `none yet; the first run gets one\n${found.missing.join('\n')}`
  const canBuild = onPath('go') !== undefined || onPath('python3') !== undefined
  return { name: 'k6', state: canBuild ? 'optional' : 'missing', text }
}

/** What k6 can be built with where it cannot be downloaded. */
function builders(): Finding[] {
  return [
    { program: 'go', remedy: 'not on PATH; Go 1.25 or newer builds k6 where it cannot be downloaded' },
    { program: 'python3', remedy: 'not on PATH; with it a Go toolchain for building k6 can be had from PyPI' },
  ].map(({ program, remedy }) => {
    const path = onPath(program)
    return { name: program, state: path === undefined ? 'optional' : 'ok', text: path ?? remedy }
  })
}

function gitFinding(): Finding {
  const path = onPath('git')
  const text = path ?? 'not on PATH; reports then cannot name the commit'
  return { name: 'git', state: path === undefined ? 'optional' : 'ok', text }
}

/** For `--env containers`. */
async function engineFinding(): Promise<Finding> {
  try {
    const engine = await connectEngine()
    const version = await composeVersion()
    const old = tooOld(version)
    if (old !== undefined) return { name: 'containers', state: 'optional', text: old }
    const text = `engine ${engine.version} at ${engine.address.dockerHost}, compose ${version}`
    return { name: 'containers', state: 'ok', text }
  } catch (error) {
    return { name: 'containers', state: 'optional', text: (error as Error).message }
  }
}

/** What `lab up` has left standing. */
async function standingFinding(): Promise<Finding[]> {
  const lab = await labStatus().catch(() => undefined)
  if (lab === undefined) return []
  const { customerUrl, aws } = lab.info
  const endpoints = aws === null ? [] : [`AWS endpoints at ${aws.endpoint}: plan --env aws-lab shows a drill on it`]
  return [{ name: 'lab that is up', state: 'ok', text: [`customers at ${customerUrl}`, ...endpoints].join('\n') }]
}

/** Only where there is a configuration: it must be one, and no drill may be kept from the account that it names. */
async function configured(): Promise<Finding[]> {
  try {
    const finding = await accountFinding(await loadConfig(process.cwd()))
    return finding === undefined ? [] : [{ name: 'AWS', ...finding }]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const text = error.findings.map(formatFinding).join('\n')
    return [{ name: 'configuration', state: 'missing', text }]
  }
}

function onPath(program: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, program)
    if (!existsSync(path)) continue
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not for us: look further.
    }
  }
  return undefined
}

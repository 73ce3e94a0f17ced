import { accessSync, constants } from 'node:fs'
import { resolve } from 'node:path'
import { readsLoadBack } from '../environments/observed/canary.ts'
import type { ObservedSettings } from '../environments/observed/settings.ts'
import type { ObservationPlan } from '../drill/record.ts'
import { loadWriter } from '../load/plan.ts'
import { keepsLedger } from '../load/script.ts'
import type { K6Load } from '../model/scenario.ts'
import { variablesOf } from '../observe/variables.ts'
import type { Configuration } from '../scenario/config.ts'
import { HTTP, SQL, readAddress } from './address.ts'
import { readDuration } from './duration-option.ts'

/** What a person asked for on the command line. */
export interface ObserveOptions {
  readonly url?: string
  readonly sql?: string
  readonly objective: readonly string[]
  readonly load?: string
  readonly rate?: string
  readonly loadTimeout?: string
  readonly loadEnv: readonly string[]
  readonly every: string
  readonly timeout: string
  readonly readOnly?: boolean
  readonly markCommand?: string
  readonly verifyCommand?: string
  readonly humanError: string
  readonly duration?: string
  readonly config?: string
  readonly reports?: string
}

/** Without a mark and without an outage somebody may have forgotten it: it ends by itself after so long, in milliseconds. */
const FORGOTTEN_MS = 3_600_000
/** What is measured, as the command line and the configuration say. */
export function readSettings(
  options: ObserveOptions,
  { canary }: Configuration,
  drillId: string,
  load: K6Load | undefined,
  findings: string[],
): ObservedSettings {
  const http = options.url === undefined ? undefined : readAddress('--url', options.url, HTTP, findings)
  const sql = options.sql === undefined ? undefined : readAddress('--sql', options.sql, SQL, findings)
  if (options.url === undefined && options.sql === undefined) {
    findings.push('nothing to measure: give --url, --sql, or both')
  }
  const readOnly = options.readOnly === true
  const { http: contract } = canary
  if (contract !== undefined && options.url !== undefined) {
    findings.push(
      ...unset(variablesOf([contract]), 'canary.http.headers'),
      ...unreadable(Object.values(contract.tls ?? {})),
    )
    const { table, list, read, write } = contract
    if (table !== undefined && options.sql === undefined && options.readOnly !== true) {
      findings.push(`canary.http.table: '${table}' is read back by SQL. Give --sql too, or --read-only`)
    }
    const readable = table !== undefined || list !== undefined || /\{(seq|id)\}/.test(read.path)
    if (write !== undefined && !readable && options.sql !== undefined && options.readOnly !== true) {
      findings.push(
        'canary.http: what it writes cannot be read back beside --sql. Add list or table, or leave out write',
      )
    }
  }
  return {
    drillId,
    ...(http === undefined ? {} : { http }),
    ...(sql === undefined ? {} : { sql }),
    everyMs: readDuration('--every', options.every, findings),
    timeoutMs: readDuration('--timeout', options.timeout, findings),
    readOnly,
    canary,
    ...(load !== undefined && keepsLedger(load.script) && readsLoadBack({ canary, readOnly })
      ? { loadWriter: loadWriter(load.script, drillId) }
      : {}),
  }
}

/** The load, where one is asked for. */
export function readLoad(options: ObserveOptions, cwd: string, findings: string[]): K6Load | undefined {
  const { load, rate, loadTimeout, loadEnv } = options
  if (load === undefined) {
    if (rate !== undefined) findings.push('--rate: there is no load. Give --load with a k6 script too')
    return undefined
  }
  const perSecond = Number(rate ?? NaN)
  if (!(perSecond > 0))
    findings.push(`--rate '${rate ?? ''}': give the iterations to start in a second, for example 50`)
  if (options.url === undefined) findings.push('--load: say where the load goes with --url')
  if (loadTimeout !== undefined) readDuration('--load-timeout', loadTimeout, findings)
  findings.push(...unset(loadEnv, '--load-env'))
  return {
    kind: 'k6',
    script: resolve(cwd, load),
    rate: perSecond,
    ...(loadTimeout === undefined ? {} : { timeout: loadTimeout as NonNullable<K6Load['timeout']> }),
    ...(loadEnv.length === 0 ? {} : { env: loadEnv }),
  }
}

/** How the fault is marked, and how long it is watched. */
export function readObservation(
  options: ObserveOptions,
  findings: string[],
): Omit<ObservationPlan, 'secrets' | 'loadOnlyWitnesses'> {
  const { duration, humanError, markCommand, verifyCommand } = options
  if (verifyCommand !== undefined && markCommand === undefined) {
    findings.push('--verify-command: it runs after --mark-command, which is not given')
  }
  return {
    humanErrorMs: readDuration('--human-error', humanError, findings),
    atMostMs: duration === undefined ? FORGOTTEN_MS : readDuration('--duration', duration, findings),
    toTheEnd: duration !== undefined,
  }
}

function unset(names: readonly string[], where: string): string[] {
  return names
    .filter((name) => (process.env[name] ?? '') === '')
    .map((name) => `${where}: the environment variable ${name} is not set`)
}

function unreadable(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    try {
      accessSync(file, constants.R_OK)
      return []
    } catch {
      return [`canary.http.tls: '${file}' cannot be read`]
    }
  })
}

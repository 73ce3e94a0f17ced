import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { lockOwner } from '../../drill/lock.ts'
import { type DrillPlan, type EnvironmentRecord, RecordFolder, readJson } from '../../drill/record.ts'
import { attemptedIn } from '../../history/attempted.ts'
import { readHistory } from '../../history/read-history.ts'
import { TAG, writerOf } from '../../environments/observed/settings.ts'
import { EXIT } from '../../model/exit-codes.ts'
import type { HttpProbeSpec, ProbeSpec } from '../../model/probe.ts'
import { readLoadEvidence } from '../../load/evidence.ts'
import { runFiles } from '../../load/run-files.ts'
import { canaryTableSql, type CanaryTable, cleanTable } from '../../observe/canary-table.ts'
import { cleanService } from '../../observe/http-clean.ts'
import { variablesOf } from '../../observe/variables.ts'
import { loadConfig } from '../../scenario/config.ts'
import { formatFinding } from '../../scenario/findings.ts'
import { scrub } from '../../system/secrets.ts'
import { SQL, readAddress } from '../address.ts'
import { CommandError, type Finish, inputError } from '../exits.ts'
import { orFindings } from '../plan-parts.ts'

interface TableOptions {
  readonly table?: string
  readonly config?: string
}

export function canaryCommand(_finish: Finish): Command {
  const canary = new Command('canary').description('prepares a system of yours for canaries, and removes them')
  canary
    .command('sql')
    .description('prints the definition of the table of canaries, for PostgreSQL')
    .option('--table <name>', 'name of the table (default: the configuration, else blackstart_canary)')
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .action(async (options: TableOptions) => {
      process.stdout.write(canaryTableSql(await tableOf(options)))
    })
  canary
    .command('clean')
    .description('removes the canaries of one observation, or with --sql all of a table')
    .argument('[record]', 'folder of the observation’s record, for example reports/<drill-id>')
    .option('--sql <variable>', 'name of the variable that holds the address of the database')
    .option('--table <name>', 'name of the table (default: the configuration, else blackstart_canary)')
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .action(async (record: string | undefined, options: TableOptions & { readonly sql?: string }) => {
      await refuseWhileMeasuring()
      if (record !== undefined) await cleanRecord(record)
      else await cleanAll(options)
    })
  return canary
}

async function tableOf({ table, config }: TableOptions): Promise<string> {
  if (table !== undefined) return table
  const findings: string[] = []
  const loaded = await orFindings(
    () => loadConfig(process.cwd(), config),
    (list, file) => findings.push(...list.map((finding) => `${file}: ${formatFinding(finding)}`)),
  )
  if (loaded === undefined) throw inputError(findings)
  return loaded.canary.table
}

/** A canary that is removed before it was read back would count as lost. */
async function refuseWhileMeasuring(): Promise<void> {
  const owner = await lockOwner()
  if (owner === undefined) return
  throw new CommandError(EXIT.refused, `drill ${owner.drillId} is running: its canaries must stay until it has ended`)
}

async function cleanAll(options: TableOptions & { readonly sql?: string }): Promise<void> {
  const findings: string[] = []
  if (options.sql === undefined) findings.push('say what to clean: the folder of a record, or --sql')
  const address = options.sql === undefined ? undefined : readAddress('--sql', options.sql, SQL, findings)
  if (address === undefined) throw inputError(findings)
  await say({ ...address, table: await tableOf(options) }, TAG)
}

async function cleanRecord(record: string): Promise<void> {
  const folder = new RecordFolder(resolve(record))
  if (!existsSync(folder.plan) || !existsSync(folder.environment) || !existsSync(folder.history)) {
    throw inputError([`'${record}' is not the record of an observation: give a folder of the reports folder`])
  }
  const { drillId } = readJson<DrillPlan>(folder.plan)
  const { streams, backend } = readJson<EnvironmentRecord>(folder.environment)
  if (backend !== 'observed') throw inputError([`'${record}' is a drill in '${backend}': its canaries went with it`])
  const writing = streams.filter(({ kind }) => kind === 'write')
  const missing = variablesOf(writing).filter((name) => (process.env[name] ?? '') === '')
  if (missing.length > 0) throw inputError(missing.map((name) => `the environment variable ${name} is not set`))

  for (const table of tablesOf(writing)) await say(table, writerOf(drillId, ''))
  const attempted = attemptedIn(await readHistory(folder.history))
  for (const spec of writing) {
    if (!isHttp(spec)) continue
    // The one write by which it was asked whether it works at all.
    const writes = new Map([
      [spec.writer, attempted.get(spec.writer) ?? 0],
      [writerOf(drillId, `check-${spec.id}`), 1],
    ])
    await sayService(spec, writes)
  }
  await cleanLoad(folder, writing.find(isHttp))
}

function isHttp(spec: ProbeSpec): spec is HttpProbeSpec {
  return spec.protocol === 'http'
}

/** What the load has written into the service, where it kept a ledger. */
async function cleanLoad(folder: RecordFolder, spec: HttpProbeSpec | undefined): Promise<void> {
  if (spec === undefined || !existsSync(runFiles(folder.load).timeline)) return
  const { streams, table } = await readLoadEvidence(folder.load, readJson<DrillPlan>(folder.plan).origin)
  const writes = attemptedIn({ header: { streams }, table })
  if (writes.size > 0) await sayService({ ...spec, id: streams[0]?.id ?? 'load' }, writes)
}

function tablesOf(streams: readonly ProbeSpec[]): CanaryTable[] {
  const tables = streams.flatMap((spec) =>
    spec.protocol === 'sql' && spec.table !== undefined ? [{ ...spec, table: spec.table }] : [],
  )
  return [...new Map(tables.map((table) => [`${table.url} ${table.table}`, table])).values()]
}

async function say(table: CanaryTable, prefix: string): Promise<void> {
  try {
    const removed = await cleanTable(table, prefix)
    process.stdout.write(`${table.url}, ${table.table}: ${removed} canaries removed\n`)
  } catch (error) {
    throw failed(table.url, error, table.urlEnv === undefined ? [] : [table.urlEnv])
  }
}

async function sayService(spec: HttpProbeSpec, writes: ReadonlyMap<string, number>): Promise<void> {
  try {
    const requests = await cleanService(spec, writes)
    process.stdout.write(`${spec.baseUrl}, ${spec.id}: removed in ${requests} requests\n`)
  } catch (error) {
    throw failed(`${spec.baseUrl}, ${spec.id}`, error, variablesOf([spec]))
  }
}

function failed(where: string, error: unknown, secrets: readonly string[]): CommandError {
  const text = scrub(error instanceof Error ? error.message : String(error), secrets)
  return new CommandError(EXIT.fail, `${where}: ${text}; the canaries that are left may be removed later`, {
    cause: error,
  })
}

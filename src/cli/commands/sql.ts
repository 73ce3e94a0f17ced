import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { Client } from 'pg'
import { parseDurationMs } from '../../model/duration.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { scrub } from '../../system/secrets.ts'
import { CommandError, type Finish, inputError } from '../exits.ts'

/** Codes of Node by which a server that cannot be reached shows itself. A name that does not resolve is none of them: it is a wrong address. */
const UNREACHABLE = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'EHOSTDOWN',
  'ENOENT',
]
/** SQLSTATE classes by which a server says that it is not there for us: 57P is shutting down or starting up. */
const NOT_SERVING = /^(?:57P0[1-4]|08)/
/** What the client says itself when the connection ends, and has no code. */
const ENDED = /timeout|terminated|Connection ended/i

interface SqlOptions {
  readonly raw?: boolean
  readonly timeout: string
}

/**
 * A small client of PostgreSQL for runbooks: none needs to be installed, and the address never stands on a command line.
 * Its exit code answers: 0 there are rows, 1 an error of the question (or no rows), 69 nobody answers, 64 wrong usage.
 */
export function sqlCommand(finish: Finish): Command {
  return new Command('sql')
    .description('asks a PostgreSQL server; exits 0 with rows, 1 without or on an error, 69 when nobody answers')
    .argument('<variable>', 'name of the environment variable that holds the address')
    .argument('<query>', 'one statement; - takes it from standard input')
    .option('--raw', 'print values only, without the names of columns')
    .option('--timeout <duration>', 'for connecting and for the answer, each', '5s')
    .action(async (variable: string, query: string, { raw, timeout }: SqlOptions) => {
      const timeoutMs = parseDurationMs(timeout)
      const url = process.env[variable]
      const findings = [
        ...(timeoutMs === undefined || timeoutMs === 0 ? [`--timeout '${timeout}': write a duration such as 3s`] : []),
        ...(/^[A-Za-z_]\w*$/.test(variable)
          ? url === undefined || url === ''
            ? [`${variable} is not set: export the address of the server under this name`]
            : !/^postgres(?:ql)?:\/\//.test(url)
              ? [`${variable} does not hold an address that begins with postgres://`]
              : []
          : ['<variable> is not a name: give the name of the variable that holds the address, not the address']),
      ]
      if (findings.length > 0 || url === undefined || timeoutMs === undefined) throw inputError(findings)
      const statement = query === '-' ? await text(process.stdin) : query
      if (statement.trim() === '') throw inputError(['<query> is empty: nothing came on standard input'])
      const { rows, fields } = await ask(url, statement, timeoutMs, variable)
      process.stdout.write(raw === true ? rows.map(values).join('') : table(rows))
      // A command such as ALTER SYSTEM has no rows to give.
      if (rows.length === 0 && fields.length > 0) finish(EXIT.fail)
    })
}

type Row = Readonly<Record<string, unknown>>

async function ask(url: string, query: string, timeoutMs: number, variable: string) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs })
  client.on('error', () => {})
  try {
    await client.connect()
    return await client.query<Row>(query)
  } catch (error) {
    const text = scrub((error as Error).message || String((error as NodeJS.ErrnoException).code), [variable])
    throw new CommandError(isUnreachable(error) ? EXIT.unreachable : EXIT.fail, `${variable}: ${text}`, {
      cause: error,
    })
  } finally {
    // A server that does not answer does not say goodbye either.
    await Promise.race([client.end().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 200).unref())])
  }
}

function isUnreachable(error: unknown): boolean {
  const { code, errors } = error as { code?: string; errors?: readonly unknown[] }
  // One error for each address of a name: unreachable when all of them are.
  if (errors !== undefined && errors.length > 0) return errors.every(isUnreachable)
  if (code === undefined) return ENDED.test((error as Error).message)
  return UNREACHABLE.includes(code) || NOT_SERVING.test(code)
}

function values(row: Row): string {
  return `${Object.values(row).map(shown).join('\t')}\n`
}

/** As psql says it with --no-align: `t` and `f`, nothing for null. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function table(rows: readonly Row[]): string {
  return rows
    .map(
      (row) =>
        `${Object.entries(row)
          .map(([name, value]) => `${name}=${shown(value)}`)
          .join('  ')}\n`,
    )
    .join('')
}

import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { TAG } from '../../environments/observed/settings.ts'
import { contractOf } from '../../environments/observed/streams.ts'
import { EXIT, type ExitCode } from '../../model/exit-codes.ts'
import type { HttpContract } from '../../model/http-contract.ts'
import type { ProbeSpec } from '../../model/probe.ts'
import { askOnce, isUnreachable } from '../../observe/ask.ts'
import { ANSWERS_CONTRACT, ORDERS_CONTRACT } from '../../model/http-contracts.ts'
import type { ProbeResult } from '../../observe/probe.ts'
import { checkStream } from '../../observe/prober-plan.ts'
import { type CanarySettings, loadConfig } from '../../scenario/config.ts'
import { formatFinding } from '../../scenario/findings.ts'
import { maskUrls } from '../../system/secrets.ts'
import { ANY, fullAddress, readAddress } from '../address.ts'
import { readDuration } from '../duration-option.ts'
import { type Finish, inputError } from '../exits.ts'
import { orFindings } from '../plan-parts.ts'

interface ProbeOptions {
  readonly expect: string
  readonly within?: string
  readonly every: string
  readonly timeout: string
  readonly table?: string
  readonly config?: string
}

const KINDS = ['read', 'write'] as const
const EXPECTATIONS = ['working', 'failing'] as const

/** One question of a runbook or a pipeline: does reading, does writing work? The exit code answers. */
export function probeCommand(finish: Finish): Command {
  return new Command('probe')
    .description('asks once whether reading or writing works; exits 0 as expected, 1 not, 69 unreachable')
    .argument('<read|write>', 'what to try; a write leaves one tagged canary')
    .argument('<address>', 'http(s):// or postgres:// address, or the name of the variable that holds it')
    .option('--expect <working|failing>', 'what is expected', 'working')
    .option('--within <duration>', 'keep asking until it is as expected, for so long')
    .option('--every <duration>', 'how long to wait between two questions', '1s')
    .option('--timeout <duration>', 'when one question gives up', '2s')
    .option('--table <name>', 'table of the SQL canary (default: the configuration, else blackstart_canary)')
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .action(async (kind: string, address: string, options: ProbeOptions) => {
      const question = await readQuestion(kind, address, options)
      const { result, ms } = await askUntil(question)
      process.stdout.write(`${describe(question.spec, result, ms)}\n`)
      finish(answerOf(question.expectWorking, result))
    })
}

interface Question {
  readonly spec: ProbeSpec
  readonly expectWorking: boolean
  readonly withinMs: number
  readonly everyMs: number
}

/** @throws CommandError with all findings */
async function readQuestion(kind: string, given: string, options: ProbeOptions): Promise<Question> {
  const findings: string[] = []
  const known = KINDS.find((each) => each === kind)
  if (known === undefined) findings.push(`'${kind}': ask for ${KINDS.join(' or ')}`)
  if (!EXPECTATIONS.some((each) => each === options.expect)) {
    findings.push(`--expect '${options.expect}': expect ${EXPECTATIONS.join(' or ')}`)
  }
  const withinMs = options.within === undefined ? 0 : readDuration('--within', options.within, findings)
  const everyMs = readDuration('--every', options.every, findings)
  const timeoutMs = readDuration('--timeout', options.timeout, findings)
  const address = readAddress('<address>', given, ANY, findings)
  const configuration = await orFindings(
    () => loadConfig(process.cwd(), options.config),
    (list, file) => findings.push(...list.map((finding) => `${file}: ${formatFinding(finding)}`)),
  )
  if (findings.length > 0 || known === undefined || address === undefined || configuration === undefined) {
    throw inputError(findings)
  }
  const basics = {
    id: known,
    source: 'probe',
    kind: known,
    connection: 'fresh',
    writer: `${TAG}probe-${Date.now()}-${process.pid}`,
    intervalMs: timeoutMs,
    timeoutMs,
    inFlightCap: 1,
    judged: false,
    path: maskUrls(address.url),
  } as const
  const { canary } = configuration
  const spec: ProbeSpec = /^https?:/.test(fullAddress(address))
    ? {
        ...basics,
        protocol: 'http',
        baseUrl: address.url,
        ...(address.urlEnv === undefined ? {} : { urlEnv: address.urlEnv }),
        contract: contractFor(known, canary),
        ...(canary.http?.headers === undefined ? {} : { headers: canary.http.headers }),
        ...(canary.http?.tls === undefined ? {} : { tls: canary.http.tls }),
      }
    : {
        ...basics,
        protocol: 'sql',
        ...address,
        ...(known === 'read' ? {} : { table: options.table ?? canary.table }),
      }
  const wrong = checkStream(spec)
  if (wrong.length > 0) throw inputError(wrong)
  return { spec, expectWorking: options.expect === 'working', withinMs, everyMs }
}

/**
 * A read without a contract asks the address itself; a write needs one, and the order service's is the one that we know.
 * Nobody writes what a single read asks for, so its contract has no write.
 */
function contractFor(kind: 'read' | 'write', { http }: CanarySettings): HttpContract {
  if (http !== undefined && (kind === 'read' || http.write !== undefined)) return contractOf(http, kind === 'read')
  if (kind === 'write') return ORDERS_CONTRACT
  return ANSWERS_CONTRACT
}

/** Asks, and with a deadline asks again until the answer is as expected; the last answer counts. */
async function askUntil(question: Question): Promise<{ readonly result: ProbeResult; readonly ms: number }> {
  const { spec, expectWorking, withinMs, everyMs } = question
  const deadline = performance.now() + withinMs
  for (let seq = 0; ; seq++) {
    const askedAt = performance.now()
    const result = await askOnce(spec, seq)
    const ms = performance.now() - askedAt
    const asExpected = (result.outcome === 'ok') === expectWorking
    if (asExpected || performance.now() + everyMs > deadline) return { result, ms }
    await sleep(everyMs)
  }
}

function answerOf(expectWorking: boolean, result: ProbeResult): ExitCode {
  const working = result.outcome === 'ok'
  if (working === expectWorking) return EXIT.pass
  return !working && isUnreachable(result) ? EXIT.unreachable : EXIT.fail
}

function describe({ kind, path }: ProbeSpec, result: ProbeResult, ms: number): string {
  const what = `${kind} ${path}`
  return result.outcome === 'ok'
    ? `working: ${what} in ${Math.ceil(ms)} ms`
    : `not working: ${what}: ${result.errorClass}`
}

import { attemptedIn } from '../history/attempted.ts'
import type { History } from '../history/format.ts'
import { HistoryTail } from '../history/history-tail.ts'
import { readHistory } from '../history/read-history.ts'
import { K6Run } from '../load/run.ts'
import { readLoadEvidence } from '../load/evidence.ts'
import { tidyRun } from '../load/tidy.ts'
import type { Reason } from '../model/verdict.ts'
import { readFinalStates } from '../observe/canary-read.ts'
import { saveFinalReads } from '../observe/final-reads-file.ts'
import { type ProberProcess, startProber } from '../observe/prober-client.ts'
import type { MeasuringContext } from './context.ts'
import { loadPlan, longestTimeoutMs } from './load-plan.ts'
import { NoiseRecorder } from './noise-recorder.ts'

/** What a drill measures with: the prober and the load, from start to final read. */
export class Instruments {
  readonly #context: MeasuringContext
  #prober: ProberProcess | undefined
  #load: K6Run | undefined
  #tail: HistoryTail | undefined
  #noise: NoiseRecorder | undefined
  #stopping = false

  constructor(context: MeasuringContext) {
    this.#context = context
  }

  /**
   * Starts probes and load.
   *
   * @param onDeath - told when the prober dies: without it nothing is measured
   */
  async start(onDeath: (reason: Reason) => void): Promise<void> {
    const { plan, folder, tools, environment } = this.#context
    const prober = startProber(tools.launcher, {
      historyFile: folder.history,
      origin: plan.origin,
      streams: environment.streams,
    })
    this.#prober = prober
    this.#noise = new NoiseRecorder(folder.noise, plan.origin)
    this.#context.startedProcess('prober', prober.identity)
    void prober.exited.then(({ code, signal, lastWords }) => {
      if (this.#stopping) return
      const how = signal === null ? `with code ${code}` : `by ${signal}`
      onDeath({ code: 'prober-died', text: `the prober ended ${how}${lastWords === '' ? '' : `: ${lastWords}`}` })
    })
    await prober.ready
    this.#tail = await HistoryTail.open(folder.history)
    if (plan.scenario.load !== undefined && tools.k6 !== undefined) await this.#startLoad(tools.k6)
  }

  /** The history so far. */
  async history(): Promise<History | undefined> {
    return await this.#tail?.poll()
  }

  /** Stops load and probes. In an orderly stop every request in flight gets its outcome. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all([this.#load?.stop(), this.#prober?.stop()])
    this.#noise?.stop()
    await this.#tail?.close()
    if (this.#load !== undefined) await tidyRun(this.#load.files, this.#context.plan.scenario.load?.env ?? [])
  }

  /** Reads all canaries back from every node and keeps them in the record. */
  async readBack(): Promise<void> {
    const { environment, folder, plan } = this.#context
    if (environment.canary === undefined) return
    const reads = await readFinalStates(environment.canary, longestTimeoutMs(plan.scenario, environment), {
      attempted: await this.#attempted(),
      signal: this.#context.signal,
    })
    await saveFinalReads(folder.finalReads, reads)
  }

  /** How many names each writer has used up, the load's too. */
  async #attempted(): Promise<Map<string, number>> {
    const { folder, plan } = this.#context
    const probes = attemptedIn(await readHistory(folder.history))
    if (this.#load === undefined) return probes
    const { streams, table } = await readLoadEvidence(folder.load, plan.origin)
    return new Map([...probes, ...attemptedIn({ header: { streams }, table })])
  }

  async #startLoad(k6: string): Promise<void> {
    const { plan, folder, environment, signal, emit } = this.#context
    const run = await K6Run.start(k6, loadPlan(plan, environment), folder.load, signal)
    this.#load = run
    this.#context.startedProcess('k6', run.identity)
    void run.exited.then(({ code, signal }) => {
      if (this.#stopping) return
      // The probes go on: what they see is still worth knowing, though nothing will be concluded from it.
      emit({
        kind: 'problem',
        reason: {
          code: 'load-died',
          text: `k6 ended during the drill ${signal === null ? `with code ${code}` : `by ${signal}`}`,
        },
      })
    })
    await run.release()
  }
}

import type { Duplex } from 'node:stream'
import { WaitTimeoutError } from '../../../system/wait.ts'
import { DRILL_LABEL, PROJECT_LABEL } from '../labels.ts'
import type { Engine } from './engine.ts'
import { leaseLoop, RENEW_EVERY_MS, renewScript } from './lease.ts'

/** The helper's image is not there; without it nothing can be crashed or cut. */
export class HandsImageError extends Error {
  override readonly name = 'HandsImageError'

  constructor(image: string) {
    super(
      `the image '${image}' is not on this engine: it holds the helper that crashes processes and cuts networks. ` +
        'Build it with: docker build -t blackstart-hands <blackstart>/stack/hands, or name another with --set hands=<image>',
    )
  }
}

/** A script that the helper was given said no; the message is the script's own words. */
export class HandsError extends Error {
  override readonly name = 'HandsError'
  readonly code: number

  constructor(code: number, output: string) {
    super(output === '' ? `the helper's script ended with ${code}` : output)
    this.code = code
  }
}

/** How long a script may take, in milliseconds; what it does takes a few. */
const SCRIPT_TIMEOUT_MS = 10_000

/** Ends the answer to a script; with its exit code behind it. */
const END = '@@blackstart-end '

/** What the helper may do beside what any container may: enter others' networks, signal their processes. */
const CAPABILITIES = ['SYS_ADMIN', 'SYS_PTRACE', 'NET_ADMIN', 'KILL']

export interface HandsSettings {
  readonly image: string
  readonly project: string
  readonly drillId: string
  /** In seconds; see {@link leaseLoop}. */
  readonly lease?: number
}

/**
 * The hands of a drill on the engine's host: a container that sees the processes of all others. Through its shell, which
 * stays open, a process dies or a network is cut within milliseconds of being asked for; a container for each act would
 * take a third of a second, and that would be the width of every result.
 */
export class Hands {
  readonly #shell: Duplex
  #output = ''
  #waiting: { readonly resolve: (output: string) => void; readonly reject: (error: Error) => void } | undefined
  /** Scripts run one after the other. */
  #last: Promise<unknown> = Promise.resolve()
  #gone: Error | undefined
  readonly #renewing: NodeJS.Timeout

  private constructor(shell: Duplex) {
    this.#shell = shell
    this.#renewing = setInterval(() => void this.run(renewScript()).catch(() => {}), RENEW_EVERY_MS)
    this.#renewing.unref()
    let rest: Buffer = Buffer.alloc(0)
    shell.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      // Frames as in the logs: [which, 0, 0, 0, length (4 bytes)], then the bytes; one may come in pieces.
      while (rest.length >= 8 && rest.length >= 8 + rest.readUInt32BE(4)) {
        const end = 8 + rest.readUInt32BE(4)
        this.#output += rest.subarray(8, end).toString('utf8')
        rest = rest.subarray(end)
      }
      this.#look()
    })
    const lost = (): void => {
      this.#gone ??= new HandsError(-1, 'the helper container is gone')
      this.#waiting?.reject(this.#gone)
      clearInterval(this.#renewing)
    }
    shell.on('error', lost).on('close', lost).on('end', lost)
  }

  /** Starts the helper, or takes the one that the drill has left. @throws HandsImageError */
  static async open(engine: Engine, { image, project, drillId, lease }: HandsSettings): Promise<Hands> {
    const label = handsLabel(project)
    for (const id of await engine.containers(label)) {
      if ((await engine.inspect(id))?.State.Running === true) return new Hands(await engine.shell(id))
      await engine.remove(id)
    }
    if (!(await engine.hasImage(image))) throw new HandsImageError(image)
    const id = await engine.run({
      name: `${project}-hands`,
      Image: image,
      Entrypoint: [],
      Cmd: ['sh', '-c', leaseLoop(lease)],
      Labels: { [DRILL_LABEL]: drillId, [PROJECT_LABEL]: project, 'blackstart.hands': project },
      HostConfig: {
        PidMode: 'host',
        NetworkMode: 'none',
        CapAdd: CAPABILITIES,
        // Where there is no SELinux the second one means nothing.
        SecurityOpt: ['apparmor=unconfined', 'label=disable'],
      },
    })
    return new Hands(await engine.shell(id))
  }

  /** Whether it can do nothing more: its container ended, or a script of it hangs. */
  get isGone(): boolean {
    return this.#gone !== undefined
  }

  /** @returns what the script printed. @throws HandsError when it did not end with 0 */
  run(script: string): Promise<string> {
    const result = this.#last.then(() => this.#run(script))
    this.#last = result.catch(() => {})
    return result
  }

  close(): void {
    clearInterval(this.#renewing)
    this.#shell.destroy()
  }

  async #run(script: string): Promise<string> {
    if (this.#gone !== undefined) throw this.#gone
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<string>((resolve, reject) => {
        this.#waiting = { resolve, reject }
        timer = setTimeout(() => {
          // Its late answer would be taken for the next script's.
          this.#gone = new WaitTimeoutError('the helper container answers', SCRIPT_TIMEOUT_MS)
          reject(this.#gone)
        }, SCRIPT_TIMEOUT_MS)
        this.#shell.write(`( ${script}\n) 2>&1 </dev/null; echo "${END}$?"\n`)
      })
    } finally {
      clearTimeout(timer)
      this.#waiting = undefined
    }
  }

  #look(): void {
    const at = this.#output.indexOf(END)
    const lineEnd = at === -1 ? -1 : this.#output.indexOf('\n', at)
    if (lineEnd === -1) return
    const output = this.#output.slice(0, at).trim()
    const code = Number(this.#output.slice(at + END.length, lineEnd))
    this.#output = this.#output.slice(lineEnd + 1)
    if (code === 0) this.#waiting?.resolve(output)
    else this.#waiting?.reject(new HandsError(code, output))
  }
}

/** The helper of a drill, started when it is first needed. */
export class HandsOnDemand {
  readonly #open: () => Promise<Hands>
  #hands: Promise<Hands> | undefined

  constructor(engine: Engine, settings: HandsSettings) {
    this.#open = () => Hands.open(engine, settings)
  }

  /** A helper that is gone, or could not be opened, is opened anew. @throws HandsImageError */
  async get(): Promise<Hands> {
    const asked = (this.#hands ??= this.#open())
    try {
      const hands = await asked
      if (!hands.isGone) return hands
      hands.close()
    } catch (error) {
      if (this.#hands === asked) this.#hands = undefined
      throw error
    }
    if (this.#hands === asked) this.#hands = undefined
    return this.get()
  }

  /** Lets go of it; the container ends with its stack. */
  async close(): Promise<void> {
    await this.#hands?.then(
      (hands) => hands.close(),
      () => {},
    )
  }
}

function handsLabel(project: string): string {
  return `blackstart.hands=${project}`
}

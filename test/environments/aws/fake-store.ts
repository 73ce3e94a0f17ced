import type { StorePort, Stored } from '../../../src/environments/aws/ports/store.ts'

/** A bucket in memory, which keeps its conditions. */
export class FakeStore implements StorePort {
  readonly objects = new Map<string, Stored>()
  /** What comes of the next request that writes. */
  onWrite: (key: string) => void = () => {}
  /** What comes of its answer, when it is written. */
  onWritten: () => void = () => {}
  /** What a request that writes waits for. */
  stalled: Promise<void> = Promise.resolve()
  #writes = 0

  async putIfAbsent(key: string, text: string): Promise<string | undefined> {
    await this.stalled
    this.onWrite(key)
    return this.objects.has(key) ? undefined : this.#answered(this.#write(key, text))
  }

  async replace(key: string, text: string, version: string): Promise<string | undefined> {
    await this.stalled
    this.onWrite(key)
    return this.objects.get(key)?.version === version ? this.#answered(this.#write(key, text)) : undefined
  }

  async get(key: string): Promise<Stored | undefined> {
    return this.objects.get(key)
  }

  async remove(key: string, version?: string): Promise<void> {
    if (version === undefined || this.objects.get(key)?.version === version) this.objects.delete(key)
  }

  async keys(prefix: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix))
  }

  /** Puts something there as if by somebody else, whatever was there. */
  put(key: string, text: string): void {
    this.#write(key, text)
  }

  #answered(version: string): string {
    this.onWritten()
    return version
  }

  #write(key: string, text: string): string {
    const version = String(++this.#writes)
    this.objects.set(key, { text, version })
    return version
  }
}

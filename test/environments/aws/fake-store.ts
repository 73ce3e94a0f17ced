import type { StorePort } from '../../../src/environments/aws/ports/store.ts'

/** A bucket in memory, which keeps its conditions. */
export class FakeStore implements StorePort {
  readonly objects = new Map<string, string>()

  async putIfAbsent(key: string, text: string): Promise<boolean> {
    if (this.objects.has(key)) return false
    this.objects.set(key, text)
    return true
  }

  async put(key: string, text: string): Promise<void> {
    this.objects.set(key, text)
  }

  async get(key: string): Promise<string | undefined> {
    return this.objects.get(key)
  }

  async remove(key: string): Promise<void> {
    this.objects.delete(key)
  }

  async keys(prefix: string): Promise<readonly string[]> {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix))
  }
}

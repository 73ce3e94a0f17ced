import { Buffer } from 'node:buffer'

/** What stands in place of a secret. */
export const MASK = '***'
/** Shorter lines of a secret are words that stand everywhere. */
const SHORTEST = 4

/** Removes secrets from what is shown and kept, also in the forms that programs print them in. */
export class Mask {
  readonly #forms: readonly string[]

  constructor(secrets: readonly string[]) {
    const forms = secrets.flatMap((secret) => [secret, ...secret.split('\n')]).flatMap(formsOf)
    // The longest first: a part must not break the whole apart.
    this.#forms = [...new Set(forms)].filter((form) => form.length >= SHORTEST).sort((a, b) => b.length - a.length)
  }

  apply(text: string): string {
    return this.#forms.reduce((rest, form) => rest.replaceAll(form, MASK), text)
  }

  hides(text: string): boolean {
    return this.apply(text) !== text
  }
}

function formsOf(secret: string): string[] {
  const password = URL.parse(secret)?.password ?? ''
  const parts = password === '' ? [] : [password, decoded(password)]
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...inBase64(secret), ...parts]
}

/**
 * The characters of base64 that depend on the secret alone. It begins at one of three places within a group of three bytes,
 * as `name:password` does in a header: what shares a character with its neighbours is left out.
 */
function inBase64(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const from = Math.ceil((before * 4) / 3)
    const to = Math.floor(((before + bytes.length) * 4) / 3)
    const own = text.slice(from, to)
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Cuts a stream into lines, so that a secret that arrives in two pieces is seen whole. */
export class Lines {
  readonly #onLine: (line: string) => void
  readonly #decoder = new TextDecoder()
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#onLine(line)
  }

  end(): void {
    if (this.#rest !== '') this.#onLine(this.#rest)
    this.#rest = ''
  }
}

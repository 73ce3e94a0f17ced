/** The name of one canary. */
export interface CanaryName {
  readonly writer: string
  readonly seq: number
}

type Fill = (value: string) => string

/** Fills `{writer}`, `{seq}` and `{id}` into a path. */
export function fillPath(path: string, name: CanaryName): string {
  return fill(path, name, encodeURIComponent)
}

/** Fills them into a body or another text. Names are made so that they need no escaping in JSON. */
export function fillText(text: string, name: CanaryName): string {
  return fill(text, name, (value) => value)
}

function fill(template: string, { writer, seq }: CanaryName, escape: Fill): string {
  return template
    .replaceAll('{writer}', () => escape(writer))
    .replaceAll('{seq}', String(seq))
    .replaceAll('{id}', () => escape(`${writer}-${seq}`))
}
